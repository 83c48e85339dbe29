-- What is watched is theirs who watch it, no longer theirs to whom it was assigned before.
UPDATE incidents SET assignee = state_by WHERE state = 'watching' AND assignee IS DISTINCT FROM state_by;
