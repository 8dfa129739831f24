"""上报成果: what the departments handed in for the notice's tasks in the summer of 2023; some did not, and are late.

A department without an account of the demonstration gets a liaison here that nobody can sign in as.
"""

from datetime import date, timedelta

from yimen.people import services as people
from yimen.people.models import Department, Region, User
from yimen.programme import services as programme
from yimen.programme.models import Task
from yimen.programme.queries import parties

FIRST = date(2023, 6, 2)
WITHIN = 24
"""Days from the first report to the last."""
EVERY = 9
"""Of so many departments one did not hand in for a task, another for each."""
TOLD_ELSEWHERE = ("liaison_police", "liaison_tax", "liaison_tobacco", "liaison_culture")
SAID = {
    Task.Gauge.ENTERED: "已逐项梳理依申请事项，未进厅事项注明原因，承诺书和委托协议已签订。",
    Task.Gauge.RUNNING: "进驻事项已全部由窗口受理，不再在本单位收件。",
    Task.Gauge.INSPECTED: "已对照清单逐项自查，自查报告随文报送；存在的问题已列出整改时限。",
    Task.Gauge.SETTLED: "本部门专厅情况已报营商局，按要求关停或纳入统一管理。",
}


def load_submissions(region: Region, departments: dict[str, Department], users: dict[str, User]) -> None:
    """A report for each task and department whose part in the demonstration's story is not told elsewhere."""
    liaisons = {user.department_id: user for name, user in users.items() if name.startswith("liaison_")}
    told = {users[name].department_id for name in TOLD_ELSEWHERE}
    tasks = list(Task.objects.filter(notice__region=region).order_by("number"))
    whose = {task.pk: set(parties().filter(task=task).values_list("who", flat=True)) for task in tasks}
    for turn, (code, department) in enumerate(sorted(departments.items())):
        if department.pk in told or not any(department.pk in each for each in whose.values()):
            continue
        liaison = liaisons.get(department.pk) or _liaison(region, department, code)
        for place, task in enumerate(tasks):
            if department.pk in whose[task.pk] and turn % EVERY != place:
                day = FIRST + timedelta(days=(7 * turn + 5 * place) % WITHIN)
                programme.submit(by=liaison, task=task, text=SAID[Task.Gauge(task.gauge)], declared_on=day)


def _liaison(region: Region, department: Department, code: str) -> User:
    user = people.open_account(
        by=None, username=f"liaison_{code.lower()}", password=None,
        display_name=f"{department.short_name}联络员", region=region, department=department,
    )  # fmt: skip
    people.grant(by=None, user=user, role="liaison")
    return user
