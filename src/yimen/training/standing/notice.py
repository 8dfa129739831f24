"""培训合格通报: who passed an exam, as a letter in official layout; by work number, for anybody may read it."""

from datetime import date

from yimen.documents.content import Column, Letter, Paragraph, Signature, Table
from yimen.documents.number import date_text
from yimen.training.exams.models import Exam
from yimen.training.standing.models import Qualification

SERIES = "友营商培"
"""机关代字 of these letters."""
COLUMNS = (Column("合格证编号", 3), Column("工号", 2), Column("部门", 3), Column("有效期至", 2))


def source_of(exam: Exam) -> str:
    """How the issued document names the exam that it came from."""
    return f"training:exam:{exam.pk}"


def title_of(exam: Exam) -> str:
    """What the letter is called."""
    return f"关于公布“{exam.title}”合格人员的通报"


def letter(exam: Exam, passed: list[Qualification], number: str, day: date) -> Letter:
    """The letter over the county's bureau: how the exam was drawn and marked, who passed, and how to check it."""
    course = exam.version.course
    issuer = f"{course.region}营商环境建设监督局"
    rows = tuple(
        (each.number, each.staff.code, each.staff.department.name, date_text(each.valid_to)) for each in passed
    )
    return Letter(
        head=issuer,
        number=number,
        title=title_of(exam),
        recipients="各政务服务单位",
        blocks=(
            Paragraph(
                f"“{exam.title}”（课程：{course.name}）已于{date_text(day)}前结束，"
                f"{exam.papers.count()}人应考，{len(passed)}人合格。现将合格人员公布如下。"
            ),
            Table("", COLUMNS, rows),
            Paragraph(
                "试卷按同一组卷蓝图由计算机抽题。抽题种子在开考前封存、考后公开，种子承诺为"
                f"{exam.commitment[:16]}……，任何人都可以在系统中下载数据重新抽取核对。"
            ),
            Paragraph("未合格的人员请按培训参数补考或者重新参加培训。各单位应安排持有效合格证的人员在窗口受理。"),
        ),
        signature=Signature(issuer, day),
    )
