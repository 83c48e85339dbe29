-- Which dead letters were sent again: by their place on gps.dead, and by the digest of their bytes, for a topic that is
-- made anew counts from 0 once more.
CREATE TABLE dead_resent (
    partition integer  NOT NULL,
    "offset"  bigint   NOT NULL,
    sha256    text     NOT NULL,
    resent_ms bigint   NOT NULL,               -- the last time
    times     integer  NOT NULL DEFAULT 1,
    PRIMARY KEY (partition, "offset", sha256)
);
