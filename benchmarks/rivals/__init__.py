"""What the engine is measured beside, each a program of its own: a bare scan, and Splink as an analyst uses it."""
