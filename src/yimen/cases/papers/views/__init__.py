"""Pages of the papers of a case: for staff, and the public check page."""
