-- A fact is written once, read once and asked for no part of itself: kept as the text that it came as, it is neither taken
-- apart nor put together again. A release of before writes and reads it all the same.
ALTER TABLE facts ALTER COLUMN body TYPE json;
