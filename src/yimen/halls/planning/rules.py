"""空间规划 as data: the special lines that there are, and what a plan is made with unless somebody says otherwise."""

LINES = {
    "police": "公安网",
    "tax": "税务专网",
    "tobacco": "烟草专网",
    "medical": "医保专网",
    "estate": "不动产登记专网",
    "social": "社保专网",
    "market": "市场监管登记专网",
}
"""专线: networks of vertical systems, which reach only where they were laid."""

LIMIT_MINUTES, LIMIT_PERCENT = 15, 80
"""等候目标: in the busiest half hour so many percent wait at most so many minutes."""
SECONDS, DAYS, SEED = 55, 20, 1
MOST_SECONDS, MOST_DAYS = 600, 200
STATIONS_A_RUN = 8
"""How many stations side by side make a zone where nobody has drawn zones."""
WORKDAYS_A_MONTH = 21
"""What a month's cases are divided by; 250 working days a year, less the days on which a hall is closed."""
MOST_CASES, MOST_MINUTES = 100_000, 480
"""Of one item that a department types: cases a month, and minutes for one."""
