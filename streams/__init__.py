"""How it flows: gateway, tracker, replay, and the judging they share."""
