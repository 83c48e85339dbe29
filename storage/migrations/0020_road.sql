-- The officer on the road: links that are taken back, who is out and where, what was told from there, and files.
CREATE TABLE link_revocations (
    revocation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person        text   NOT NULL,
    incident_id   text   REFERENCES incidents,   -- null: the links to all cases
    made_by       text   NOT NULL,
    made_ms       bigint NOT NULL,               -- those that were made by then
    reason        text   NOT NULL
);
CREATE INDEX link_revocations_person ON link_revocations (person);

-- Where an officer is with a case, and by when something is to be heard.
CREATE TABLE road_stays (
    incident_id text   NOT NULL REFERENCES incidents,
    person      text   NOT NULL,
    state       text   NOT NULL CONSTRAINT road_stays_state_check CHECK (state IN ('away', 'on_the_way', 'there')),
    changed_ms  bigint NOT NULL,
    due_ms      bigint,
    overdue_ms  bigint,                          -- when nothing had been heard by the due time
    help_ms     bigint,                          -- when help was asked for
    lat         float8,
    lon         float8,
    accuracy_m  float8,
    placed_ms   bigint,
    PRIMARY KEY (incident_id, person),
    CONSTRAINT road_stays_due_check CHECK ((state = 'there') = (due_ms IS NOT NULL))
);
CREATE INDEX road_stays_due ON road_stays (due_ms) WHERE overdue_ms IS NULL;
CREATE INDEX road_stays_out ON road_stays (incident_id) WHERE state <> 'away' OR help_ms IS NOT NULL;

-- When and where a line of a log was said on the road, by the phone's own clock and sight.
CREATE TABLE road_tells (
    incident_id text    NOT NULL,
    version     integer NOT NULL,
    said_ms     bigint  NOT NULL,
    lat         float8,
    lon         float8,
    accuracy_m  float8,
    PRIMARY KEY (incident_id, version),
    FOREIGN KEY (incident_id, version) REFERENCES incident_log
);

-- Files of officers: announced, then sent in pieces, then whole. The same bytes of a person in a case are one file.
CREATE TABLE road_files (
    file_id      text   PRIMARY KEY,             -- its name on the disk
    incident_id  text   NOT NULL REFERENCES incidents,
    person       text   NOT NULL,
    sha256       bytea  NOT NULL,
    size         bigint NOT NULL,
    media_type   text   NOT NULL,
    name         text   NOT NULL,                -- as the phone called it
    taken_ms     bigint NOT NULL,                -- by the phone's clock
    lat          float8,
    lon          float8,
    accuracy_m   float8,
    announced_ms bigint NOT NULL,
    whole_ms     bigint,
    own_ms       bigint,                         -- what the photograph itself says
    own_zone     boolean,                        -- whether it says in which time zone
    own_lat      float8,
    own_lon      float8,
    CONSTRAINT road_files_once UNIQUE (incident_id, person, sha256)
);
