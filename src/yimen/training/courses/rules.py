"""培训参数 as rules: what a county may set, and within which bounds."""

REMIND, BAR = "remind", "bar"
GATES = [(REMIND, "提醒：照常开窗、受理，写明缺什么"), (BAR, "拦住：取得有效培训合格前不能开窗、受理")]
"""What happens when somebody without valid training opens a window or accepts an item."""

# Field of the county's terms (培训参数) -> its name, the usual value, the least and the most that may be set.
TERMS: dict[str, tuple[str, int, int, int]] = {
    "tries": ("每次培训后可以考几次（含补考）", 2, 1, 5),
    "resit_days": ("补考至少间隔几天（自然日）", 3, 0, 60),
    "remind_days": ("到期前几天提醒（自然日）", 30, 7, 90),
    "effect_days": ("效果比较的时间跨度（培训前后各几天）", 90, 30, 365),
}
