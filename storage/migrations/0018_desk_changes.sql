-- Who arranged which desk, as often as desks were: whoever saw them before the newest change is told of it.
CREATE TABLE desk_changes (
    version integer PRIMARY KEY,
    at_ms   bigint  NOT NULL,
    person  text    NOT NULL,
    desk_id text    NOT NULL,
    deed    text    NOT NULL CONSTRAINT desk_changes_deed_check CHECK (deed IN ('put', 'removed'))
);
