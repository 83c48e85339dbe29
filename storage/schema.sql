-- The whole schema as the migrations leave it, for reading and for comparing. Migrations make it, not this file:
-- after a new one `python -m tests.storage.schema` writes it anew.

CREATE FUNCTION audit_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what the audit holds is neither changed nor removed';
END
$$;
CREATE FUNCTION desk_handovers_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a hand-over is neither removed nor changed once it is settled';
END
$$;
CREATE TABLE event_order (
    one boolean DEFAULT true NOT NULL,
    ahead bigint DEFAULT 0 NOT NULL,
    CONSTRAINT event_order_one_check CHECK (one)
);
CREATE FUNCTION event_tx() RETURNS xid8
    LANGUAGE sql
    RETURN (SELECT (((((pg_current_xact_id())::text)::bigint + event_order.ahead))::text)::xid8 AS xid8 FROM event_order);
CREATE FUNCTION event_tx_open() RETURNS xid8
    LANGUAGE sql STABLE
    RETURN (SELECT (((((pg_snapshot_xmin(pg_current_snapshot()))::text)::bigint + event_order.ahead))::text)::xid8 AS xid8 FROM event_order);
CREATE FUNCTION incident_log_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'incident_log is only added to';
END
$$;
CREATE FUNCTION party_answers_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what a party was told and answered is only added to';
END
$$;
CREATE TABLE alerts (
    alert_id text NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL,
    urgency text NOT NULL,
    state text NOT NULL,
    unit_id text,
    trip_id text,
    started_ms bigint NOT NULL,
    detected_ms bigint NOT NULL,
    version integer NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT alerts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);
