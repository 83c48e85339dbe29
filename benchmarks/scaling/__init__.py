"""What a million vehicles need: worked out from what was measured, and written into docs/scaling.md."""
