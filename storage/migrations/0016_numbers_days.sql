-- A trend over months is drawn from days counted before: the figures of one local day in one time zone. They may be
-- deleted at any time; what is missing is counted again.
CREATE TABLE numbers_days (
    timezone   text   NOT NULL,
    day        date   NOT NULL,
    counted_ms bigint NOT NULL,
    body       jsonb  NOT NULL,
    PRIMARY KEY (timezone, day)
);