CREATE TABLE audit (
    seq bigint NOT NULL,
    at_ms bigint NOT NULL,
    person text NOT NULL,
    what text NOT NULL,
    about text NOT NULL,
    why text NOT NULL,
    before bytea NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE audit_head (
    one boolean DEFAULT true NOT NULL,
    seq bigint NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT audit_head_one_check CHECK (one)
);
CREATE TABLE breaks (
    topic text NOT NULL,
    partition integer NOT NULL,
    kind text NOT NULL,
    from_offset bigint NOT NULL,
    to_offset bigint NOT NULL,
    digest bytea NOT NULL,
    found_ms bigint NOT NULL,
    accepted_ms bigint,
    CONSTRAINT breaks_kind_check CHECK ((kind = ANY (ARRAY['dropped'::text, 'anew'::text, 'lost'::text])))
);
CREATE TABLE case_links (
    incident_id text NOT NULL,
    person text NOT NULL,
    made_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    made_by text,
    opened_ms bigint
);
CREATE TABLE cases (
    shard integer NOT NULL,
    key text NOT NULL,
    format smallint NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE checkpoints (
    unit_id text NOT NULL,
    at_ms bigint NOT NULL,
    format smallint NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE cursors (
    name text NOT NULL,
    "position" text NOT NULL
);
CREATE TABLE dead_resent (
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    sha256 text NOT NULL,
    resent_ms bigint NOT NULL,
    times integer DEFAULT 1 NOT NULL
);
CREATE TABLE desk_changes (
    version integer NOT NULL,
    at_ms bigint NOT NULL,
    person text NOT NULL,
    desk_id text NOT NULL,
    deed text NOT NULL,
    CONSTRAINT desk_changes_deed_check CHECK ((deed = ANY (ARRAY['put'::text, 'removed'::text])))
);
CREATE TABLE desk_estates (
    zone_id text NOT NULL,
    desk_id text NOT NULL
);
CREATE TABLE desk_handovers (
    handover_id bigint NOT NULL,
    desk_id text NOT NULL,
    from_person text NOT NULL,
    to_person text NOT NULL,
    note text NOT NULL,
    made_ms bigint NOT NULL,
    state text NOT NULL,
    settled_ms bigint,
    CONSTRAINT desk_handovers_settled_check CHECK (((state = 'open'::text) = (settled_ms IS NULL))),
    CONSTRAINT desk_handovers_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'replaced'::text])))
);
ALTER TABLE desk_handovers ALTER COLUMN handover_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME desk_handovers_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE desk_presences (
    page_id text NOT NULL,
    desk_id text NOT NULL,
    person text NOT NULL,
    sound text NOT NULL,
    heard_ms bigint NOT NULL,
    CONSTRAINT desk_presences_sound_check CHECK ((sound = ANY (ARRAY['on'::text, 'off'::text])))
);
CREATE TABLE desks (
    desk_id text NOT NULL,
    name_th text NOT NULL,
    name_en text NOT NULL,
    order_no integer NOT NULL,
    for_the_rest boolean NOT NULL
);
CREATE TABLE events (
    tx xid8 DEFAULT event_tx() NOT NULL,
    seq bigint NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    at_ms bigint NOT NULL,
    body jsonb NOT NULL
);
ALTER TABLE events ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME events_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE facts (
    seq bigint NOT NULL,
    partition integer NOT NULL,
    receipt_ms bigint NOT NULL,
    key text NOT NULL,
    body json NOT NULL,
    aside boolean DEFAULT false NOT NULL
);
ALTER TABLE facts ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME facts_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE given_answers (
    person text NOT NULL,
    key text NOT NULL,
    asked_ms bigint NOT NULL,
    asked text NOT NULL,
    status smallint NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE inbox (
    inbox_id bigint NOT NULL,
    message_id text NOT NULL,
    at_ms bigint NOT NULL,
    person text NOT NULL,
    channel text NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL
);
ALTER TABLE inbox ALTER COLUMN inbox_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME inbox_inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE incident_alerts (
    alert_id text NOT NULL,
    incident_id text NOT NULL,
    gathered_in text
);
CREATE TABLE incident_log (
    incident_id text NOT NULL,
    version integer NOT NULL,
    at_ms bigint NOT NULL,
    who text,
    act text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    text text,
    assignee text,
    outcome text,
    alert_id text,
    other_id text
);
CREATE TABLE incidents (
    incident_id text NOT NULL,
    seq bigint NOT NULL,
    version integer NOT NULL,
    about text NOT NULL,
    subject text NOT NULL,
    state text NOT NULL,
    touched boolean NOT NULL,
    state_by text,
    assignee text,
    outcome text,
    outcome_reason text,
    closed_by text,
    closed_ms bigint,
    rank smallint NOT NULL,
    peak smallint NOT NULL,
    urgency text NOT NULL,
    unit_id text,
    trip_id text,
    started_ms bigint NOT NULL,
    changed_ms bigint NOT NULL,
    shelf_id text,
    shelved_until_ms bigint,
    body jsonb NOT NULL,
    merged_into text,
    CONSTRAINT incidents_about_check CHECK ((about = ANY (ARRAY['trip'::text, 'unit'::text, 'place'::text, 'vendor'::text, 'permit'::text]))),
    CONSTRAINT incidents_check CHECK (((state = 'closed'::text) = (closed_ms IS NOT NULL))),
    CONSTRAINT incidents_check1 CHECK (((outcome IS NULL) = (closed_by IS NULL))),
    CONSTRAINT incidents_merged_check CHECK (((merged_into IS NULL) OR ((state = 'closed'::text) AND (outcome IS NULL) AND (merged_into <> incident_id)))),
    CONSTRAINT incidents_outcome_check CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'lawful'::text, 'device_fault'::text, 'false'::text]))),
    CONSTRAINT incidents_state_check CHECK ((state = ANY (ARRAY['new'::text, 'acknowledged'::text, 'assigned'::text, 'watching'::text, 'closed'::text])))
);
CREATE SEQUENCE incidents_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE judge (
    shard integer NOT NULL,
    watermark_ms bigint DEFAULT 0 NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    format smallint DEFAULT 0 NOT NULL,
    body bytea DEFAULT '\x'::bytea NOT NULL
);
CREATE TABLE link_revocations (
    revocation_id bigint NOT NULL,
    person text NOT NULL,
    incident_id text,
    made_by text NOT NULL,
    made_ms bigint NOT NULL,
    reason text NOT NULL,
    only_made_ms bigint
);
ALTER TABLE link_revocations ALTER COLUMN revocation_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME link_revocations_revocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookups_made (
    seq bigint NOT NULL,
    at_ms bigint NOT NULL,
    person text NOT NULL,
    kind text NOT NULL,
    what jsonb NOT NULL,
    why text NOT NULL,
    CONSTRAINT lookups_made_kind_check CHECK ((kind = ANY (ARRAY['area'::text, 'name'::text, 'track'::text, 'playback'::text])))
);
ALTER TABLE lookups_made ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookups_made_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE messages (
    message_id text NOT NULL,
    person text NOT NULL,
    channel text NOT NULL,
    is_immediate boolean NOT NULL,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    made_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    sent_ms bigint,
    delivered_ms bigint,
    passed_on boolean DEFAULT false NOT NULL,
    last_error text,
    body jsonb NOT NULL,
    first_try_ms bigint,
    CONSTRAINT messages_state_check CHECK ((state = ANY (ARRAY['due'::text, 'sent'::text, 'given_up'::text])))
);
CREATE TABLE notices (
    notice_id text NOT NULL,
    alert_id text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_ms bigint NOT NULL,
    sent_ms bigint,
    last_error text,
    body jsonb NOT NULL,
    CONSTRAINT notices_state_check CHECK ((state = ANY (ARRAY['due'::text, 'sent'::text, 'given_up'::text])))
);
CREATE TABLE numbers_days (
    timezone text NOT NULL,
    day date NOT NULL,
    counted_ms bigint NOT NULL,
    body jsonb NOT NULL
);
CREATE TABLE offsets (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    digest bytea DEFAULT '\x'::bytea NOT NULL,
    watermark_ms bigint DEFAULT 0 NOT NULL,
    idle boolean DEFAULT false NOT NULL,
    token bigint DEFAULT 0 NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    partitions integer DEFAULT 0 NOT NULL,
    reference_seq bigint
);
CREATE TABLE outbox (
    owner integer NOT NULL,
    seq bigint NOT NULL,
    topic text NOT NULL,
    key bytea NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE party_alerts (
    alert_id text NOT NULL,
    party text NOT NULL,
    told_ms bigint NOT NULL
);
CREATE TABLE party_answers (
    incident_id text NOT NULL,
    party text NOT NULL,
    number integer NOT NULL,
    at_ms bigint NOT NULL,
    text text NOT NULL
);
CREATE TABLE party_asks (
    incident_id text NOT NULL,
    party text NOT NULL,
    number integer NOT NULL,
    asked_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    way text NOT NULL,
    asked_by text,
    message_id text NOT NULL,
    asked jsonb NOT NULL,
    CONSTRAINT party_asks_way_check CHECK ((way = ANY (ARRAY['released'::text, 'at_once'::text, 'after_hours'::text])))
);
CREATE TABLE party_dues (
    incident_id text NOT NULL,
    party text NOT NULL,
    way text NOT NULL,
    began_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    state text NOT NULL,
    outcome text,
    settled_ms bigint,
    CONSTRAINT party_dues_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'told'::text, 'stopped'::text]))),
    CONSTRAINT party_dues_way_check CHECK ((way = ANY (ARRAY['at_once'::text, 'after_hours'::text])))
);
CREATE TABLE passages (
    hour_ms bigint NOT NULL,
    cell integer NOT NULL,
    day integer NOT NULL,
    unit_id text NOT NULL,
    fixes integer NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    west integer NOT NULL,
    south integer NOT NULL,
    east integer NOT NULL,
    north integer NOT NULL,
    track bytea NOT NULL,
    spans bytea
)
PARTITION BY RANGE (hour_ms);
CREATE TABLE people (
    name text NOT NULL,
    role text NOT NULL,
    scope text[] DEFAULT '{}'::text[] NOT NULL,
    password_hash text NOT NULL,
    one_time_until_ms bigint,
    totp_key bytea,
    totp_step bigint DEFAULT 0 NOT NULL,
    created_ms bigint NOT NULL,
    signed_in_ms bigint,
    closed_ms bigint,
    CONSTRAINT people_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'officer'::text, 'supervisor'::text, 'administrator'::text])))
);
CREATE TABLE people_sessions (
    digest bytea NOT NULL,
    name text,
    token_id text,
    stage text NOT NULL,
    created_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    totp_key bytea,
    CONSTRAINT people_sessions_stage_check CHECK ((stage = ANY (ARRAY['enrol'::text, 'whole'::text]))),
    CONSTRAINT people_sessions_whose_check CHECK ((num_nonnulls(name, token_id) = 1))
);
CREATE TABLE people_tokens (
    token_id text NOT NULL,
    digest bytea NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    scope text[] DEFAULT '{}'::text[] NOT NULL,
    made_by text NOT NULL,
    created_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    used_ms bigint,
    revoked_ms bigint,
    CONSTRAINT people_tokens_kind_check CHECK ((kind = ANY (ARRAY['program'::text, 'wall'::text]))),
    CONSTRAINT people_tokens_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'officer'::text, 'supervisor'::text, 'administrator'::text])))
);
CREATE TABLE people_tries (
    key text NOT NULL,
    failures integer NOT NULL,
    last_ms bigint NOT NULL
);
CREATE TABLE pings (
    unit_id text NOT NULL,
    utc_ms bigint NOT NULL,
    receipt_ms bigint NOT NULL,
    recv_ms bigint,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    speed_kmh double precision,
    course_deg double precision,
    fix smallint,
    hdop double precision,
    num_sats double precision,
    engine_on boolean,
    ext_power_on boolean,
    shift_ms integer NOT NULL,
    standing smallint NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    rest bytea
)
PARTITION BY RANGE (receipt_ms);
CREATE TABLE push_phones (
    phone_id text NOT NULL,
    person text NOT NULL,
    made_ms bigint NOT NULL,
    sealed bytea NOT NULL
);
CREATE TABLE raw_batches (
    topic text NOT NULL,
    partition integer NOT NULL,
    first_offset bigint NOT NULL,
    last_offset bigint NOT NULL,
    receipt_ms bigint NOT NULL,
    records integer NOT NULL,
    body bytea NOT NULL,
    digest bytea NOT NULL
)
PARTITION BY RANGE (receipt_ms);
CREATE TABLE reference_offsets (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL
);
CREATE TABLE reference_versions (
    seq bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    version_from_ms bigint,
    received_ms bigint NOT NULL,
    source text NOT NULL,
    body jsonb,
    CONSTRAINT reference_versions_kind_check CHECK ((kind = ANY (ARRAY['vehicles'::text, 'zones'::text, 'permits'::text, 'manifests'::text])))
);
ALTER TABLE reference_versions ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME reference_versions_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE road_files (
    file_id text NOT NULL,
    incident_id text NOT NULL,
    person text NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    media_type text NOT NULL,
    name text NOT NULL,
    taken_ms bigint NOT NULL,
    lat double precision,
    lon double precision,
    accuracy_m double precision,
    announced_ms bigint NOT NULL,
    whole_ms bigint,
    own_ms bigint,
    own_zone boolean,
    own_lat double precision,
    own_lon double precision
);
CREATE TABLE road_stays (
    incident_id text NOT NULL,
    person text NOT NULL,
    state text NOT NULL,
    changed_ms bigint NOT NULL,
    due_ms bigint,
    overdue_ms bigint,
    help_ms bigint,
    lat double precision,
    lon double precision,
    accuracy_m double precision,
    placed_ms bigint,
    gathered_in text,
    CONSTRAINT road_stays_due_check CHECK (((state = 'there'::text) = (due_ms IS NOT NULL))),
    CONSTRAINT road_stays_state_check CHECK ((state = ANY (ARRAY['away'::text, 'on_the_way'::text, 'there'::text])))
);
CREATE TABLE road_tells (
    incident_id text NOT NULL,
    version integer NOT NULL,
    said_ms bigint NOT NULL,
    lat double precision,
    lon double precision,
    accuracy_m double precision
);
CREATE TABLE roster_channels (
    name text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    quota bigint,
    used bigint,
    told_ms bigint NOT NULL,
    CONSTRAINT roster_channels_state_check CHECK ((state = ANY (ARRAY['closed'::text, 'open'::text, 'trying'::text])))
);
CREATE TABLE rosters (
    roster_id text NOT NULL,
    version integer NOT NULL,
    body jsonb NOT NULL,
    changed_ms bigint NOT NULL,
    changed_by text NOT NULL
);
CREATE TABLE rungs (
    incident_id text NOT NULL,
    round integer NOT NULL,
    cause text NOT NULL,
    rung text NOT NULL,
    person text NOT NULL,
    due_ms bigint NOT NULL,
    state text NOT NULL,
    settled_ms bigint,
    outcome text,
    CONSTRAINT rungs_rung_check CHECK ((rung = ANY (ARRAY['third'::text, 'next'::text, 'supervisor'::text, 'centre'::text]))),
    CONSTRAINT rungs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'taken'::text, 'stopped'::text])))
);
CREATE TABLE saved_views (
    view_id bigint NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    saved_ms bigint NOT NULL
);
ALTER TABLE saved_views ALTER COLUMN view_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME saved_views_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE shelves (
    shelf_id text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    reason text NOT NULL,
    made_by text NOT NULL,
    made_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    needs_second boolean NOT NULL,
    confirmed_by text,
    confirmed_ms bigint,
    lifted_by text,
    lifted_ms bigint,
    lift_reason text,
    CONSTRAINT shelves_check CHECK ((confirmed_by <> made_by)),
    CONSTRAINT shelves_kind_check CHECK ((kind = ANY (ARRAY['unit'::text, 'place'::text, 'rule'::text])))
);
CREATE TABLE tellings (
    incident_id text NOT NULL,
    round integer NOT NULL,
    step text NOT NULL,
    person text NOT NULL,
    channel text NOT NULL,
    is_immediate boolean NOT NULL,
    due_ms bigint NOT NULL,
    why text NOT NULL,
    message_id text,
    opened_ms bigint,
    nth integer DEFAULT 1 NOT NULL,
    CONSTRAINT tellings_step_check CHECK ((step = ANY (ARRAY['opened'::text, 'worse'::text, 'moved'::text, 'closed'::text, 'given'::text, 'asked'::text])))
);
CREATE TABLE threads (
    incident_id text NOT NULL,
    round integer NOT NULL,
    standing text NOT NULL,
    urgency text,
    severity text,
    lat double precision,
    lon double precision,
    assignee text,
    CONSTRAINT threads_standing_check CHECK ((standing = ANY (ARRAY['untold'::text, 'told'::text, 'taken'::text, 'closed'::text, 'aside'::text])))
);
CREATE TABLE trips (
    trip_id text NOT NULL,
    unit_id text NOT NULL,
    plate_key text NOT NULL,
    permit_no text,
    state text NOT NULL,
    started_ms bigint NOT NULL,
    ended_ms bigint,
    version integer NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT trips_state_check CHECK ((state = ANY (ARRAY['on_the_way'::text, 'arrived'::text, 'completed'::text, 'ended'::text])))
);
CREATE TABLE unit_live (
    unit_id text NOT NULL,
    seq bigint NOT NULL,
    utc_ms bigint NOT NULL,
    body jsonb NOT NULL
);
CREATE SEQUENCE unit_live_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE unit_states (
    unit_id text NOT NULL,
    partition integer NOT NULL,
    saved_ms bigint NOT NULL,
    format smallint NOT NULL,
    body bytea NOT NULL,
    due_ms bigint DEFAULT 0 NOT NULL
);
CREATE TABLE vendor_tokens (
    token_id text NOT NULL,
    vendor text NOT NULL,
    digest bytea NOT NULL,
    created_ms bigint NOT NULL,
    revoked_ms bigint
);
CREATE TABLE vendors (
    name text NOT NULL,
    codes text[] NOT NULL,
    units text[] DEFAULT '{}'::text[] NOT NULL,
    password_hash text NOT NULL,
    created_ms bigint NOT NULL
);
ALTER TABLE ONLY alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (alert_id);
ALTER TABLE ONLY audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (one);
ALTER TABLE ONLY audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY breaks
    ADD CONSTRAINT breaks_pkey PRIMARY KEY (topic, partition, kind, from_offset, to_offset, digest);
