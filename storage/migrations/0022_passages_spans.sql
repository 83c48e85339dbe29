-- When a unit was in a cell within one row of many stays: a first and a last ms each, 8 bytes, big-endian. Null is one stay,
-- from first_ms to last_ms.
ALTER TABLE passages ADD COLUMN spans bytea;
