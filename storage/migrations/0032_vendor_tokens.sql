-- Tokens of gateway accounts, for senders that have no password: Traccar, OsmAnd. Of each only a digest is kept.
CREATE TABLE vendor_tokens (
    token_id text PRIMARY KEY,
    vendor text NOT NULL REFERENCES vendors (name) ON DELETE CASCADE,
    digest bytea NOT NULL,
    created_ms bigint NOT NULL,
    revoked_ms bigint
);
CREATE INDEX vendor_tokens_vendor ON vendor_tokens (vendor, created_ms);
