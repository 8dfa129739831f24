"""核验历史: what a run says otherwise than the one before, and why."""
