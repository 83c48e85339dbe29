-- The phones on which a person takes messages from their browser's push service. Where each is reached is sealed: who knew it
-- could write to the phone.
CREATE TABLE push_phones (
    phone_id text PRIMARY KEY,
    person text NOT NULL,
    made_ms bigint NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX push_phones_person ON push_phones (person, made_ms);
