-- transactional: false
-- An incident that is part of another's case: into which it was merged, always one that is itself part of none. It is
-- closed then, has no outcome, and its alerts belong to that case. Beside those who write: the tables may be large.
ALTER TABLE incidents ADD COLUMN IF NOT EXISTS merged_into text;
ALTER TABLE incidents DROP CONSTRAINT IF EXISTS incidents_merged_check;
ALTER TABLE incidents ADD CONSTRAINT incidents_merged_check CHECK (
    merged_into IS NULL OR (state = 'closed' AND outcome IS NULL AND merged_into <> incident_id)
) NOT VALID;
ALTER TABLE incidents VALIDATE CONSTRAINT incidents_merged_check;
ALTER TABLE incidents DROP CONSTRAINT IF EXISTS incidents_merged_fkey;
ALTER TABLE incidents ADD CONSTRAINT incidents_merged_fkey FOREIGN KEY (merged_into) REFERENCES incidents NOT VALID;
ALTER TABLE incidents VALIDATE CONSTRAINT incidents_merged_fkey;

-- The incident into which an alert was gathered, where that is part of the case to which it now belongs; where an officer
-- was out for it. Both go back with it when it is taken out.
ALTER TABLE incident_alerts ADD COLUMN IF NOT EXISTS gathered_in text;
ALTER TABLE road_stays ADD COLUMN IF NOT EXISTS gathered_in text;

-- The other incident of a line that tells of a merge or of its end.
ALTER TABLE incident_log ADD COLUMN IF NOT EXISTS other_id text;

DROP INDEX IF EXISTS incidents_merged;
CREATE INDEX CONCURRENTLY incidents_merged ON incidents (merged_into) WHERE merged_into IS NOT NULL;
DROP INDEX IF EXISTS incidents_merged_subject;
CREATE INDEX CONCURRENTLY incidents_merged_subject ON incidents (about, subject) WHERE merged_into IS NOT NULL;
DROP INDEX IF EXISTS incident_alerts_gathered;
CREATE INDEX CONCURRENTLY incident_alerts_gathered ON incident_alerts (gathered_in) WHERE gathered_in IS NOT NULL;
