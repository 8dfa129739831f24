"""复核与校准: a sample of what the engine found and let pass, read by officers, and what it says of the engine."""
