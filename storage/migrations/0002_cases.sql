-- What the rules across units remember, a case a row: saved when it changed, in the judge's own transaction.
CREATE TABLE cases (
    shard  integer  NOT NULL,
    key    text     NOT NULL,                  -- vendor:043, gate:Z-GEN-1, land:127,1011
    format smallint NOT NULL,
    body   bytea    NOT NULL,
    PRIMARY KEY (shard, key)
);
