"""Looking things up: which trucks were inside an area, names in any spelling, saved pages, and who looked up what."""
