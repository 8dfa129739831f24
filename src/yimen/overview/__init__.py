"""总览: each role's first page, charts and reports; no models of its own."""
