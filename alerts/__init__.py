"""When to speak: one file a rule, each a pure decision that returns a reason."""
