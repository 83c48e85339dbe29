-- A database restored into another cluster begins its transaction numbers anew; the durable order of events goes on.
-- `ahead` is how far its numbers run before the cluster's own.
CREATE TABLE event_order (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    ahead bigint  NOT NULL DEFAULT 0
);
INSERT INTO event_order DEFAULT VALUES;

CREATE FUNCTION event_tx() RETURNS xid8 LANGUAGE sql VOLATILE RETURN (
    SELECT ((pg_current_xact_id()::text)::bigint + ahead)::text::xid8 FROM event_order
);
-- Events below this are there for good, and none can come between them any more.
CREATE FUNCTION event_tx_open() RETURNS xid8 LANGUAGE sql STABLE RETURN (
    SELECT ((pg_snapshot_xmin(pg_current_snapshot())::text)::bigint + ahead)::text::xid8 FROM event_order
);
ALTER TABLE events ALTER COLUMN tx SET DEFAULT event_tx();
