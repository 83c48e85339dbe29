-- Links to cases that are known: those made by hand, and those of messages once they were opened. None of it lets anybody in.
CREATE TABLE case_links (
    incident_id text   NOT NULL REFERENCES incidents,
    person      text   NOT NULL,
    made_ms     bigint NOT NULL,
    expires_ms  bigint NOT NULL,
    made_by     text,                            -- null: it came in a message
    opened_ms   bigint,
    PRIMARY KEY (incident_id, person, made_ms)
);

-- Null: all that were made by made_ms; else the one that was made then.
ALTER TABLE link_revocations ADD COLUMN only_made_ms bigint;