ALTER TABLE ONLY case_links
    ADD CONSTRAINT case_links_pkey PRIMARY KEY (incident_id, person, made_ms);
ALTER TABLE ONLY cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (shard, key);
ALTER TABLE ONLY checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (unit_id, at_ms);
ALTER TABLE ONLY cursors
    ADD CONSTRAINT cursors_pkey PRIMARY KEY (name);
ALTER TABLE ONLY dead_resent
    ADD CONSTRAINT dead_resent_pkey PRIMARY KEY (partition, "offset", sha256);
ALTER TABLE ONLY desk_changes
    ADD CONSTRAINT desk_changes_pkey PRIMARY KEY (version);
ALTER TABLE ONLY desk_estates
    ADD CONSTRAINT desk_estates_pkey PRIMARY KEY (zone_id);
ALTER TABLE ONLY desk_handovers
    ADD CONSTRAINT desk_handovers_pkey PRIMARY KEY (handover_id);
ALTER TABLE ONLY desk_presences
    ADD CONSTRAINT desk_presences_pkey PRIMARY KEY (page_id);
ALTER TABLE ONLY desks
    ADD CONSTRAINT desks_pkey PRIMARY KEY (desk_id);
ALTER TABLE ONLY event_order
    ADD CONSTRAINT event_order_pkey PRIMARY KEY (one);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_event_id_key UNIQUE (event_id);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_pkey PRIMARY KEY (tx, seq);
