"""手机端: what inspectors record without a network, and how it comes in later with nothing lost or doubled."""
