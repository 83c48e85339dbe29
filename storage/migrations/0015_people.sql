-- Who may sign in: of a password only its hash, of the second factor the sealed key. `one_time_until_ms` says until when a
-- password that somebody else made may be used; the person's own has none. `scope` names the parties whose rows are seen
-- ('generator:72190300225401'), none: all. A person who has left stays, so that the audit's names keep their meaning.
CREATE TABLE people (
    name text PRIMARY KEY,
    role text NOT NULL CONSTRAINT people_role_check CHECK (role IN ('viewer', 'officer', 'supervisor', 'administrator')),
    scope text[] NOT NULL DEFAULT '{}',
    password_hash text NOT NULL,
    one_time_until_ms bigint,
    totp_key bytea,
    totp_step bigint NOT NULL DEFAULT 0,
    created_ms bigint NOT NULL,
    signed_in_ms bigint,
    closed_ms bigint
);

-- What programs and wall screens show instead of a password; of the token only its digest.
CREATE TABLE people_tokens (
    token_id text PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    kind text NOT NULL CONSTRAINT people_tokens_kind_check CHECK (kind IN ('program', 'wall')),
    name text NOT NULL,
    role text NOT NULL CONSTRAINT people_tokens_role_check CHECK (role IN ('viewer', 'officer', 'supervisor', 'administrator')),
    scope text[] NOT NULL DEFAULT '{}',
    made_by text NOT NULL,
    created_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    used_ms bigint,
    revoked_ms bigint
);

-- A browser that is signed in, as a person or as a wall screen; of its cookie only the digest. `totp_key` is the sealed key
-- that was shown and that no code has confirmed yet.
CREATE TABLE people_sessions (
    digest bytea PRIMARY KEY,
    name text REFERENCES people (name),
    token_id text REFERENCES people_tokens (token_id),
    stage text NOT NULL CONSTRAINT people_sessions_stage_check CHECK (stage IN ('enrol', 'whole')),
    created_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    totp_key bytea,
    CONSTRAINT people_sessions_whose_check CHECK (num_nonnulls(name, token_id) = 1)
);
CREATE INDEX people_sessions_name ON people_sessions (name);
CREATE INDEX people_sessions_token ON people_sessions (token_id);

-- Wrong tries, by account and by address; of an account's name only a digest, as what was typed may be a password.
CREATE TABLE people_tries (
    key text PRIMARY KEY,
    failures integer NOT NULL,
    last_ms bigint NOT NULL
);

-- Who did what, when and why: each row holds the digest of the row before and one over itself, and the head names the newest.
CREATE TABLE audit (
    seq bigint PRIMARY KEY,
    at_ms bigint NOT NULL,
    person text NOT NULL,
    what text NOT NULL,
    about text NOT NULL,
    why text NOT NULL,
    before bytea NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE audit_head (
    one boolean DEFAULT true PRIMARY KEY CONSTRAINT audit_head_one_check CHECK (one),
    seq bigint NOT NULL,
    digest bytea NOT NULL
);
INSERT INTO audit_head (seq, digest) VALUES (0, decode(repeat('00', 32), 'hex'));
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what the audit holds is neither changed nor removed';
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