ALTER TABLE ONLY facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY given_answers
    ADD CONSTRAINT given_answers_pkey PRIMARY KEY (person, key);
ALTER TABLE ONLY inbox
    ADD CONSTRAINT inbox_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (inbox_id);
ALTER TABLE ONLY incident_alerts
    ADD CONSTRAINT incident_alerts_pkey PRIMARY KEY (alert_id);
ALTER TABLE ONLY incident_log
    ADD CONSTRAINT incident_log_pkey PRIMARY KEY (incident_id, version);
ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (incident_id);
ALTER TABLE ONLY judge
    ADD CONSTRAINT judge_pkey PRIMARY KEY (shard);
ALTER TABLE ONLY link_revocations
    ADD CONSTRAINT link_revocations_pkey PRIMARY KEY (revocation_id);
ALTER TABLE ONLY lookups_made
    ADD CONSTRAINT lookups_made_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (message_id);
ALTER TABLE ONLY notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (notice_id);
ALTER TABLE ONLY numbers_days
    ADD CONSTRAINT numbers_days_pkey PRIMARY KEY (timezone, day);
ALTER TABLE ONLY offsets
    ADD CONSTRAINT offsets_pkey PRIMARY KEY (topic, partition);
ALTER TABLE ONLY outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (owner, seq);
ALTER TABLE ONLY party_alerts
    ADD CONSTRAINT party_alerts_pkey PRIMARY KEY (alert_id, party);
