"""Every route, as every role, for things of its own, of another department and of another county."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.template.backends.django import Template as DjangoTemplate
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from yimen.config.tests.world import Place, furnish
from yimen.evaluation.hindrances.views import VERBS as HINDRANCE_VERBS
from yimen.people.models import Department, Region, User
from yimen.people.rules import ACTS, BEARER, CITIZEN, COUNTY_WIDE, EVERYBODY, ROLES, SIGNATURE, SIGNED_IN

pytestmark = pytest.mark.django_db

# Which kind of thing the key in a route's address names.
THINGS = {
    "people": {
        **dict.fromkeys(("department", "give_code"), "department"),
        **dict.fromkeys(("set", "join_set", "leave_set"), "set"),
        "": "user",
    },
    "exchange": {
        **dict.fromkeys(("recipe", "retire_recipe"), "recipe"),
        "revoke_token": "token",
        "end_promise": "promise",
        **dict.fromkeys(("platform_message", "correct_message", "resend_message"), "out_message"),
        **dict.fromkeys(("platform_arrival", "handle_arrival"), "arrival"),
        **dict.fromkeys(("platform_difference", "resend_difference", "tell_difference"), "difference"),
        "fetch_package": "package",
        "": "batch",
    },
    "halls": {
        **dict.fromkeys(("live", "tickets", "fairness", "lines", "paper"), "hall"),
        **dict.fromkeys(("staff", "rosters", "presence", "checks"), "hall"),
        **{name: name for name in ("leave", "appraisal", "shift_handover", "correction", "roster", "spell")},
        **dict.fromkeys(("hall", "space", "queue", "desks", "add_desk", "keep", "draw"), "hall"),
        **dict.fromkeys(("desk", "book", "close_day"), "appointment_desk"),
        **dict.fromkeys(("arrive", "appointment_slip"), "appointment"),
        **dict.fromkeys(("asset", "keep_asset"), "asset"),
        **dict.fromkeys(("space_plan", "apply_space"), "space_batch"),
        **dict.fromkeys(("planning", "file_demand", "traits", "request_arrangement"), "hall"),
        **dict.fromkeys(("demand", "move_demand"), "demand"),
        **dict.fromkeys(("arrangement", "cancel_arrangement"), "arrangement"),
        "": "branch",
    },
    "catalog": {
        "item": "version",
        **dict.fromkeys(("plan", "columns", "apply"), "batch"),
        **dict.fromkeys(("province_plan", "province_columns", "take_in_province"), "province_batch"),
        **dict.fromkeys(("comparison", "doubts", "comparison_xlsx", "comparison_csv"), "comparison"),
        "decide_pair": "line",
        "withdraw_pair": "decision",
        **dict.fromkeys(("guide", "write_guide"), "applied_version"),
        **dict.fromkeys(("guides_plan", "guides_columns", "apply_guides"), "guides_batch"),
        "retire_synonym": "synonym",
    },
    "entry": {
        **dict.fromkeys(("branch", "propose_branch"), "branch"),
        **dict.fromkeys(
            (
                "submit_branch",
                "return_branch",
                "examine_branch",
                "decide_branch",
                "arrange_windows",
                "add_branch_step",
                "finish_branch",
                "confirm_branch",
            ),
            "branch_decision",
        ),
        "report_branch_step": "branch_step",
        "branch_evidence": "branch_proof",
        **dict.fromkeys(("mandate", "announce_mandate", "revoke_mandate"), "mandate"),
        **dict.fromkeys(("readiness_department", "prepare"), "implementer"),
        "withdraw_confirmation": "confirmation",
        **dict.fromkeys(("item", "declare", "readiness_item", "allow_unready"), "item"),
        **dict.fromkeys(("objection", "answer_objection", "reveal_contact"), "objection"),
        "exemption_evidence": "proof",
        "finish_step": "step",
        **dict.fromkeys(("round", "publish_list", "call_off_round", "remind_late", "extend_round"), "round"),
        **dict.fromkeys(
            (
                "exemption",
                "revise_exemption",
                "renew_exemption",
                "attach_evidence",
                "sign_exemption",
                "review_exemption",
                "approve_exemption",
                "publish_exemption",
                "withdraw_exemption",
            ),
            "exemption",
        ),
        "move_in": "hall",
        "": "sheet",
    },
    "cases": {
        "case": "case",
        "reveal_case": "case",
        "record": "record",
        "reveal_record": "record",
        "receive": "counter_version",
        "check_exception": "exception",
        "answer_consultation": "consultation",
        "end_pause": "pause",
        "settle_extension": "extension",
        "paper": "paper",
        **dict.fromkeys(("report", "correct_report"), "report"),
        "": "dossier",
        "columns": "feed",
        "read_on": "feed",
        **dict.fromkeys(("document", "take_document", "serve_document", "withdraw_document"), "case_document"),
        **dict.fromkeys(("handover", "take_handover", "handover_file"), "handover"),
        **dict.fromkeys(("archive", "take_archive", "keep_archive"), "archived"),
        "bundle": "bundle",
        "plan": "version",
        **dict.fromkeys(("representative", "representative_paper"), "representative"),
    },
    "evidence": {
        **dict.fromkeys(("branch", "branch_cases", "check_branch"), "branch"),
        "promises_of": "agreement",
        **dict.fromkeys(("verdict", "verdict_file", "verdict_paper", "verdict_changes"), "verdict"),
        **dict.fromkeys(("review_plan", "draw_sample", "review_sampled"), "plan"),
        **dict.fromkeys(("answer_reading", "recuse_reading"), "reading"),
        **dict.fromkeys(("confirm_threshold", "decline_threshold", "withdraw_threshold"), "change"),
        **dict.fromkeys(
            ("set", "upload_set_file", "add_set_files", "submit_set", "discard_set", "set_download"), "foreign_set"
        ),
        **dict.fromkeys(("set_file", "remove_set_file"), "set_file"),
        "clue": "clue",
        "link": "link",
        "": "run",
    },
    "evaluation": {
        **dict.fromkeys(("rating", "reveal_rating"), "rating"),
        "code": "dossier",
        "ratings_plan": "ratings_batch",
        "survey": "survey",
        **dict.fromkeys(
            ("hindrance", "reveal_hindrance", *(f"hindrance_{verb}" for verb in HINDRANCE_VERBS)), "hindrance"
        ),
        "": "bad_rating",
    },
    "rectification": {
        **dict.fromkeys(("finding", "chain", "ground", "explain", "judge", "issue", "register"), "finding"),
        "attachment": "attachment",
        "escalation": "escalation",
        "decide_ladder": "ladder_change",
        **dict.fromkeys(("referral", "move_referral", "referral_file"), "referral"),
        "": "order",
    },
    "agreements": {"revise_template": "template", **dict.fromkeys(("run", "run_again"), "drafting"), "": "agreement"},
    "signing": {"": "certificate"},
    "documents": {"abandon": "number", "": "document"},
    "programme": {
        **dict.fromkeys(("draft", "drop"), "notice_draft"),
        **dict.fromkeys(("meeting", "move_meeting"), "meeting"),
        **dict.fromkeys(("letter", "move_letter"), "letter"),
        "report": "programme_report",
        "": "task",
    },
    "training": {
        **dict.fromkeys(("session", "keep_session", "enrol"), "course_session"),
        **dict.fromkeys(("exam", "keep_exam", "sit"), "exam"),
        "questions_plan": "questions_batch",
        "paper": "exam_paper",
        **dict.fromkeys(("certificate", "end_qualification"), "qualification"),
        "": "course",
    },
    "inspections": {
        "checklist_plan": "checklist_batch",
        **dict.fromkeys(("round", "close_round"), "self_round"),
        "rows": "self_answer",
        "evidence_file": "self_evidence",
        **dict.fromkeys(("plan", "draw", "reveal"), "visit_plan"),
        **dict.fromkeys(("visit", "open_visit", "call_off", "sign_visit"), "visit"),
        **dict.fromkeys(("photo", "photo_pieces"), "visit_photo"),
        "": "self_sheet",
    },
}
# Of the whole county: seen by everybody of it whose role may see such things at all.
COUNTY_THINGS = {"token", "hall", "asset", "run", "user", "department", "set", "number", "round", "comparison",
                 "province_batch", "template", "drafting", "certificate", "synonym", "space_batch", "out_message",
                 "arrival", "difference", "package", "counter_version", "foreign_set", "set_file", "appointment_desk",
                 "appointment", "arrangement", "representative", "notice_draft"}  # fmt: skip
COUNTY_THINGS |= {"ratings_batch", "survey"}
COUNTY_THINGS |= {"self_round", "checklist_batch", "roster"}
COUNTY_THINGS |= {"programme_report"}
COUNTY_THINGS |= {"visit_plan", "visit", "visit_photo"}
COUNTY_THINGS |= {"course", "course_session", "exam", "questions_batch"}
# Seen by those who oversee the county, and by nobody of whose own department they speak: a rating (TRUST T08).
OTHERS_THINGS = {"rating"}
OTHER_PARTS = {
    "kind": "csv", "move": "approve", "name": "verdicts", "code": "R01", "grant": 1, "year": 2023, "month": 5,
    "verb": "check",
}  # fmt: skip
# Answers of a route that was let through: shown, done, not possible now, refused with a sentence, wrong method.
LET_THROUGH = {200, 302, 405, 409, 422}
TAMPERED = 1
# These speak of something that does not exist yet in the test's world: absent is then the truth, not a secret.
# A reading or a paper is another's, and a run has its seed already: also then absent is the truth.
NOT_YET = {
    "overview:report",
    "people:end_grant",
    "evidence:download",
    "evidence:set_download",
    "halls:space_blank",
    "evidence:commit_seed",
    "evidence:answer_reading",
    "evidence:recuse_reading",
    "training:paper",
}


def routes(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Name and pattern of each route of ours that stands behind a door."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, each.namespace or "")
        elif namespace and each.callback.permission not in {EVERYBODY, BEARER, CITIZEN, SIGNATURE}:
            yield f"{namespace}:{each.name}", each


ROUTES = dict(routes(get_resolver().url_patterns))


def thing_of(route: str) -> str:
    """The kind of thing that the route's key names; empty when it has no key."""
    names = ROUTES[route].pattern.converters
    if "pk" not in names:
        return ""
    room, name = route.split(":")
    return THINGS[room].get(name) or THINGS[room][""]


