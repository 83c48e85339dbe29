"""Files of reference data in other forms than JSON: tables and shapes, each turned into the JSON that it stands for."""
