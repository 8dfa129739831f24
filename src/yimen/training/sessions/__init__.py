"""期次: when and where a course is held, who is enrolled, and who was there."""
