"""每日汇总: what waits for one person, told once a day and never in the quiet hours."""
