-- Under how many partitions of its topic a partition is held: a unit belongs to another one when there are more.
ALTER TABLE offsets ADD COLUMN partitions integer NOT NULL DEFAULT 0;  -- 0: not known
