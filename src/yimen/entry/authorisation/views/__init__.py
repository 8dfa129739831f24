"""Pages of letters and of the matrix."""
