"""The way in: GPS vendors' HTTP calls and foreign Kafka topics, normalised into gps.pings and gps.late."""
