-- A person to whom another gives an incident is told so.
ALTER TABLE tellings DROP CONSTRAINT tellings_step_check;
ALTER TABLE tellings ADD CONSTRAINT tellings_step_check CHECK (step IN ('opened', 'worse', 'moved', 'closed', 'given'));

-- Who had an incident when it was last seen: who has it already is not told of it now.
ALTER TABLE threads ADD COLUMN assignee text;
UPDATE threads SET assignee = incidents.assignee FROM incidents WHERE incidents.incident_id = threads.incident_id;
