"""The verifier that is handed out with an evidence bundle: it needs Python and nothing else."""
