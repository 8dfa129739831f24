"""公开的抽题数据: what anybody needs to draw every paper of a closed exam again; no words of questions, no names."""

from typing import Any

from yimen.training.exams.models import Exam, PaperQuestion
from yimen.training.exams.queries import cards_of, parts_of


def published(exam: Exam) -> dict[str, Any]:
    """The commitment, the secret, the frame, the blueprint, and each paper's questions in their order."""
    papers: dict[str, list[str]] = {}
    rows = PaperQuestion.objects.filter(paper__exam=exam).order_by("paper__staff__code", "place")
    for who, code in rows.values_list("paper__staff__code", "version__question__code"):
        papers.setdefault(who, []).append(code)
    return {
        "commitment": exam.commitment,
        "secret": exam.secret,
        "frame": exam.frame_digest,
        "parts": [vars(each) for each in parts_of(exam)],
        "questions": [vars(each) for each in sorted(cards_of(exam), key=lambda each: each.code)],
        "papers": [{"who": who, "questions": codes} for who, codes in papers.items()],
    }
