"""The cast of all tests: named roles in two counties, instead of anonymous users."""

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client

from yimen.catalog.models import Item, ItemVersion
from yimen.common.tests import migrated
from yimen.ledger import recording
from yimen.ledger.clock import Drift
from yimen.people import services as people
from yimen.people.models import Department, Region, User
from yimen.people.rules import ROLES

LONG_AGO = date(2020, 1, 1)
ROOMS_BELOW = {"ledger", "config"}
"""Rooms whose tests start processes of their own, which meet the database unseen."""
# Playwright's synchronous interface runs an event loop in the test's own thread; Django then takes every query for
# one made inside a coroutine.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# On a busy machine it takes long to draw an example; that says nothing of the code.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

ONCE = ("test_interrupted", "test_folder_killed", "test_kill_loop", "test_loading", "test_rights", "test_pages",
        "test_never_backwards", "test_attacks", "test_mutations", "test_history", "test_rechecks", "test_verdict_files",
        "test_explanations", "test_estimates", "test_measures", "test_standing", "test_tamper", "test_bundle",
        "test_public_search", "test_public_addresses", "test_verifying", "test_verdict_papers",
        "test_bulk.", "test_query.", "test_state.", "test_keeping.", "test_hearing.", "test_leaving.",
        "test_hostile.")  # fmt: skip
"""Beginnings of the names of test files that take minutes: on PostgreSQL only in the whole suite."""
A_FILE = 2
CLOSELY = re.compile(r"/ledger/tests/test_(recording|batches)|concurren|process|once|race|killed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is long unless `-m` names it.

    With YIMEN_TESTS=database only what meets a database, for a rule over a CSV file answers as it did on the other; of
    a test with many parameters the first, and of a file the first few tests, for the others ask much the same of the
    database. Where the database itself is in question (`CLOSELY`) all of them. `make test-postgres` runs everything.
    """
    meeting = os.environ.get("YIMEN_TESTS") == "database"
    long = "long" in config.getoption("-m")
    kept: dict[pytest.Item, None] = {}
    seen: set[tuple[object, str]] = set()
    many: Counter[Path] = Counter()
    for item in items:
        name = (item.parent, getattr(item, "originalname", item.name))
        enough = many[item.path] >= A_FILE and not CLOSELY.search(str(item.path))
        if (item.get_closest_marker("long") and not long) or (meeting and (name in seen or enough or not _meets(item))):
            continue
        seen.add(name)
        many[item.path] += 1
        kept[item] = None
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    # Files with browser tests last: whoever has begun a browser has an event loop, in which nothing else may begin one.
    walked = {item.path for item in kept if item.get_closest_marker("browser")}
    items[:] = sorted(kept, key=lambda item: item.path in walked)


def _meets(item: pytest.Item) -> bool:
    """Whether the test meets a database in a way that differs between two."""
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    meets = fixtures or item.get_closest_marker("django_db") or ROOMS_BELOW & set(item.path.parts)
    return bool(meets) and not item.path.name.startswith(ONCE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the tests' database begins as a copy of one that is migrated already."""

    def begin(connection: BaseDatabaseWrapper, **_: Any) -> None:
        ours = Path(str(connection.settings_dict["NAME"])).name.startswith("test")
        if ours and connection.vendor == "sqlite" and not connection.introspection.table_names():
            migrated.fill(connection.connection)

    connection_created.connect(begin, weak=False)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's headless Chromium, calling nobody."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    silent = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium-headless-shell", "args": quiet + silent}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Chinese reader in Shanghai."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Tests need no collected static files."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STORAGES = storages


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any, tmp_path: Any) -> None:
    """Hashing a password is slow on purpose; tests need not pay for it. Uploaded files go to the test's own folder."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def no_platform(settings: Any) -> None:
    """No county reports to the province's platform, unless a test is about it (`linked`)."""
    settings.PLATFORM_REGIONS = frozenset()


