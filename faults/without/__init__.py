"""The program with a guard taken away, in one process alone: proof that the checks see what the guard prevents."""
