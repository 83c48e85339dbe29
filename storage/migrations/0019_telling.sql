-- Who is told of incidents, and what became of it. Channels stand here by name alone: where a name leads is a setting.
CREATE TABLE rosters (
    roster_id  text    PRIMARY KEY,
    version    integer NOT NULL,               -- how often it was written
    body       jsonb   NOT NULL,
    changed_ms bigint  NOT NULL,
    changed_by text    NOT NULL
);

-- The channels that the notifier has, as it last told of itself.
CREATE TABLE roster_channels (
    name    text   PRIMARY KEY,
    kind    text   NOT NULL,
    state   text   NOT NULL CONSTRAINT roster_channels_state_check CHECK (state IN ('closed', 'open', 'trying')),
    quota   bigint,                            -- messages a month, and how many were sent; null where nobody counts
    used    bigint,
    told_ms bigint NOT NULL
);

-- What has been told of an incident: a round is from its opening to its end.
CREATE TABLE threads (
    incident_id text    PRIMARY KEY REFERENCES incidents,
    round       integer NOT NULL,
    standing    text    NOT NULL CONSTRAINT threads_standing_check CHECK (standing IN ('untold', 'told', 'taken', 'closed', 'aside')),
    urgency     text,                          -- how grave and where it was when it was told last
    severity    text,
    lat         double precision,
    lon         double precision
);

-- One message to one person over one channel: about one telling, or about many that were folded into it.
CREATE TABLE messages (
    message_id   text    PRIMARY KEY,
    person       text    NOT NULL,
    channel      text    NOT NULL,
    is_immediate boolean NOT NULL,
    state        text    NOT NULL CONSTRAINT messages_state_check CHECK (state IN ('due', 'sent', 'given_up')),
    attempts     integer NOT NULL DEFAULT 0,
    made_ms      bigint  NOT NULL,
    due_ms       bigint  NOT NULL,
    sent_ms      bigint,                       -- the channel has it
    delivered_ms bigint,                       -- it is where the person reads it, as far as the channel says so
    passed_on    boolean NOT NULL DEFAULT false,  -- given up, and what it told goes another way
    last_error   text,
    body         jsonb   NOT NULL
);
CREATE INDEX messages_due ON messages (due_ms) WHERE state = 'due';
CREATE INDEX messages_given_up ON messages (message_id) WHERE state = 'given_up' AND NOT passed_on;
CREATE INDEX messages_recent ON messages (person, channel, sent_ms);

-- Each step of an incident is told to a person over a channel once: the key says so.
CREATE TABLE tellings (
    incident_id  text    NOT NULL REFERENCES incidents,
    round        integer NOT NULL,
    step         text    NOT NULL CONSTRAINT tellings_step_check CHECK (step IN ('opened', 'worse', 'moved', 'closed')),
    person       text    NOT NULL,
    channel      text    NOT NULL,
    is_immediate boolean NOT NULL,
    due_ms       bigint  NOT NULL,
    why          text    NOT NULL,
    message_id   text    REFERENCES messages,
    opened_ms    bigint,                       -- the person has opened the incident after its message was sent
    PRIMARY KEY (incident_id, round, step, person, channel)
);
CREATE INDEX tellings_waiting ON tellings (due_ms) WHERE message_id IS NULL;
CREATE INDEX tellings_message ON tellings (message_id);

-- Who else is told, and when, while nobody acknowledges it.
CREATE TABLE rungs (
    incident_id text    NOT NULL REFERENCES incidents,
    round       integer NOT NULL,
    cause       text    NOT NULL,
    rung        text    NOT NULL CONSTRAINT rungs_rung_check CHECK (rung IN ('third', 'next', 'supervisor', 'centre')),
    person      text    NOT NULL,              -- whom a third channel is for; empty where it is yet to be seen
    due_ms      bigint  NOT NULL,
    state       text    NOT NULL CONSTRAINT rungs_state_check CHECK (state IN ('waiting', 'taken', 'stopped')),
    settled_ms  bigint,
    outcome     text,
    PRIMARY KEY (incident_id, round, cause, rung, person)
);
CREATE INDEX rungs_due ON rungs (due_ms) WHERE state = 'waiting';

-- What would have been sent, where nothing leaves: for trying out.
CREATE TABLE inbox (
    inbox_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id text    NOT NULL UNIQUE,
    at_ms      bigint  NOT NULL,
    person     text    NOT NULL,
    channel    text    NOT NULL,
    kind       text    NOT NULL,
    body       jsonb   NOT NULL
);
