"""拟合参数: printed by `benchmarks/item_matching.py --fit`, in the order of `likeness.MEASURES`."""

BIAS = -5.03
WEIGHTS = (
    3.04, 1.11, 1.37, -0.87, -0.84, 7.54, -3.82, 0.18, -5.17, -1.78, -3.38, -3.91, -0.39, 1.82, -1.08, -1.37,
)  # fmt: skip
RIVALS_BIAS = -1.18
RIVALS_WEIGHTS = (1.58, 2.09, 2.54)
SURE = 0.7
"""From this probability on a pair counts without a person's look."""
DOUBTFUL = 0.1
"""Below it a pair is not even shown."""
