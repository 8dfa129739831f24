"""考试规则: bounds of what an exam may be, the server's grace, and how few papers say nothing."""

from datetime import timedelta

SHORTEST, LONGEST = 5, 240
"""Minutes that a paper may last."""
GRACE = timedelta(seconds=30)
"""So long after the end an answer that was on its way is still taken."""
MOST_QUESTIONS = 200
ENOUGH_PAPERS = 10
"""Below so many papers a question's figures are 证据不足."""
POOR_DISCRIMINATION = 0.2
"""A question that tells good papers from weak ones less than this should be looked at (Ebel 1965)."""
HARDLY, MOSTLY = 0.3, 0.95
"""Shares of right answers outside of which a question tells little."""
SUSPECT_BELOW = 0.01
"""Pairs of papers are shown whose likeness would come by chance in fewer than this share of exams."""
