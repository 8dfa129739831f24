"""签到规则: when the code of the day counts, and how often it may be tried."""

from datetime import timedelta

EARLY = timedelta(hours=1)
"""So long before the beginning the code counts already."""
DIGITS, TRIES_AN_HOUR = 6, 10
