-- A fact that the program could not read or take in: it is kept, and tried again by whoever judges next.
ALTER TABLE facts ADD COLUMN aside boolean NOT NULL DEFAULT false;
