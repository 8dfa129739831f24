"""题库: the questions of a course, version by version."""
