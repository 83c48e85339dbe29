-- Up to when the clock makes nothing due of the unit, whatever it has sent since it was saved: until then its state
-- need not be read.
ALTER TABLE unit_states ADD COLUMN due_ms bigint NOT NULL DEFAULT 0;  -- 0: not known
