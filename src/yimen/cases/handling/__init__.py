"""办理: a case that is handled here, from the application to the archive; imported cases have none of it."""
