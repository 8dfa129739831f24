"""组卷抽题: the same for whoever draws again, as hard for everybody, fixed before anybody knows the seed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.ledger.models import Event
from yimen.people.models import Department, Region, User
from yimen.training.exams import draw, services
from yimen.training.exams.draw import Card, Part
from yimen.training.exams.published import published
from yimen.training.exams.views import REPLAY
from yimen.training.tests import making

CARDS = [
    Card(f"{topic}{level}{place}", 1, topic, level) for topic in "甲乙" for level in (1, 2, 3) for place in range(6)
]
PARTS = [Part("甲", 1, 3, 2), Part("甲", 3, 2, 5), Part("乙", 2, 4, 3)]


@settings(max_examples=60)
@given(seed=st.text("0123456789abcdef", min_size=64, max_size=64), who=st.text("P0123456789", min_size=1, max_size=8))
def test_every_paper_is_of_the_blueprint_and_drawn_again_alike(seed: str, who: str) -> None:
    paper = draw.drawn(seed, who, PARTS, CARDS)
    assert paper == draw.drawn(seed, who, PARTS, reversed(CARDS))
    strata = sorted((card.topic, card.difficulty) for card, _ in paper)
    assert strata == sorted((part.topic, part.difficulty) for part in PARTS for _ in range(part.count))
    assert len({card.code for card, _ in paper}) == len(paper)
    assert sum(card.difficulty for card, _ in paper) == 3 * 1 + 2 * 3 + 4 * 2
    assert sorted(draw.shuffled(seed, who, "甲10", "ABCD")) == list("ABCD")


def test_each_question_is_drawn_equally_often() -> None:
    counts = {card.code: 0 for card in CARDS if (card.topic, card.difficulty) == ("甲", 1)}
    for number in range(600):
        for card, _ in draw.drawn("s" * 64, f"P{number}", PARTS, CARDS):
            if card.code in counts:
                counts[card.code] += 1
    # 3 of 6 in 600 papers: 300 each, standard deviation 12.2.
    assert all(abs(count - 300) < 4 * 12.3 for count in counts.values())


def test_a_part_that_the_bank_cannot_fill_is_refused() -> None:
    with pytest.raises(ValueError, match="甲"):
        draw.drawn("s" * 64, "P1", [Part("甲", 1, 7, 2)], CARDS)


def test_the_frame_s_digest_tells_any_change() -> None:
    frame = draw.frame_digest(CARDS, PARTS)
    assert frame == draw.frame_digest(reversed(CARDS), PARTS)
    assert frame != draw.frame_digest(CARDS[1:], PARTS)
    assert frame != draw.frame_digest([Card(CARDS[0].code, 2, "甲", 1), *CARDS[1:]], PARTS)
    assert frame != draw.frame_digest(CARDS, PARTS[::-1])


@pytest.mark.django_db
def test_anybody_draws_a_closed_exam_again_with_the_published_script(
    county: Region, police: Department, officer: User, clerk: User, make_user: Any, tmp_path: Path
) -> None:
    version = making.a_bank(making.a_course(county), extra=2)
    people = [making.somebody(police, "P1", clerk)]
    people.append(making.somebody(police, "P2", make_user("clerk_two", "clerk", county, police)))
    making.taught(version, people, officer)
    exam = making.an_exam(version)
    committed = Event.objects.get(kind="training.exam_seed_committed")
    assert exam.commitment.encode() in bytes(committed.meta)
    for each in people:
        making.write(exam, each, making.EXAM_AT)
    exam = services.close(by=officer, exam=exam, at=exam.closes_at)
    said = published(exam)

    file = tmp_path / "exam.json"
    file.write_text(json.dumps(said), "utf-8")
    replay = [sys.executable, str(REPLAY), str(file)]
    done = subprocess.run(replay, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split("\n")[-2]) == (0, "一致")
    assert done.stdout.count("难度合计 9") == 2

    said["papers"][0]["questions"].reverse()
    file.write_text(json.dumps(said), "utf-8")
    assert subprocess.run(replay, capture_output=True, check=False).returncode == 1
