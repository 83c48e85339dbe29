-- A person to whom another gives an incident is told so.
ALTER TABLE tellings DROP CONSTRAINT tellings_step_check;
ALTER TABLE tellings ADD CONSTRAINT tellings_step_check CHECK (step IN ('opened', 'worse', 'moved', 'closed', 'given'));
