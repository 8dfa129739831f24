"""What a finding must stand on before it counts, and who may say so."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.people.models import Department, Region, User
from yimen.rectification import rules, services
from yimen.rectification.hearing.models import Ground
from yimen.rectification.hearing.queries import causes_by_department, findings_feeding, in_hearing
from yimen.rectification.models import Finding, Order
from yimen.rectification.tests.making import accept
from yimen.verify import rules as rules_of_verification

FRIDAY = date(2024, 3, 29)


@pytest.fixture
def raise_one(county: Region, police: Department) -> Any:
    """Raises a finding of the police on an item."""

    def make(subject: str = "I1", **others: Any) -> Finding:
        given = {
            "by": None, "region": county, "department": police, "source": f"evidence:run:{subject[1:]}",
            "subject": subject, "title": f"{subject}：疑似体外循环", "kind": "bypassed", "seen": "台账 12 件没有办件",
            "innocent": "可能是存量证照", "period_from": date(2024, 1, 1), "period_to": FRIDAY, "day": FRIDAY,
        }  # fmt: skip
        return services.raise_finding(**{**given, **others})

    return make


@pytest.mark.django_db
class TestHearing:
    """The department is heard first; somebody else than the finder decides."""

    def test_its_days_are_working_days_and_silence_lets_the_matter_go_on(self, raise_one: Any, officer: User) -> None:
        finding = raise_one()
        assert finding.hear_by == date(2024, 4, 8), "清明 4 to 6 April are off, Sunday 7 April is worked"
        services.add_ground(by=officer, finding=finding, witness="voucher", says="调阅原始收件材料")
        assert in_hearing(finding, finding.hear_by)
        with pytest.raises(Refused, match="申辩期到 2024-04-08"):
            services.judge(by=officer, finding=finding, accept=True, judgement="予以认定", day=finding.hear_by)
        after = finding.hear_by + timedelta(days=1)
        judged = services.judge(by=officer, finding=finding, accept=True, judgement="予以认定", day=after)
        assert (judged.status, judged.severity, judged.cause) == ("accepted", "general", "unknown")

    def test_the_finder_does_not_judge_and_who_accepted_does_not_take_back(
        self, raise_one: Any, officer: User, second_officer: User, liaison: User
    ) -> None:
        finding = services.explain(by=liaison, finding=raise_one(by=officer), text="情况属实，已经改正", admits=True)
        for accepting in (True, False):
            with pytest.raises(Refused, match="另一人"):
                services.judge(by=officer, finding=finding, accept=accepting, judgement="我提出的")
        accepted = services.judge(by=second_officer, finding=finding, accept=True, judgement="部门自认")
        with pytest.raises(Refused, match="另一人"):
            services.withdraw(by=second_officer, finding=accepted, reason="核对有误")
        assert services.withdraw(by=officer, finding=accepted, reason="发证机关答复系上级发证").status == "taken_back"

    def test_one_source_is_not_enough_and_a_second_independent_one_is(
        self, raise_one: Any, officer: User, liaison: User
    ) -> None:
        twice = [
            services.Borne("evidence:run:1:R01", "register", True, "有证照无办件：12 件", "R01"),
            services.Borne("evidence:run:1:R02", "register", True, "先有证照后有办件：3 件", "R02"),
        ]
        finding = services.explain(by=liaison, finding=raise_one(grounds=twice), text="正在核对，请稍候")
        with pytest.raises(Refused, match="只有一个独立来源"):
            services.judge(by=officer, finding=finding, accept=True, judgement="两条规则都命中")
        heard = services.borne_by("evaluation:rating:2024:1", "rating", "群众评价也称在大厅以外办理")
        assert services.corroborate(by=None, finding=finding, ground=heard)
        with pytest.raises(Refused, match="不能重复登记"):
            services.corroborate(by=None, finding=finding, ground=heard)
        assert services.judge(by=officer, finding=finding, accept=True, judgement="两个来源").status == "accepted"

    def test_an_inspectors_own_eyes_are_enough_and_nobody_elses(
        self, raise_one: Any, officer: User, liaison: User, make_user: Any, county: Region, bureau: Department
    ) -> None:
        inspector = make_user("inspector_1", "inspector", county, bureau)
        finding = services.explain(by=liaison, finding=raise_one(source="other:paper:1"), text="该事项没有在部门受理")
        assert not finding.grounds.exists()
        with pytest.raises(Refused, match="没有硬证据"):
            services.judge(by=officer, finding=finding, accept=True, judgement="听说如此")
        with pytest.raises(Refused, match="只能由督查人员"):
            services.add_ground(by=officer, finding=finding, witness="sight", says="大队二楼有人收件")
        services.add_ground(by=inspector, finding=finding, witness="sight", says="大队二楼有人收件，有照片")
        assert services.judge(by=officer, finding=finding, accept=True, judgement="现场所见").status == "accepted"
        with pytest.raises(Refused, match="已经认定或排除"):
            services.add_ground(by=inspector, finding=finding, witness="sight", says="再次到场查看")

    def test_a_visit_that_reports_here_brings_its_own_eyes(self, raise_one: Any) -> None:
        assert [each.reads for each in raise_one(source="inspections:visit:7").grounds.all()] == ["sight"]

    def test_causes_feed_training_and_space_and_what_returns_is_serious(
        self, raise_one: Any, officer: User, county: Region, police: Department
    ) -> None:
        accept(officer, raise_one("I1"), cause="untrained")
        accept(officer, raise_one("I2"), cause="no_space")
        first = accept(officer, raise_one("I3"), cause="habit")
        training = causes_by_department(county, "training", FRIDAY)
        assert [(row["department"], row["cause"], row["n"]) for row in training] == [
            (police.pk, "habit", 1), (police.pk, "untrained", 1)]  # fmt: skip
        assert [each.subject for each in findings_feeding(county, "space", FRIDAY)] == ["I2"]
        with pytest.raises(Refused, match="原因表"):
            accept(officer, raise_one("I4"), cause="laziness")
        assert first.severity == "general"
        services.issue_order(by=officer, finding=first, demand="停止在部门收件", deadline=date(2099, 1, 1))
        Order.objects.filter(finding=first).update(status="closed")
        again = accept(officer, raise_one("I3", source="evidence:run:2"), cause="habit")
        assert (again.severity, again.get_severity_display()) == ("serious", "严重")

    def test_the_page_says_what_is_wanting_and_the_chain_opens_each_step(
        self, raise_one: Any, client_of: Any, officer: User, liaison: User
    ) -> None:
        finding = raise_one()
        client, own = client_of(officer), client_of(liaison)
        page = client.get(reverse("rectification:finding", args=[finding.pk])).content.decode()
        assert "现在还不能认定" in page
        assert f"部门发证台账（{finding.source}）" in page
        assert "只有一个独立来源" in page
        own.post(
            reverse("rectification:explain", args=[finding.pk]), {"text": "窗口人员不足时在大队收件", "admits": "on"}
        )
        said = {"judgement": "台账与自认相符", "cause": "no_staff", "move": "accept"}
        assert client.post(reverse("rectification:judge", args=[finding.pk]), said).status_code == 302
        chain = client.get(reverse("rectification:chain", args=[finding.pk])).content.decode()
        for words in ("部门自认", "台账与自认相符", "派驻人员不足", "尚未下达整改单"):
            assert words in chain


def test_rules_that_read_the_same_rows_are_one_source_and_the_table_says_which_are_not() -> None:
    assert not rules.independent("register", "register,people")
    assert not rules.independent("rating", "hindrance"), "the same applicant may have said both"
    assert not rules.independent("platform", "cases"), "declared in dependent.csv"
    assert rules.independent("register", "devices")
    assert rules.witness_of_source("inspections:visit:7") == "sight"
    assert rules.witness_of_source("inspections:round:7") == "self_report"
    assert rules.witness_of_source("elsewhere:1") == ""


def test_every_rule_of_verification_has_a_witness() -> None:
    borne = {
        rule.id: rules.witness_of_tables(column.split(".")[0] for column in rule.needs)
        for rule in rules_of_verification()
    }
    assert [code for code, reads in borne.items() if not reads] == []
    assert borne["R01"] == "register"
    assert borne["R11"] == "devices"
    assert borne["R22"] == "cases"


def test_the_tables_name_only_what_there_is() -> None:
    known = rules.witnesses()
    assert {code for pair in rules.dependent() for code in pair} <= set(known)
    assert {cause.feeds for cause in rules.causes().values()} <= {"", "training", "space"}
    assert {rules.severity_of(kind, again, [])[0] for kind in Finding.Kind.values for again in (True, False)} == set(
        rules.SEVERITIES
    )
    assert Ground._meta.get_field("reads").max_length >= len(",".join(known)) / 2
