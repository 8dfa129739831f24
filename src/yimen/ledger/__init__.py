"""存证: the append-only chain of events, its sealed heads, and the verifier."""
