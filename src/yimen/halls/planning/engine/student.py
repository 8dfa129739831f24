"""Student's t: how far a mean over a few days may be off."""

import math

T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
       2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045)  # fmt: skip
"""The 97.5 % point for 1, 2, … 29 degrees of freedom (any table of the distribution)."""
NORMAL = 1.959964


def point(freedom: int) -> float:
    """The 97.5 % point; beyond the table by its expansion around the normal one, right to three decimals."""
    if freedom <= len(T95):
        return T95[freedom - 1]
    z = NORMAL
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def half_width(variance: float, figures: int) -> float:
    """Half the 95 % interval of the mean of so many independent figures of that variance."""
    return point(figures - 1) * math.sqrt(variance / figures)
