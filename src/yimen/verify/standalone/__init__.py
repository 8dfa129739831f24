"""The encoder that is handed to departments which keep their id numbers: it needs Python and nothing else."""
