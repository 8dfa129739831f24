"""What a demonstration runs point by point, and how a point is judged; `bin/show-verification` prints it."""
