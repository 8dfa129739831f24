"""The demonstration county in the database: everybody can work, everything is in the ledger, nothing is anybody's."""

import csv
import json
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.config.navigation import GROUPS
from yimen.config.views import present_code
from yimen.demonstration import loading, scoring
from yimen.demonstration.codes import resident_check
from yimen.entry.exemptions.queries import visible_exemptions
from yimen.evidence import dataset
from yimen.evidence import queries as evidence
from yimen.evidence.models import Run
from yimen.evidence.states import QUEUED
from yimen.exchange.models import ImportBatch
from yimen.halls.models import Posting
from yimen.ledger.attest import attested_models
from yimen.ledger.models import Event
from yimen.ledger.verification import verify
from yimen.people.models import Region, User
from yimen.people.queries import may
from yimen.people.rules import ROLES
from yimen.rectification.models import Finding, Order

# Each test's own transaction lies inside that of `loaded`; the mark also has the test database made.
pytestmark = pytest.mark.django_db
MATTERS = 1000
HOME = (
    *("officer", "second_officer", "liaison_police", "liaison_tax", "liaison_tobacco", "liaison_health"),
    *("liaison_culture", "head_police", "head_tax", "clerk", "centre_clerk"),
    *(
        "approver",
        "hall_manager",
        "inspector",
        "inspector_justice",
        "inspector_audit",
        "leader",
        "system_administrator",
        "security_administrator",
        "audit_administrator",
    ),
)
ACCOUNTS = (*HOME, "neighbour_officer", "city_leader", "province_leader")
ALIKE = {
    *("second_officer", "liaison_tobacco", "liaison_health", "liaison_culture", "head_tax", "centre_clerk"),
    *("inspector_justice", "inspector_audit", "neighbour_officer"),
}
"""Whose role and kind of data another account has as well: `make long` asks them too."""
EACH = [pytest.param(name, marks=pytest.mark.long if name in ALIKE else ()) for name in ACCOUNTS]


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """The data folder of an installation into which a small county was loaded; undone after the last test."""
    data = tmp_path_factory.mktemp("data")
    changed = {
        "YIMEN_DATA": data,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(data / "files")},
            },
        },
    }
    with django_db_blocker.unblock(), override_settings(**changed), transaction.atomic():
        call_command("load_demonstration", matters=MATTERS, verbosity=0)
        yield data
        transaction.set_rollback(True)


def user(name: str) -> User:
    return User.objects.get(username=name)


def home() -> Region:
    return Region.objects.get(pk=loading.HOME)


def set_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_there_is_an_account_for_every_role_and_only_its_owner_may_read_the_file(loaded: Path) -> None:
    path = loaded / "demonstration_accounts.json"
    accounts = json.loads(path.read_text("utf-8"))
    assert [each["username"] for each in accounts if each["county"] == "友谊县"] == list(HOME)
    assert {each["username"] for each in accounts} == set(ACCOUNTS)
    assert {each["role"].partition("（")[0] for each in accounts} == set(ROLES.values())
    assert len({each["password"] for each in accounts}) == len({each["secret"] for each in accounts}) == len(ACCOUNTS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_signs_in_with_what_the_file_says(loaded: Path, settings: Any) -> None:
    account = json.loads((loaded / "demonstration_accounts.json").read_text("utf-8"))[0]
    client = Client()
    client.post(reverse("account_login"), {"login": account["username"], "password": account["password"]})
    client.post(reverse("mfa_authenticate"), {"code": present_code(account["secret"])})
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", EACH)
def test_every_page_that_an_account_is_led_to_opens(
    loaded: Path, client_of: Callable[[User], Client], name: str
) -> None:
    """The pages of its navigation, and no link of its first page leads where it may not go."""
    who = user(name)
    client = client_of(who)
    navigation = {reverse(place.route) for _, group in GROUPS for place in group if may(who, place.act)}
    page = client.get("/").content.decode()
    links = {unescape(link) for link in re.findall(r'href="(/(?!static/|account/)[^"#]*)"', page)}
    assert "/" in navigation
    assert navigation <= links
    # Enough of each kind of page: what differs in digits only is the same page of another thing.
    kinds = {re.sub(r"\d+", "0", link): link for link in sorted(links)}
    answers = {link: client.get(link).status_code for link in navigation | set(kinds.values())}
    assert set(answers.values()) == {200}, answers


def test_the_ledger_finds_everything_in_order(loaded: Path) -> None:
    result = verify()
    assert result.problems == []
    assert result.exit_code == 0
    assert result.rows["cases.case"] == Case.objects.count() > MATTERS / 2
    assert Event.objects.filter(chain=loading.HOME).count() > 100


def test_nothing_is_lost_between_the_set_and_what_the_verification_reads(loaded: Path, tmp_path: Path) -> None:
    written = dataset.write_set(
        region=home(), period_from=date(2023, 1, 1), period_to=date(2023, 12, 31), folder=tmp_path
    )
    generated = loaded / "demonstration"
    for name in ("halls", "hall_days", "windows", "attendance"):
        assert written[name] == len(set_of(generated, name)), name
    # Whoever stood in for a colleague on leave was posted for those days.
    stood_in = Posting.objects.filter(part=Posting.Part.STAND_IN, window__hall__region=home()).count()
    assert written["postings"] == len(set_of(generated, "postings")) + stood_in
    assert Case.objects.filter(region=loading.HOME, dossier=None).count() == len(set_of(generated, "cases"))
    assert RegisterRecord.objects.filter(region=loading.HOME).count() == len(set_of(generated, "register"))
    kept = ("item_name", "department_code", "initiation", "handling", "promised_days")
    said, meant = ({row["item_code"]: row for row in set_of(folder, "items")} for folder in (tmp_path, generated))
    assert said.keys() == meant.keys()
    for code, row in meant.items():
        assert {name: said[code][name] for name in kept} == {name: row[name] for name in kept}
        if row["initiation"] == "on_application":
            assert said[code]["entry_mode"] == row["entry_mode"], row
        if row["initiation"] == "on_application" and row["entry_mode"] not in ("none", "exempt"):
            assert said[code]["entry_from"] == row["entry_from"], row


def test_no_row_was_refused_and_each_department_handed_in_its_own(loaded: Path) -> None:
    batches = ImportBatch.objects.filter(region=loading.HOME)
    # These have a bad row or two, so that one sees where refused rows stand.
    refused = {batch.kind: batch.rows_refused for batch in batches if batch.rows_refused}
    kinds = ImportBatch.Kind
    assert set(refused) <= {kinds.PROVINCE_ITEMS, kinds.DEMANDS, kinds.RATINGS}
    registers = batches.filter(kind=ImportBatch.Kind.REGISTER)
    by = {batch.uploaded_by.username if batch.uploaded_by else batch.way for batch in registers}
    assert by == {"officer", "liaison_police", "liaison_tax", "liaison_tobacco", "api", "folder"}


def identities(text: str) -> list[str]:
    """The resident ids with a right check character that could be somebody's."""
    found = re.findall(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[0-9Xx](?![0-9A-Za-z])", text)
    return [one for one in found if one[:6] != "999999" and resident_check(one[:17]) == one[17].upper()]


def test_a_real_id_would_be_seen() -> None:
    assert identities("身份证 11010519491231002X，") == ["11010519491231002X"]


def test_no_id_that_could_be_anybodys_is_anywhere(loaded: Path) -> None:
    read = 0
    for model in attested_models():
        kinds = (models.CharField, models.TextField, models.JSONField)
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, kinds)]
        for row in model._default_manager.values_list(*names).iterator():
            read += 1
            assert identities(" ".join(map(str, row))) == [], model._meta.label
    assert read > 3 * MATTERS


