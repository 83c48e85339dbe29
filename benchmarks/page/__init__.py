"""The page in a real Chromium over a made-up fleet: what loading it takes, what it costs while it is open."""
