"""一门 yimen: every government service item really runs in the one hall, and data can prove it."""

__version__ = "0.1.0"
