"""The pings of a trip as files: GPX, KML, GeoJSON, CSV, each written as the pings come."""
