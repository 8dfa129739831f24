"""差评处置: a bad rating is called back, verified, put right, fed back, and rated once more."""
