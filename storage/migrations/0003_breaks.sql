-- Where the stored bytes of a partition do not follow on from those read before, and why.
-- dropped: their day was dropped by retention; anew: the topic was made anew; lost: the broker had dropped them unread.
CREATE TABLE breaks (
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    kind        text    NOT NULL CHECK (kind IN ('dropped', 'anew', 'lost')),
    from_offset bigint  NOT NULL,              -- the first offset that is not there (dropped: the last day's first)
    to_offset   bigint  NOT NULL,              -- the offset at which the partition goes on
    digest      bytea   NOT NULL,              -- the chain's digest with which it goes on
    found_ms    bigint  NOT NULL,
    accepted_ms bigint,                        -- when somebody said that it may go on; null: refused still
    PRIMARY KEY (topic, partition, kind, to_offset)
);