def test_orders_stand_in_every_state_that_is_honest_today_and_in_no_other(loaded: Path) -> None:
    states = Counter(Order.objects.values_list("status", flat=True))
    assert {"issued", "served", "objected", "checking"} <= set(states)
    assert not {"closed", "reopened"} & set(states), "nothing has been verified since"
    assert set(Finding.objects.values_list("status", flat=True)) >= {"raised", "explained", "accepted"}


def test_an_order_of_paper_stays_open_while_so_small_a_county_proves_nothing(loaded: Path) -> None:
    # One that was served and never answered is pressed instead; it waits for no data.
    paper = Order.objects.filter(issued_on__isnull=False).exclude(status="served")
    assert set(paper.values_list("status", flat=True)) == {"checking"}
    assert Run.objects.filter(purpose=Run.Purpose.RECHECK, status=QUEUED).count() == 2


def test_the_run_finds_what_was_planted(loaded: Path) -> None:
    run = evidence.latest_run(home())
    assert run is not None
    figures = scoring.score_run(run, loaded / "demonstration")
    caught, guilty = figures["guilty items caught"].split("/")
    assert int(guilty) > 30
    assert int(caught) >= 0.9 * int(guilty)
    assert figures["verdict accuracy"] > 0.9
    lines = scoring.lines(figures)
    assert len(lines) == len(figures)
    assert any(line.startswith("有问题的事项查出：") for line in lines)


def test_neither_county_sees_anything_of_the_other(loaded: Path, client_of: Callable[[User], Client]) -> None:
    ours, theirs = Finding.objects.filter(region=loading.HOME)[0], Finding.objects.filter(region=loading.NEIGHBOUR)[0]
    for name, own, foreign in (("officer", ours, theirs), ("neighbour_officer", theirs, ours)):
        client = client_of(user(name))
        assert client.get(reverse("rectification:finding", args=[own.pk])).status_code == 200
        assert client.get(reverse("rectification:finding", args=[foreign.pk])).status_code == 404
    assert set(visible_exemptions(user("neighbour_officer")).values_list("region", flat=True)) <= {loading.NEIGHBOUR}


def test_a_second_load_refuses_and_says_what_to_do(loaded: Path) -> None:
    before = Event.objects.count()
    with pytest.raises(CommandError, match=r"只能装入空的数据库.*\n.*删除数据目录"):
        call_command("load_demonstration", matters=MATTERS, verbosity=0)
    assert Event.objects.count() == before


def test_a_load_too_small_for_all_schemes_refuses(loaded: Path) -> None:
    with pytest.raises(CommandError, match="至少为 1000"):
        call_command("load_demonstration", matters=10, verbosity=0)


def test_outside_demonstration_mode_nothing_is_loaded(loaded: Path, settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="只能在演示模式"):
        call_command("load_demonstration", matters=MATTERS, verbosity=0)
