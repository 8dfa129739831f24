"""自查的规则: the checklist that every county can start with, and how much of a word makes it credible."""

STARTING_NAME = "进驻大厅与实质运行自查清单"
STARTING = (
    ("Q1", "已进驻的事项是否全部在大厅实质运行", "department", "all_run", "工作方案第二项任务（二）"),
    (
        "Q2",
        "是否没有在大厅和平台之外受理、办理（没有体外循环）",
        "department",
        "no_outside",
        "工作方案第二项任务（二）",
    ),
    ("Q3", "应进事项是否全部进驻或列入负面清单", "department", "all_entered", "工作方案第二项任务（一）"),
    ("Q4", "是否已没有独立设置的部门分厅", "department", "no_branch", "工作方案第二项任务（三）"),
    ("Q5", "台账和办件数据是否按约定报送", "department", "in_time", "进驻承诺书"),
    ("Q6", "整改单是否都在期限内答复", "department", "orders_done", "工作方案第四部分第三项"),
    ("Q7", "窗口人员是否经过培训并有授权书", "department", "", "工作方案第二项任务（一）"),
    ("Q8", "该事项是否在大厅实质运行", "item", "item_runs", "工作方案第二项任务（二）"),
)
"""(code, question, scope, what it is held against, basis) of the first edition; edited as a spreadsheet afterwards."""

LEAST_ANSWERS = 10
"""Fewer answers that data can judge say nothing about a department's word: 样本过少."""
