"""How right the judging is: trips whose truth is known, replayed and scored."""
