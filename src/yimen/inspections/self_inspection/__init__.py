"""自查: checklists, a round for every department, answers held against data before they are signed."""
