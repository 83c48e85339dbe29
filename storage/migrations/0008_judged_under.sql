-- Up to which version of reference data the units of the partition have been judged, and what came of it is stored. Null:
-- not known, then what was told shortly before the last batch is judged again.
ALTER TABLE offsets ADD COLUMN reference_seq bigint;
