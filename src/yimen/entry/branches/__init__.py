"""分厅处置: what becomes of each department's own hall, by whose decision, in which steps, and whether it was done."""
