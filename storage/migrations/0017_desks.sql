-- Who watches what. Without a row there is one desk of all; else one of them has what no desk names.
CREATE TABLE desks (
    desk_id      text    PRIMARY KEY,
    name_th      text    NOT NULL,
    name_en      text    NOT NULL,
    order_no     integer NOT NULL,
    for_the_rest boolean NOT NULL
);
CREATE UNIQUE INDEX desks_for_the_rest ON desks (for_the_rest) WHERE for_the_rest;

CREATE TABLE desk_estates (
    zone_id text PRIMARY KEY,
    desk_id text NOT NULL REFERENCES desks ON DELETE CASCADE
);
CREATE INDEX desk_estates_desk ON desk_estates (desk_id);

-- Pages at desks, each as it last told of itself.
CREATE TABLE desk_presences (
    page_id  text   PRIMARY KEY,
    desk_id  text   NOT NULL,
    person   text   NOT NULL,
    sound    text   NOT NULL CONSTRAINT desk_presences_sound_check CHECK (sound IN ('on', 'off')),
    heard_ms bigint NOT NULL
);

-- Desks handed over, for ever; a desk may be gone since.
CREATE TABLE desk_handovers (
    handover_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk_id     text   NOT NULL,
    from_person text   NOT NULL,
    to_person   text   NOT NULL,
    note        text   NOT NULL,
    made_ms     bigint NOT NULL,
    state       text   NOT NULL CONSTRAINT desk_handovers_state_check CHECK (state IN ('open', 'accepted', 'replaced')),
    settled_ms  bigint,
    CONSTRAINT desk_handovers_settled_check CHECK ((state = 'open') = (settled_ms IS NULL))
);
CREATE UNIQUE INDEX desk_handovers_open ON desk_handovers (desk_id) WHERE state = 'open';
CREATE INDEX desk_handovers_desk ON desk_handovers (desk_id, handover_id);

CREATE FUNCTION desk_handovers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a hand-over is neither removed nor changed once it is settled';
END
$$;
CREATE TRIGGER desk_handovers_stay BEFORE DELETE OR TRUNCATE ON desk_handovers
    FOR EACH STATEMENT EXECUTE FUNCTION desk_handovers_stay();
CREATE TRIGGER desk_handovers_settled BEFORE UPDATE ON desk_handovers
    FOR EACH ROW WHEN (old.state <> 'open') EXECUTE FUNCTION desk_handovers_stay();