ALTER TABLE ONLY party_answers
    ADD CONSTRAINT party_answers_pkey PRIMARY KEY (incident_id, party, number);
ALTER TABLE ONLY party_asks
    ADD CONSTRAINT party_asks_pkey PRIMARY KEY (incident_id, party, number);
ALTER TABLE ONLY party_dues
    ADD CONSTRAINT party_dues_pkey PRIMARY KEY (incident_id, party);
ALTER TABLE ONLY people
    ADD CONSTRAINT people_pkey PRIMARY KEY (name);
ALTER TABLE ONLY people_sessions
    ADD CONSTRAINT people_sessions_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY people_tokens
    ADD CONSTRAINT people_tokens_digest_key UNIQUE (digest);
ALTER TABLE ONLY people_tokens
    ADD CONSTRAINT people_tokens_pkey PRIMARY KEY (token_id);
ALTER TABLE ONLY people_tries
    ADD CONSTRAINT people_tries_pkey PRIMARY KEY (key);
ALTER TABLE ONLY push_phones
    ADD CONSTRAINT push_phones_pkey PRIMARY KEY (phone_id);
ALTER TABLE ONLY reference_offsets
    ADD CONSTRAINT reference_offsets_pkey PRIMARY KEY (topic, partition);
ALTER TABLE ONLY reference_versions
    ADD CONSTRAINT reference_versions_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY road_files
    ADD CONSTRAINT road_files_once UNIQUE (incident_id, person, sha256);
