-- Who was given an incident, beside who acted on one (incident_log_who): each name is found by a step along the index.
CREATE INDEX incident_log_assignee ON incident_log (assignee) WHERE assignee IS NOT NULL;

-- A plate whatever its province, and a permit in the normal form (storage/normal_form.py), the latest trip first.
CREATE INDEX trips_plate_alone ON trips (split_part(plate_key, '|', 1), started_ms, trip_id);
CREATE INDEX trips_permit_normal ON trips (
    upper(regexp_replace(translate(normalize(data ->> 'permit_no'), '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '[\s.\-]', '', 'g')),
    started_ms, trip_id
);

-- Trips that lie in a period in part or whole, those that go on too: storage/lists_scope.py asks in the same words.
CREATE INDEX trips_span ON trips USING gist (
    int8range(started_ms, CASE WHEN ended_ms IS NOT NULL THEN greatest(started_ms, ended_ms) END, '[]')
);
