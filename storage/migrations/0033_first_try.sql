-- What no channel takes for a day is given up. The day begins with the first try: while no notifier runs nothing is tried.
ALTER TABLE messages ADD COLUMN first_try_ms bigint;
UPDATE messages SET first_try_ms = made_ms WHERE state = 'due' AND attempts > 0;
