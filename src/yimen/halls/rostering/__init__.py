"""排班: who is to stand where in the weeks to come, by rule and by a solver."""
