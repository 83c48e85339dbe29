-- Where units were, by place: what is asked when an area is drawn on the map. Filled beside the judging from stored pings,
-- an hour of receipts at a time, and dropped with its day of pings; it can be made again from them.
CREATE TABLE passages (
    hour_ms  bigint  NOT NULL,   -- the pings were received in the hour that begins here
    cell     integer NOT NULL,   -- of a grid of 0.05 degrees: geofences/cells.py
    day      integer NOT NULL,   -- of the fixes' own time, UTC, in days since the epoch
    unit_id  text    NOT NULL,
    fixes    integer NOT NULL,   -- in the cell itself
    first_ms bigint  NOT NULL,   -- of all points of the track, those just outside the cell included
    last_ms  bigint  NOT NULL,
    west     integer NOT NULL,   -- the box around them, in 1e-7 degrees
    south    integer NOT NULL,
    east     integer NOT NULL,
    north    integer NOT NULL,
    track    bytea   NOT NULL    -- the points in order: dashboard/lookups/tracks.py
) PARTITION BY RANGE (hour_ms);
CREATE INDEX passages_cell ON passages (cell, day);

-- Finds an hour's pings without an entry for each: days that are there already get theirs when they are gone through.
CREATE INDEX pings_receipt ON ONLY pings USING brin (receipt_ms);

CREATE INDEX trips_plate ON trips (plate_key, started_ms);
CREATE INDEX trips_permit ON trips (permit_no, started_ms);

-- Who looked up what, when and why.
CREATE TABLE lookups_made (
    seq    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_ms  bigint NOT NULL,
    person text   NOT NULL,
    kind   text   NOT NULL CHECK (kind IN ('area', 'name', 'track', 'playback')),
    what   jsonb  NOT NULL,
    why    text   NOT NULL
);

-- Pages as somebody wants to find them again: the query part of the page's address, under a name.
CREATE TABLE saved_views (
    view_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   text   NOT NULL,
    name     text   NOT NULL,
    address  text   NOT NULL,
    saved_ms bigint NOT NULL,
    UNIQUE (person, name)
);
