"""拟合参数: printed by `benchmarks/item_matching.py --fit`, in the order of `likeness.MEASURES`."""

BIAS = -5.34
WEIGHTS = (
    1.52, 1.23, 1.52, -0.91, -0.69, 7.28, -3.63, 0.36, -5.60, -1.74, -3.27, -3.47, -0.62, 1.70, -0.88, -1.23,
)  # fmt: skip
RIVALS_BIAS = -1.23
RIVALS_WEIGHTS = (1.53, 1.65, 2.57)
SURE = 0.7
"""From this probability on a pair counts without a person's look."""
DOUBTFUL = 0.1
"""Below it a pair is not even shown."""
