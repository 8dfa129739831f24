"""取证: evidence sets, verification runs and verdicts; the only room that sees claim and fact."""
