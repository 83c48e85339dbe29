-- The fields of a ping's location that no rule reads, packed (models/ping.py): they order two differing pings of one unit
-- and one time. NULL where it had none of them, and in what was stored before.
ALTER TABLE pings ADD COLUMN rest bytea;