def address(route: str, place: Place) -> str:
    """The route's address for a thing of that place."""
    parts = {name: OTHER_PARTS.get(name) for name in ROUTES[route].pattern.converters if name != "pk"}
    if thing := thing_of(route):
        parts["pk"] = place.keys[thing]
    return reverse(route, kwargs=parts)


def expected(role: str, route: str, where: str) -> str:
    """`forbidden`, `absent` or `open`, as the permission table and the places say."""
    permission, thing = ROUTES[route].callback.permission, thing_of(route)
    if permission != SIGNED_IN and role not in ACTS[permission].roles:
        return "forbidden"
    if thing in OTHERS_THINGS and where == "own":
        return "absent"
    if not thing or where == "own":
        return "open"
    if where == "neighbour":
        return "absent"
    return "open" if role in COUNTY_WIDE or thing in COUNTY_THINGS else "absent"


def said(status: int) -> str:
    return {403: "forbidden", 404: "absent"}.get(status, "open" if status in LET_THROUGH else f"status {status}")


@pytest.fixture
def places(
    county: Region, police: Department, tax: Department, neighbour_police: Department, officer: User,
    neighbour_officer: User, liaison: User,
) -> dict[str, Place]:  # fmt: skip
    """The three places; the things of the own department were made by its liaison."""
    return {
        "own": furnish(police, liaison),
        "other": furnish(tax, officer),
        "neighbour": furnish(neighbour_police, neighbour_officer),
    }


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only doors are asked about, pages are left empty."""
    monkeypatch.setattr(DjangoTemplate, "render", lambda *_: "")


@pytest.fixture
def written_for_some(actor: User, request: pytest.FixtureRequest) -> None:
    """Pages are opened whole for the roles of EVERYWHERE; for the others they are left empty."""
    if actor.username.removeprefix("actor_") not in EVERYWHERE:
        request.getfixturevalue("unwritten")


@pytest.fixture
def actor(request: pytest.FixtureRequest, make_user: Any, county: Region, police: Department) -> User:
    """An account of our department with the role that the test is about."""
    role: str = request.param
    return make_user(f"actor_{role}", role, county, police)


EVERYWHERE = ("officer", "liaison")
"""One role that sees the whole county and one that sees its department; the other roles are asked by `make long`."""


@pytest.mark.usefixtures("written_for_some")
@pytest.mark.parametrize("actor", list(ROLES), indirect=True)
def test_every_route_of_the_own_department_answers_as_the_permission_table_says(
    actor: User, places: dict[str, Place], client_of: Any
) -> None:
    assert wrong_answers(client_of(actor), actor, {"own": places["own"]}) == []
    assert ledger_verdict() != TAMPERED


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize(
    "actor",
    [pytest.param(role, marks=() if role in EVERYWHERE else pytest.mark.long) for role in ROLES],
    indirect=True,
)
def test_every_route_answers_as_the_permission_table_says_for_what_is_not_ones_own(
    actor: User, places: dict[str, Place], client_of: Any
) -> None:
    elsewhere = {where: place for where, place in places.items() if where != "own"}
    assert wrong_answers(client_of(actor), actor, elsewhere) == []


def wrong_answers(client: Client, actor: User, places: dict[str, Place]) -> list[str]:
    """What each route answered otherwise than the permission table says."""
    role = actor.username.removeprefix("actor_")
    wrong = []
    for route in ROUTES:
        for where, place in places.items():
            wanted = expected(role, route, where)
            if wanted == "forbidden" and where == "neighbour":
                continue  # the door asks for the act alone; whose thing it is does not come into it
            for method in ("get", "post"):
                status = getattr(client, method)(address(route, place)).status_code
                if said(status) != wanted and not (route in NOT_YET and status == 404):
                    if status == 405 and wanted != "open":
                        continue
                    wrong.append(f"{method} {route} {where}: {status}, not {wanted}")
    return wrong


def ledger_verdict() -> int:
    """The exit code of `ledger verify`: 0 in order, 1 changed behind its back, 2 in order but nowhere sealed."""
    out = StringIO()
    try:
        call_command("ledger", "verify", stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_row_written_without_an_event_would_be_seen(places: dict[str, Place]) -> None:
    Region.objects.filter(pk=places["own"].department.region_id).update(name="别的县")
    assert ledger_verdict() == TAMPERED


def test_a_stranger_is_sent_to_sign_in_everywhere(places: dict[str, Place]) -> None:
    client = Client()
    wrong = [
        (route, method, status)
        for route in ROUTES
        for method, right in (("get", {302, 405}), ("post", {401, 405}))
        if (status := getattr(client, method)(address(route, places["own"])).status_code) not in right
    ]
    assert wrong == []


def test_a_hole_in_the_table_would_be_seen(
    places: dict[str, Place], client_of: Any, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = ACTS["evidence.run"]
    monkeypatch.setitem(ACTS, "evidence.run", type(act)(act.name, act.label, act.roles | {"clerk"}, True))
    status = client_of(clerk).post(address("evidence:start", places["own"])).status_code
    monkeypatch.undo()
    assert said(status) != expected("clerk", "evidence:start", "own")
