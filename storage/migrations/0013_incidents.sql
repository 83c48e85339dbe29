-- What officers work on: the alerts of one subject gathered into an incident, its life, and who did what.
CREATE SEQUENCE incidents_seq;
CREATE TABLE incidents (
    incident_id      text     PRIMARY KEY,
    seq              bigint   NOT NULL,         -- the order of the changes that are told, that of the commits; 0: untold
    version          integer  NOT NULL,         -- how often people or the gathering changed it: the length of its log
    about            text     NOT NULL CHECK (about IN ('trip', 'unit', 'place', 'vendor', 'permit')),
    subject          text     NOT NULL,
    state            text     NOT NULL CHECK (state IN ('new', 'acknowledged', 'assigned', 'watching', 'closed')),
    touched          boolean  NOT NULL,         -- a person has acted on it
    state_by         text,                      -- who put it into its state, null where nobody did
    assignee         text,
    outcome          text     CHECK (outcome IN ('confirmed', 'lawful', 'device_fault', 'false')),
    outcome_reason   text,
    closed_by        text,                      -- null where it closed by itself; then it has no outcome
    closed_ms        bigint,
    rank             smallint NOT NULL,         -- urgency, then severity; 0 is the worst
    peak             smallint NOT NULL,         -- the worst rank that it ever had
    urgency          text     NOT NULL,
    unit_id          text,
    trip_id          text,
    started_ms       bigint   NOT NULL,
    changed_ms       bigint   NOT NULL,
    shelf_id         text,
    shelved_until_ms bigint,
    body             jsonb    NOT NULL,         -- what its alerts say together
    CHECK ((state = 'closed') = (closed_ms IS NOT NULL)),
    CHECK ((outcome IS NULL) = (closed_by IS NULL))
);
CREATE INDEX incidents_seq_order ON incidents (seq);
CREATE INDEX incidents_queue ON incidents (rank, started_ms, incident_id) WHERE state <> 'closed';
CREATE INDEX incidents_subject ON incidents (about, subject) WHERE state <> 'closed';
CREATE INDEX incidents_closed ON incidents (closed_ms, incident_id) WHERE state = 'closed';
CREATE INDEX incidents_started ON incidents (started_ms, incident_id);
CREATE INDEX incidents_unit ON incidents (unit_id, started_ms);
CREATE INDEX incidents_trip ON incidents (trip_id);
CREATE INDEX incidents_shelved ON incidents (shelved_until_ms) WHERE shelved_until_ms IS NOT NULL;

-- An alert belongs to one incident, for good.
CREATE TABLE incident_alerts (
    alert_id    text PRIMARY KEY,
    incident_id text NOT NULL REFERENCES incidents
);
CREATE INDEX incident_alerts_incident ON incident_alerts (incident_id);

-- Each change of an incident, in its order; `who` is null where nobody did it.
CREATE TABLE incident_log (
    incident_id text     NOT NULL REFERENCES incidents,
    version     integer  NOT NULL,              -- of the incident, after it
    at_ms       bigint   NOT NULL,
    who         text,
    act         text     NOT NULL,
    from_state  text,
    to_state    text     NOT NULL,
    text        text,
    assignee    text,
    outcome     text,
    alert_id    text,
    PRIMARY KEY (incident_id, version)
);
CREATE INDEX incident_log_who ON incident_log (who) WHERE who IS NOT NULL;

CREATE FUNCTION incident_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'incident_log is only added to';
END
$$;
CREATE TRIGGER incident_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON incident_log
    FOR EACH STATEMENT EXECUTE FUNCTION incident_log_stays();

-- What is judged and stored, but neither sounded nor sent for a while.
CREATE TABLE shelves (
    shelf_id     text    PRIMARY KEY,
    kind         text    NOT NULL CHECK (kind IN ('unit', 'place', 'rule')),
    key          text    NOT NULL,
    reason       text    NOT NULL,
    made_by      text    NOT NULL,
    made_ms      bigint  NOT NULL,
    until_ms     bigint  NOT NULL,
    needs_second boolean NOT NULL,
    confirmed_by text    CHECK (confirmed_by <> made_by),
    confirmed_ms bigint,
    lifted_by    text,
    lifted_ms    bigint,
    lift_reason  text
);
CREATE INDEX shelves_until ON shelves (until_ms);

-- What was answered to a call with an Idempotency-Key, for a day.
CREATE TABLE given_answers (
    person   text     NOT NULL,
    key      text     NOT NULL,
    asked_ms bigint   NOT NULL,
    asked    text     NOT NULL,                 -- digest of the call
    status   smallint NOT NULL,
    body     bytea    NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX given_answers_asked ON given_answers (asked_ms);
