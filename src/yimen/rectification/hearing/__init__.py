"""申辩: grounds of a finding, the department heard, and the judgement by somebody else than the finder."""
