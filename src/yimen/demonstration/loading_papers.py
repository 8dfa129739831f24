"""公文 in the demonstration: a notice, a request, a letter that presses, a number given up.

Everything bears the day on which it was loaded, and is said of what the demonstration county really lacks.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from yimen.documents import layout, notices, services, word
from yimen.documents import letters as papers
from yimen.documents.content import Letter, OfficialDocument
from yimen.documents.letters import Overdue, Request, SupervisionLetter
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.documents.notices import Notice, Section
from yimen.people.models import Department, User

TASK_DUE = date(2023, 5, 13)
PLAN = "友谊县开展政务服务问题整改专项行动工作方案（友政办发〔2023〕15号）"


def issue_papers(officer: User, liaison: User) -> None:
    """Some of each: what an officer of the bureau sends in an ordinary month."""
    today, police = timezone.localdate(), Department.objects.get(pk=liaison.department_id or 0)
    bureau = f"{officer.region.name}营商环境建设监督局"
    kinds = IssuedDocument.Kind
    _issue(officer, "友营商发", kinds.NOTICE, None, lambda number: _notice(bureau, number, today))
    _issue(officer, "友营商函", kinds.LETTER, police, lambda number: _request(bureau, number, police, today))
    _issue(officer, "友营商督", kinds.SUPERVISION, police, lambda number: _supervision(bureau, number, police, today))
    given_up = _number(officer, "友营商函", "商请提供分厅法律依据", outside=True)
    _number(officer, "友营商函", "商请邮政网点提供代办清单（纸质起草）", outside=True)
    services.abandon(by=officer, number=given_up, reason="改为当面核对，不再发函。")


def _number(officer: User, series: str, use: str, *, outside: bool = False) -> DocumentNumber:
    year = timezone.localdate().year
    return services.allocate(by=officer, region=officer.region, series=series, year=year, use=use, outside=outside)


def _issue(
    officer: User,
    series: str,
    kind: str,
    department: Department | None,
    write: Callable[[str], OfficialDocument | Letter],
) -> None:
    """A number taken and the paper that bears it issued, as PDF and DOCX."""
    number = _number(officer, series, f"制发{IssuedDocument.Kind(kind).label}")
    paper = write(number.text)
    services.issue(
        by=officer,
        number=number,
        kind=kind,
        title=paper.title.replace("\u3000", ""),
        recipients=paper.recipients,
        department=department,
        issued_on=timezone.localdate(),
        pdf=layout.pdf(paper),
        word=word.docx(paper),
        source=f"demonstration:{kind}:1",
    )


def _notice(bureau: str, number: str, today: date) -> OfficialDocument:
    return notices.as_document(
        Notice(
            issuer=bureau,
            number=number,
            about="报送政务服务事项办理台账",
            recipients="各政务服务单位",
            occasion="为核对政务服务事项在大厅实质运行情况，现就报送办理台账有关事项通知如下。",
            issued_on=today,
            sections=(
                Section("报送范围", "全部依申请政务服务事项的发证台账，不论在何处受理。"),
                Section(
                    "报送要求",
                    points=(
                        ("按约定的周期报送。", "没有办件的也应当报送，并注明无办件。"),
                        ("如实报送。", "台账与大厅办件不一致的，请说明原因，不得补造办件。"),
                    ),
                ),
            ),
            copies="县政府办公室",
        )
    )


def _request(bureau: str, number: str, police: Department, today: date) -> Letter:
    return papers.as_letter(
        Request(
            issuer=bureau,
            number=number,
            about="商请核对发证台账",
            recipients=police.name,
            reason="核验中发现贵单位部分事项的发证数与大厅办件数不一致。为查明原因，现商请协助下列事项：",
            asks=("逐件注明台账中每件的受理地点；", "说明代办、代收的依据和件数；", "指定一名联络人。"),
            reply_by=today + timedelta(days=10),
            issued_on=today,
        )
    )


def _supervision(bureau: str, number: str, police: Department, today: date) -> Letter:
    return papers.as_supervision(
        SupervisionLetter(
            issuer=bureau,
            number=number,
            department=police.name,
            overdue=(Overdue("梳理事项清单、明确未进厅原因", "专项行动任务一", TASK_DUE, "系统中没有上报的成果"),),
            demand="请对照清单逐项核对，写明未进厅事项的原因，并在系统中上报成果。",
            finish_by=today + timedelta(days=15),
            step_next="逾期仍未办结的，本局将约谈单位分管负责人，并将有关情况报专项行动领导小组。",
            bases=("《优化营商环境条例》（国务院令第722号）", PLAN),
            issued_on=today,
        )
    )
