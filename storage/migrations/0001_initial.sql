-- The first schema. Times are bigint milliseconds since the epoch, UTC, unless a column says otherwise.

-- What we were told, every version of it. version_from_ms null: this version holds from the beginning.
CREATE TABLE reference_versions (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text   NOT NULL CHECK (kind IN ('vehicles', 'zones', 'permits', 'manifests')),
    key             text   NOT NULL,
    version_from_ms bigint,
    received_ms     bigint NOT NULL,
    source          text   NOT NULL,          -- topic/partition/offset or the file's name
    body            jsonb                      -- null: a tombstone, the key ends at received_ms
);
CREATE UNIQUE INDEX reference_versions_source ON reference_versions (source, kind, key);
CREATE INDEX reference_versions_key ON reference_versions (kind, key, seq);

CREATE TABLE reference_offsets (
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- Pings as judged, by the day of their receipt: receipt goes on evenly whatever a device's clock says.
CREATE TABLE pings (
    unit_id      text             NOT NULL,
    utc_ms       bigint           NOT NULL,   -- corrected by shift_ms
    receipt_ms   bigint           NOT NULL,
    recv_ms      bigint,
    lat          double precision NOT NULL,
    lon          double precision NOT NULL,
    speed_kmh    double precision,
    course_deg   double precision,
    fix          smallint,
    hdop         double precision,
    num_sats     double precision,
    engine_on    boolean,
    ext_power_on boolean,
    shift_ms     integer          NOT NULL,
    standing     smallint         NOT NULL,   -- 0 judged, 1 repeated, 2 over 24 h late
    topic        text             NOT NULL,
    partition    integer          NOT NULL,
    "offset"     bigint           NOT NULL    -- with topic and partition: the bytes in raw_batches
) PARTITION BY RANGE (receipt_ms);
CREATE INDEX pings_unit ON pings (unit_id, utc_ms);

-- The bytes of a batch as received, sealed; digest = sha256(previous digest of the partition || each record's sha256).
CREATE TABLE raw_batches (
    topic        text    NOT NULL,
    partition    integer NOT NULL,
    first_offset bigint  NOT NULL,
    last_offset  bigint  NOT NULL,
    receipt_ms   bigint  NOT NULL,
    records      integer NOT NULL,
    body         bytea   NOT NULL,
    digest       bytea   NOT NULL
) PARTITION BY RANGE (receipt_ms);
CREATE INDEX raw_batches_place ON raw_batches (topic, partition, first_offset);

-- Where each partition goes on. `token` fences: a worker writes only under the token that it took on assignment.
CREATE TABLE offsets (
    topic        text    NOT NULL,
    partition    integer NOT NULL,
    next_offset  bigint  NOT NULL,
    digest       bytea   NOT NULL DEFAULT ''::bytea,
    watermark_ms bigint  NOT NULL DEFAULT 0,   -- every receipt up to here has been judged
    idle         boolean NOT NULL DEFAULT false,
    token        bigint  NOT NULL DEFAULT 0,
    owner        text    NOT NULL DEFAULT '',
    PRIMARY KEY (topic, partition)
);

-- A unit's newest saved state, and its checkpoints over the last day.
CREATE TABLE unit_states (
    unit_id   text    PRIMARY KEY,
    partition integer NOT NULL,
    saved_ms  bigint  NOT NULL,
    format    smallint NOT NULL,
    body      bytea   NOT NULL
);
CREATE INDEX unit_states_partition ON unit_states (partition);
CREATE TABLE checkpoints (
    unit_id text    NOT NULL,
    at_ms   bigint  NOT NULL,
    format  smallint NOT NULL,
    body    bytea   NOT NULL,
    PRIMARY KEY (unit_id, at_ms)
);

CREATE TABLE trips (
    trip_id      text    PRIMARY KEY,
    unit_id      text    NOT NULL,
    plate_key    text    NOT NULL,
    permit_no    text,
    state        text    NOT NULL CHECK (state IN ('on_the_way', 'arrived', 'completed', 'ended')),
    started_ms   bigint  NOT NULL,
    ended_ms     bigint,
    version      integer NOT NULL,
    data         jsonb   NOT NULL
);
CREATE INDEX trips_unit ON trips (unit_id, started_ms);
CREATE INDEX trips_started ON trips (started_ms, trip_id);
CREATE INDEX trips_open ON trips (state) WHERE state IN ('on_the_way', 'arrived');

CREATE TABLE alerts (
    alert_id    text    PRIMARY KEY,
    rule        text    NOT NULL,
    severity    text    NOT NULL,
    urgency     text    NOT NULL,
    state       text    NOT NULL CHECK (state IN ('open', 'closed')),
    unit_id     text,
    trip_id     text,
    started_ms  bigint  NOT NULL,
    detected_ms bigint  NOT NULL,
    version     integer NOT NULL,
    data        jsonb   NOT NULL
);
CREATE INDEX alerts_detected ON alerts (detected_ms, alert_id);
CREATE INDEX alerts_trip ON alerts (trip_id);
CREATE INDEX alerts_unit ON alerts (unit_id, detected_ms);
CREATE INDEX alerts_open ON alerts (urgency) WHERE state = 'open';

-- Every event in one durable order, (tx, seq): readers take rows with tx below pg_snapshot_xmin(pg_current_snapshot()).
CREATE TABLE events (
    tx       xid8   NOT NULL DEFAULT pg_current_xact_id(),
    seq      bigint GENERATED ALWAYS AS IDENTITY,
    event_id text   NOT NULL UNIQUE,
    type     text   NOT NULL,
    subject  text   NOT NULL,
    at_ms    bigint NOT NULL,
    body     jsonb  NOT NULL,
    PRIMARY KEY (tx, seq)
);
CREATE INDEX events_subject ON events (subject, seq);
CREATE INDEX events_of ON events ((coalesce(body -> 'data' ->> 'alert_id', body -> 'data' ->> 'trip_id')), seq);

-- What must still go to Kafka, deleted once the broker has it; `owner` is the ping partition (or judge shard, negative).
CREATE TABLE outbox (
    owner integer NOT NULL,
    seq   bigint  GENERATED ALWAYS AS IDENTITY,
    topic text    NOT NULL,
    key   bytea   NOT NULL,
    body  bytea   NOT NULL,
    PRIMARY KEY (owner, seq)
);

-- What the rules across units weigh: low-rate facts in the order of receipt.
CREATE TABLE facts (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partition  integer NOT NULL,
    receipt_ms bigint  NOT NULL,
    key        text    NOT NULL,               -- what it concerns: vendor:043, permit:…, plate:…
    body       jsonb   NOT NULL
);
CREATE INDEX facts_receipt ON facts (receipt_ms, seq);
CREATE TABLE judge (
    shard        integer PRIMARY KEY,
    watermark_ms bigint  NOT NULL DEFAULT 0,
    version      bigint  NOT NULL DEFAULT 0,
    format       smallint NOT NULL DEFAULT 0,
    body         bytea   NOT NULL DEFAULT ''::bytea
);

-- The newest place of each unit, for screens; may lag or repeat, never the truth.
CREATE SEQUENCE unit_live_seq;
CREATE TABLE unit_live (
    unit_id text   PRIMARY KEY,
    seq     bigint NOT NULL,
    utc_ms  bigint NOT NULL,
    body    jsonb  NOT NULL                     -- the unit object of the HTTP API
);
CREATE INDEX unit_live_order ON unit_live (seq);

CREATE TABLE notices (
    notice_id  text    PRIMARY KEY,             -- alert_id/channel
    alert_id   text    NOT NULL,
    channel    text    NOT NULL,
    state      text    NOT NULL CHECK (state IN ('due', 'sent', 'given_up')),
    attempts   integer NOT NULL DEFAULT 0,
    due_ms     bigint  NOT NULL,
    sent_ms    bigint,
    last_error text,
    body       jsonb   NOT NULL
);
CREATE INDEX notices_due ON notices (due_ms) WHERE state = 'due';
CREATE TABLE cursors (name text PRIMARY KEY, position text NOT NULL);

CREATE TABLE vendors (
    name          text PRIMARY KEY,
    codes         text[] NOT NULL,
    units         text[] NOT NULL DEFAULT '{}',
    password_hash text NOT NULL,
    created_ms    bigint NOT NULL
);
