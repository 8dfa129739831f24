"""进驻 (the claim): what departments declare of each item, and the negative list."""