ALTER TABLE ONLY road_files
    ADD CONSTRAINT road_files_pkey PRIMARY KEY (file_id);
ALTER TABLE ONLY road_stays
    ADD CONSTRAINT road_stays_pkey PRIMARY KEY (incident_id, person);
ALTER TABLE ONLY road_tells
    ADD CONSTRAINT road_tells_pkey PRIMARY KEY (incident_id, version);
ALTER TABLE ONLY roster_channels
    ADD CONSTRAINT roster_channels_pkey PRIMARY KEY (name);
ALTER TABLE ONLY rosters
    ADD CONSTRAINT rosters_pkey PRIMARY KEY (roster_id);
ALTER TABLE ONLY rungs
    ADD CONSTRAINT rungs_pkey PRIMARY KEY (incident_id, round, cause, rung, person);
ALTER TABLE ONLY saved_views
    ADD CONSTRAINT saved_views_person_name_key UNIQUE (person, name);
ALTER TABLE ONLY saved_views
    ADD CONSTRAINT saved_views_pkey PRIMARY KEY (view_id);
ALTER TABLE ONLY shelves
    ADD CONSTRAINT shelves_pkey PRIMARY KEY (shelf_id);
ALTER TABLE ONLY tellings
    ADD CONSTRAINT tellings_pkey PRIMARY KEY (incident_id, round, step, person, channel, nth);
ALTER TABLE ONLY threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (incident_id);
ALTER TABLE ONLY trips
    ADD CONSTRAINT trips_pkey PRIMARY KEY (trip_id);
ALTER TABLE ONLY unit_live
    ADD CONSTRAINT unit_live_pkey PRIMARY KEY (unit_id);
ALTER TABLE ONLY unit_states
    ADD CONSTRAINT unit_states_pkey PRIMARY KEY (unit_id);
ALTER TABLE ONLY vendor_tokens
    ADD CONSTRAINT vendor_tokens_pkey PRIMARY KEY (token_id);
ALTER TABLE ONLY vendors
    ADD CONSTRAINT vendors_pkey PRIMARY KEY (name);
