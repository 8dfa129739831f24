"""A finding on its way, for tests of what comes after: heard in time, and standing on two sources."""

from datetime import timedelta

from yimen.people.models import User
from yimen.rectification import services
from yimen.rectification.models import Finding


def accept(officer: User, finding: Finding, **others: object) -> Finding:
    """The finding, accepted after its department kept silent and the officer looked at the originals."""
    services.add_ground(by=officer, finding=finding, witness="voucher", says="调阅原始收件材料，逐件核对属实")
    assert finding.hear_by is not None
    day = finding.hear_by + timedelta(days=1)
    return services.judge(by=officer, finding=finding, accept=True, judgement="逐条核对属实", day=day, **others)
