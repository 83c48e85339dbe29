-- transactional: false
-- Beside those who write: trips and the log of incidents may be large.

-- Who was given an incident, beside who acted on one (incident_log_who): each name is found by a step along the index.
DROP INDEX IF EXISTS incident_log_assignee;
CREATE INDEX CONCURRENTLY incident_log_assignee ON incident_log (assignee) WHERE assignee IS NOT NULL;

-- A plate whatever its province, and a permit in the normal form (storage/normal_form.py), the latest trip first.
DROP INDEX IF EXISTS trips_plate_alone;
CREATE INDEX CONCURRENTLY trips_plate_alone ON trips (split_part(plate_key, '|', 1), started_ms, trip_id);
DROP INDEX IF EXISTS trips_permit_normal;
CREATE INDEX CONCURRENTLY trips_permit_normal ON trips (
    upper(regexp_replace(translate(normalize(data ->> 'permit_no'), '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '[\s.\-]', '', 'g')),
    started_ms, trip_id
);

-- Trips that lie in a period in part or whole, those that go on too: storage/lists_scope.py asks in the same words.
DROP INDEX IF EXISTS trips_span;
CREATE INDEX CONCURRENTLY trips_span ON trips USING gist (
    int8range(started_ms, CASE WHEN ended_ms IS NOT NULL THEN greatest(started_ms, ended_ms) END, '[]')
);
