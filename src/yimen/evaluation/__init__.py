"""好差评与办不成事: what the public says of a service, how bad ratings are put right, and what could not be done."""
