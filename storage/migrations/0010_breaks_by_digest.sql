-- A topic that is made anew counts from 0 again: two breaks may go on at one offset, and are told apart by where they
-- begin and by the digest of what was read before them.
ALTER TABLE breaks DROP CONSTRAINT breaks_pkey;
ALTER TABLE breaks ADD PRIMARY KEY (topic, partition, kind, from_offset, to_offset, digest);
