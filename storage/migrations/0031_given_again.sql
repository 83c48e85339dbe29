-- The same step may be told to a person more than once in a round: that it is theirs again, after it was another's.
ALTER TABLE tellings ADD COLUMN nth integer NOT NULL DEFAULT 1;
ALTER TABLE tellings DROP CONSTRAINT tellings_pkey;
ALTER TABLE tellings ADD PRIMARY KEY (incident_id, round, step, person, channel, nth);
