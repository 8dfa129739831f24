"""编号对照: one case under all its numbers: the platform's, the department's own, queue, document, reported."""
