"""自查与督查: what departments say of themselves, and what inspectors see with their own eyes."""
