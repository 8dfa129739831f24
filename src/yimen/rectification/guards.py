"""What every verb of the room asks first: that it is the department's own, and that words say something."""

from yimen.common.errors import Refused
from yimen.people.models import Department, User
from yimen.people.queries import may


def own(user: User, department: Department, act: str) -> None:
    """Nothing. Errors: Refused unless the user may do the act, and for this very department."""
    if not may(user, act) or user.department_id != department.pk:
        raise Refused("只有责任部门的联络员可以办理。")


def words(text: str, what: str) -> str:
    """The text without blanks around it. Errors: Refused when it is shorter than four characters."""
    cleaned = text.strip()
    if len(cleaned) < 4:
        raise Refused(f"{what}请写清楚，至少四个字。")
    return cleaned


def another(user: User, first: User | None, what: str) -> None:
    """Nothing. Errors: Refused when the user is the one who did the first act: two people stand behind this one."""
    if first is not None and user.pk == first.pk:
        raise Refused(f"{what}，须由另一人决定。")