CREATE INDEX alerts_detected ON alerts USING btree (detected_ms, alert_id);
CREATE INDEX alerts_open ON alerts USING btree (urgency) WHERE (state = 'open'::text);
CREATE INDEX alerts_trip ON alerts USING btree (trip_id);
CREATE INDEX alerts_unit ON alerts USING btree (unit_id, detected_ms);
CREATE INDEX desk_estates_desk ON desk_estates USING btree (desk_id);
CREATE INDEX desk_handovers_desk ON desk_handovers USING btree (desk_id, handover_id);
CREATE UNIQUE INDEX desk_handovers_open ON desk_handovers USING btree (desk_id) WHERE (state = 'open'::text);
CREATE UNIQUE INDEX desks_for_the_rest ON desks USING btree (for_the_rest) WHERE for_the_rest;
CREATE INDEX events_of ON events USING btree (COALESCE(((body -> 'data'::text) ->> 'alert_id'::text), ((body -> 'data'::text) ->> 'trip_id'::text)), seq);
CREATE INDEX events_subject ON events USING btree (subject, seq);
CREATE INDEX facts_receipt ON facts USING btree (receipt_ms, seq);
CREATE INDEX given_answers_asked ON given_answers USING btree (asked_ms);
CREATE INDEX incident_alerts_gathered ON incident_alerts USING btree (gathered_in) WHERE (gathered_in IS NOT NULL);
CREATE INDEX incident_alerts_incident ON incident_alerts USING btree (incident_id);
CREATE INDEX incident_log_assignee ON incident_log USING btree (assignee) WHERE (assignee IS NOT NULL);
CREATE INDEX incident_log_who ON incident_log USING btree (who) WHERE (who IS NOT NULL);
CREATE INDEX incidents_closed ON incidents USING btree (closed_ms, incident_id) WHERE (state = 'closed'::text);
CREATE INDEX incidents_merged ON incidents USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX incidents_merged_subject ON incidents USING btree (about, subject) WHERE (merged_into IS NOT NULL);
CREATE INDEX incidents_queue ON incidents USING btree (rank, started_ms, incident_id) WHERE (state <> 'closed'::text);
CREATE INDEX incidents_seq_order ON incidents USING btree (seq);
CREATE INDEX incidents_shelved ON incidents USING btree (shelved_until_ms) WHERE (shelved_until_ms IS NOT NULL);
CREATE INDEX incidents_started ON incidents USING btree (started_ms, incident_id);
CREATE INDEX incidents_subject ON incidents USING btree (about, subject) WHERE (state <> 'closed'::text);
CREATE INDEX incidents_trip ON incidents USING btree (trip_id);
CREATE INDEX incidents_unit ON incidents USING btree (unit_id, started_ms);
CREATE INDEX link_revocations_person ON link_revocations USING btree (person);
CREATE INDEX messages_due ON messages USING btree (due_ms) WHERE (state = 'due'::text);
CREATE INDEX messages_given_up ON messages USING btree (message_id) WHERE ((state = 'given_up'::text) AND (NOT passed_on));
CREATE INDEX messages_recent ON messages USING btree (person, channel, sent_ms);
CREATE INDEX notices_due ON notices USING btree (due_ms) WHERE (state = 'due'::text);
CREATE INDEX party_dues_due ON party_dues USING btree (due_ms) WHERE (state = 'waiting'::text);
CREATE INDEX passages_cell ON ONLY passages USING btree (cell, day);
CREATE INDEX people_sessions_name ON people_sessions USING btree (name);
CREATE INDEX people_sessions_token ON people_sessions USING btree (token_id);
CREATE INDEX pings_receipt ON ONLY pings USING brin (receipt_ms);
CREATE INDEX pings_unit ON ONLY pings USING btree (unit_id, utc_ms);
CREATE INDEX push_phones_person ON push_phones USING btree (person, made_ms);
CREATE INDEX raw_batches_place ON ONLY raw_batches USING btree (topic, partition, first_offset);
CREATE INDEX reference_versions_key ON reference_versions USING btree (kind, key, seq);
CREATE UNIQUE INDEX reference_versions_source ON reference_versions USING btree (source, kind, key);
CREATE INDEX road_stays_due ON road_stays USING btree (due_ms) WHERE (overdue_ms IS NULL);
CREATE INDEX road_stays_out ON road_stays USING btree (incident_id) WHERE ((state <> 'away'::text) OR (help_ms IS NOT NULL));
CREATE INDEX rungs_due ON rungs USING btree (due_ms) WHERE (state = 'waiting'::text);
CREATE INDEX shelves_until ON shelves USING btree (until_ms);
CREATE INDEX tellings_message ON tellings USING btree (message_id);
CREATE INDEX tellings_waiting ON tellings USING btree (due_ms) WHERE (message_id IS NULL);
CREATE INDEX trips_open ON trips USING btree (state) WHERE (state = ANY (ARRAY['on_the_way'::text, 'arrived'::text]));
CREATE INDEX trips_permit ON trips USING btree (permit_no, started_ms);
CREATE INDEX trips_permit_normal ON trips USING btree (upper(regexp_replace(translate(NORMALIZE((data ->> 'permit_no'::text)), '๐๑๒๓๔๕๖๗๘๙'::text, '0123456789'::text), '[\s.\-]'::text, ''::text, 'g'::text)), started_ms, trip_id);
CREATE INDEX trips_plate ON trips USING btree (plate_key, started_ms);
CREATE INDEX trips_plate_alone ON trips USING btree (split_part(plate_key, '|'::text, 1), started_ms, trip_id);
CREATE INDEX trips_span ON trips USING gist (int8range(started_ms,
CASE
    WHEN (ended_ms IS NOT NULL) THEN GREATEST(started_ms, ended_ms)
    ELSE NULL::bigint
END, '[]'::text));
CREATE INDEX trips_started ON trips USING btree (started_ms, trip_id);
CREATE INDEX trips_unit ON trips USING btree (unit_id, started_ms);
CREATE INDEX unit_live_order ON unit_live USING btree (seq);
CREATE INDEX unit_states_partition ON unit_states USING btree (partition);
CREATE INDEX vendor_tokens_vendor ON vendor_tokens USING btree (vendor, created_ms);
CREATE TRIGGER audit_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER desk_handovers_settled BEFORE UPDATE ON desk_handovers FOR EACH ROW WHEN ((old.state <> 'open'::text)) EXECUTE FUNCTION desk_handovers_stay();
CREATE TRIGGER desk_handovers_stay BEFORE DELETE OR TRUNCATE ON desk_handovers FOR EACH STATEMENT EXECUTE FUNCTION desk_handovers_stay();
CREATE TRIGGER incident_log_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON incident_log FOR EACH STATEMENT EXECUTE FUNCTION incident_log_stays();
CREATE TRIGGER party_answers_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON party_answers FOR EACH STATEMENT EXECUTE FUNCTION party_answers_stay();
CREATE TRIGGER party_asks_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON party_asks FOR EACH STATEMENT EXECUTE FUNCTION party_answers_stay();
ALTER TABLE ONLY case_links
    ADD CONSTRAINT case_links_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY desk_estates
    ADD CONSTRAINT desk_estates_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(desk_id) ON DELETE CASCADE;
