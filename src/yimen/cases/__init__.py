"""办件 (the fact): the hall's cases, and what departments say they issued."""
