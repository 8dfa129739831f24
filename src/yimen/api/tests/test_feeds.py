"""A department's system hands in rows: what is taken, what comes back in words, and nothing twice."""

import json
import re
import threading
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from yimen.api import bodies
from yimen.api.tests.conftest import CSV, ROWS, Post
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.tests.test_recipes import FOREIGN, hand_in, settle
from yimen.exchange.models import ImportBatch, Way
from yimen.people.models import Department


def test_rows_come_in_as_json(post: Post, police: Department, token: Any) -> None:
    answer = post(ROWS)
    batch = ImportBatch.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "batch": batch.pk, "kind": "部门台账", "read": 2, "accepted": 1, "new": 1, "completed": 0, "same": 0,
        "refused": 1, "more_refused_rows": 0,
        "refused_rows": [{
            "line": 2, "column": "issued_on（发证日期）", "reason": "发证日期不是有效的日期",
            "remedy": "应写作 2023-05-13，不知道的请留空",
        }],
    }  # fmt: skip
    assert (batch.way, batch.token, batch.uploaded_by, batch.department) == (Way.API, token, None, police)
    assert RegisterRecord.objects.get().record_number == "R1"


def test_rows_come_in_as_csv_with_the_line_of_the_file(post: Post) -> None:
    answer = post(CSV).json()
    assert (answer["accepted"], answer["refused_rows"][0]["line"], answer["refused_rows"][0]["column"]) == (
        1, 3, "发证日期",
    )  # fmt: skip


def test_rows_may_be_wrapped_and_cells_be_numbers(post: Post) -> None:
    assert post({"rows": [{"台账编号": 17, "持证人": None}]}).json()["accepted"] == 1
    assert RegisterRecord.objects.get().record_number == "17"


def test_cases_come_in_too(post: Post, make_item: Any) -> None:
    make_item("I1", "户口迁移")
    rows = [{"case_no": "A1", "item_code": "I1", "received_at": "2023-05-13 09:30:00"}]
    assert post(rows, kind="cases").json()["kind"] == "办件"
    assert Case.objects.get().case_number == "A1"


def test_the_same_key_answers_the_same_and_changes_nothing(post: Post) -> None:
    first, second = post(ROWS, key="2023-05-13/1"), post(ROWS, key="2023-05-13/1")
    assert second.status_code == first.status_code == 201
    assert second.content == first.content
    assert "Idempotent-Replayed" not in first and second["Idempotent-Replayed"] == "true"
    assert ImportBatch.objects.count() == 1


def test_the_same_body_without_a_key_is_the_same_request(post: Post) -> None:
    assert post(CSV).content == post(CSV).content
    assert ImportBatch.objects.count() == 1


def test_the_same_key_for_another_body_is_refused(post: Post) -> None:
    post(ROWS, key="a")
    answer = post(ROWS[:1], key="a")
    assert answer.status_code == 409
    assert "新的内容请用新的键" in answer.json()["error"]


def test_a_refused_request_uses_up_no_key(post: Post) -> None:
    assert post("{", key="a", content_type="application/json").status_code == 422
    assert post(ROWS, key="a").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_once_come_in_once(post: Post) -> None:
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(post(ROWS, key="a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[", "不是有效的 JSON：第 1 行"),
        ("\xff\xfe".encode("latin-1"), "不是有效的 JSON"),
        ("[" * 100_000, "不是有效的 JSON"),
        ('{"a": 1}', "应为对象的数组"),
        ('[1, "a"]', "应为对象的数组"),
        ('[{"台账编号": ["R1"]}]', "应为文字或数字"),
        ('[{"台账编号": "R1", "颜色": "红"}]', "“颜色”"),
        ('[{"持证人": "董义"}]', "“台账编号”"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(post: Post, body: Any, said: str) -> None:
    answer = post(body, content_type="application/json")
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not ImportBatch.objects.exists()


def test_what_the_interface_does_not_speak_is_refused(post: Post) -> None:
    assert post(ROWS, content_type="application/xml").status_code == 415
    assert post(ROWS, kind="people").status_code == 404
    assert Client().post("/api/cases/").json() == {"error": "没有这个接口地址，请对照接口说明（/api/）核对。"}
    assert post(ROWS, key="键").status_code == 400
    assert post(ROWS, key="k" * 81).status_code == 400


@pytest.mark.parametrize("size", [bodies.LIMITS.size + 1, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1])
def test_too_much_is_refused_before_it_is_read(post: Post, size: int) -> None:
    answer = post("a" * size)
    assert answer.status_code == 413
    assert "20 MB" in answer.json()["error"]


def test_foreign_headings_are_refused_until_a_person_has_settled_them(post: Post, liaison: Any) -> None:
    refused = post(FOREIGN)
    assert refused.status_code == 422
    assert "联络员" in refused.json()["remedy"]
    settle(liaison, hand_in(liaison))
    answer = post(FOREIGN.replace("G00", "H00")).json()
    assert (answer["new"], answer["refused"]) == (2, 1)


def test_an_empty_list_reports_that_there_was_nothing(post: Post) -> None:
    assert post("台账编号,发证日期\n").json()["read"] == 0


def test_the_example_in_the_documents_is_answered_as_they_say(post: Post) -> None:
    page = (settings.ROOT / "docs" / "feeds.md").read_text("utf-8")
    asked = re.search(r"-d '(.+?)'", page, re.DOTALL)
    answered = re.search(r"```json\n(.+?)```", page, re.DOTALL)
    assert asked is not None and answered is not None
    answer, promised = post(asked[1], content_type="application/json").json(), json.loads(answered[1])
    assert {**answer, "batch": 17} == promised
