"""Pages of handling: the counter, the work list, the dossier and what is done with it."""
