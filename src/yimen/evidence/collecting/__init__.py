"""专人收件核对: whether those who were named to accept in the hall (entry) did so (cases); only here both are seen."""