@pytest.fixture
def linked(settings: Any, county: "Region") -> "Region":
    """友谊县, which reports to the province's platform."""
    settings.PLATFORM_REGIONS = frozenset({county.pk})
    return county


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test inherits the clock of one that travelled in time: the next event would tell of a turned clock."""
    monkeypatch.setattr(recording, "_drift", Drift())


@pytest.fixture
def county(db: None) -> Region:
    """友谊县 below 双鸭山市."""
    province = people.add_region(by=None, code="230000000000", name="黑龙江省", level="province")
    city = people.add_region(by=None, code="230500000000", name="双鸭山市", level="city", parent=province)
    return people.add_region(by=None, code="230522000000", name="友谊县", level="county", parent=city)


@pytest.fixture
def neighbour(county: Region) -> Region:
    """集贤县, whose people must see nothing of 友谊县."""
    return people.add_region(by=None, code="230521000000", name="集贤县", level="county", parent=county.parent)


@pytest.fixture
def make_department() -> Callable[..., Department]:
    """Makes a department of a county."""

    def make(region: Region, code: str, short_name: str, kind: str = "unit") -> Department:
        name = f"{region.name}{short_name}"
        return people.add_department(by=None, region=region, code=code, name=name, short_name=short_name, kind=kind)

    return make


@pytest.fixture
def bureau(county: Region, make_department: Any) -> Department:
    """县营商局."""
    return make_department(county, "D00", "营商局", "bureau")


@pytest.fixture
def police(county: Region, make_department: Any) -> Department:
    """县公安局."""
    return make_department(county, "D01", "公安局")


@pytest.fixture
def tax(county: Region, make_department: Any) -> Department:
    """县税务局."""
    return make_department(county, "D02", "税务局", "vertical")


@pytest.fixture
def neighbour_police(neighbour: Region, make_department: Any) -> Department:
    """集贤县公安局."""
    return make_department(neighbour, "D01", "公安局")


@pytest.fixture
def make_user() -> Callable[..., User]:
    """Opens an account with one role."""

    def make(username: str, role: str, region: Region, department: Department | None = None) -> User:
        user = people.open_account(
            by=None,
            username=username,
            password="a-long-Password-1",
            display_name=ROLES[role],
            region=region,
            department=department,
        )
        people.grant(by=None, user=user, role=role, valid_from=LONG_AGO)
        return user

    return make


@pytest.fixture
def officer(make_user: Any, county: Region, bureau: Department) -> User:
    """营商局业务人员."""
    return make_user("officer", "officer", county, bureau)


@pytest.fixture
def second_officer(make_user: Any, county: Region, bureau: Department) -> User:
    """营商局另一名业务人员."""
    return make_user("second_officer", "officer", county, bureau)


@pytest.fixture
def liaison(make_user: Any, county: Region, police: Department) -> User:
    """公安局联络员."""
    return make_user("liaison", "liaison", county, police)


@pytest.fixture
def tax_liaison(make_user: Any, county: Region, tax: Department) -> User:
    """税务局联络员."""
    return make_user("tax_liaison", "liaison", county, tax)


@pytest.fixture
def head(make_user: Any, county: Region, police: Department) -> User:
    """公安局负责人."""
    return make_user("head", "head", county, police)


@pytest.fixture
def clerk(make_user: Any, county: Region, police: Department) -> User:
    """公安局窗口人员."""
    return make_user("clerk", "clerk", county, police)


@pytest.fixture
def approver(make_user: Any, county: Region, police: Department) -> User:
    """公安局审批人员."""
    return make_user("approver", "approver", county, police)


@pytest.fixture
def hall_manager(make_user: Any, county: Region, bureau: Department) -> User:
    """大厅管理员."""
    return make_user("hall_manager", "hall_manager", county, bureau)


@pytest.fixture
def inspector(make_user: Any, county: Region, bureau: Department) -> User:
    """督查人员."""
    return make_user("inspector", "inspector", county, bureau)


@pytest.fixture
def leader(make_user: Any, county: Region, bureau: Department) -> User:
    """领导."""
    return make_user("leader", "leader", county, bureau)


@pytest.fixture
def system_administrator(make_user: Any, county: Region) -> User:
    """系统管理员."""
    return make_user("system_administrator", "system_administrator", county)


@pytest.fixture
def security_administrator(make_user: Any, county: Region) -> User:
    """安全管理员."""
    return make_user("security_administrator", "security_administrator", county)


@pytest.fixture
def audit_administrator(make_user: Any, county: Region) -> User:
    """审计管理员."""
    return make_user("audit_administrator", "audit_administrator", county)


@pytest.fixture
def neighbour_officer(make_user: Any, neighbour: Region) -> User:
    """集贤县营商局业务人员."""
    return make_user("neighbour_officer", "officer", neighbour)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A test client that signed in with both factors."""

    def make(user: User) -> Client:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt("JBSWY3DPEHPK3PXP")}}
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def make_item(county: Region, police: Department) -> Callable[..., Item]:
    """Makes an item with one version in force since long ago."""

    def make(code: str, name: str, department: Department = police, **elements: Any) -> Item:
        item = Item.objects.create(region=department.region, code=code)
        defaults = {"kind": "01", "initiation": "on_application", "handling": "committed", "valid_from": LONG_AGO}
        ItemVersion.objects.create(
            item=item,
            region=department.region,
            department=department,
            code=code,
            name=name,
            search_text=f"{name} {code}".lower(),
            **{**defaults, **elements},
        )
        return item

    return make
