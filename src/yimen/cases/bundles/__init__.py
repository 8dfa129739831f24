"""成批办理: one act upon many cases: first shown what it would do to each, then done, then undone where it may be."""
