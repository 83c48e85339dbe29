-- Carriers and generators: when they are told by themselves, what they were told, and what they answered. Where they are
-- reached is a setting, and stands in no table. A party is 'carrier:NAME' or 'generator:FACTORY_NO', as scopes name it.
ALTER TABLE tellings DROP CONSTRAINT tellings_step_check;
ALTER TABLE tellings ADD CONSTRAINT tellings_step_check
    CHECK (step IN ('opened', 'worse', 'moved', 'closed', 'given', 'asked'));

CREATE TABLE party_dues (
    incident_id text   NOT NULL REFERENCES incidents,
    party       text   NOT NULL,
    way         text   NOT NULL CONSTRAINT party_dues_way_check CHECK (way IN ('at_once', 'after_hours')),
    began_ms    bigint NOT NULL,                 -- from when on its hours are counted
    due_ms      bigint NOT NULL,
    state       text   NOT NULL CONSTRAINT party_dues_state_check CHECK (state IN ('waiting', 'told', 'stopped')),
    outcome     text,                            -- why it is not told by itself, or that it was
    settled_ms  bigint,
    PRIMARY KEY (incident_id, party)
);
CREATE INDEX party_dues_due ON party_dues (due_ms) WHERE state = 'waiting';

-- Each telling of a party with what it was told: an answer is to that, whatever becomes of the incident.
CREATE TABLE party_asks (
    incident_id text    NOT NULL REFERENCES incidents,
    party       text    NOT NULL,
    number      integer NOT NULL,
    asked_ms    bigint  NOT NULL,
    until_ms    bigint  NOT NULL,
    way         text    NOT NULL CONSTRAINT party_asks_way_check CHECK (way IN ('released', 'at_once', 'after_hours')),
    asked_by    text,                            -- null: it happened by itself
    message_id  text    NOT NULL REFERENCES messages,
    asked       jsonb   NOT NULL,
    PRIMARY KEY (incident_id, party, number)
);

-- What a party wrote; its files are rows of road_files.
CREATE TABLE party_answers (
    incident_id text    NOT NULL REFERENCES incidents,
    party       text    NOT NULL,
    number      integer NOT NULL,
    at_ms       bigint  NOT NULL,
    text        text    NOT NULL,
    PRIMARY KEY (incident_id, party, number)
);
CREATE FUNCTION party_answers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a party was told and answered is only added to';
END
$$;
CREATE TRIGGER party_answers_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON party_answers
    FOR EACH STATEMENT EXECUTE FUNCTION party_answers_stay();
CREATE TRIGGER party_asks_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON party_asks
    FOR EACH STATEMENT EXECUTE FUNCTION party_answers_stay();
