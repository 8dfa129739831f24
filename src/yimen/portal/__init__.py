"""门户: the public's pages; no models of its own."""
