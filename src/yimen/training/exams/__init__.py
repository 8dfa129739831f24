"""考试: papers drawn by a seed that was committed before, answered against the clock, marked by machine."""
