"""办不成事与异议: what somebody could not get done, or objects to, given to a department with a deadline."""