ALTER TABLE ONLY incident_alerts
    ADD CONSTRAINT incident_alerts_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY incident_log
    ADD CONSTRAINT incident_log_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY incidents
    ADD CONSTRAINT incidents_merged_fkey FOREIGN KEY (merged_into) REFERENCES incidents(incident_id);
ALTER TABLE ONLY link_revocations
    ADD CONSTRAINT link_revocations_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY party_answers
    ADD CONSTRAINT party_answers_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY party_asks
    ADD CONSTRAINT party_asks_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY party_asks
    ADD CONSTRAINT party_asks_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(message_id);
ALTER TABLE ONLY party_dues
    ADD CONSTRAINT party_dues_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY people_sessions
    ADD CONSTRAINT people_sessions_name_fkey FOREIGN KEY (name) REFERENCES people(name);
ALTER TABLE ONLY people_sessions
    ADD CONSTRAINT people_sessions_token_id_fkey FOREIGN KEY (token_id) REFERENCES people_tokens(token_id);
ALTER TABLE ONLY road_files
    ADD CONSTRAINT road_files_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY road_stays
    ADD CONSTRAINT road_stays_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY road_tells
    ADD CONSTRAINT road_tells_incident_id_version_fkey FOREIGN KEY (incident_id, version) REFERENCES incident_log(incident_id, version);
ALTER TABLE ONLY rungs
    ADD CONSTRAINT rungs_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY tellings
    ADD CONSTRAINT tellings_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY tellings
    ADD CONSTRAINT tellings_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(message_id);
ALTER TABLE ONLY threads
    ADD CONSTRAINT threads_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(incident_id);
ALTER TABLE ONLY vendor_tokens
    ADD CONSTRAINT vendor_tokens_vendor_fkey FOREIGN KEY (vendor) REFERENCES vendors(name) ON DELETE CASCADE;
