"""Loading 演示县 and its neighbour: through the services of every room, so that everything stands in the ledger.

All in one transaction: a load that fails, is interrupted or loses power leaves nothing behind and is simply run again.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.demonstration import county as generator
from yimen.demonstration import loading_accounts as accounts
from yimen.demonstration import loading_agreements as agreements
from yimen.demonstration import loading_appointments as appointments
from yimen.demonstration import loading_branches as branches
from yimen.demonstration import loading_bundles as bundles
from yimen.demonstration import loading_case_papers as case_papers
from yimen.demonstration import loading_checking as checking
from yimen.demonstration import loading_clocks as clocks
from yimen.demonstration import loading_cockpit as cockpit
from yimen.demonstration import loading_comparison as comparison
from yimen.demonstration import loading_county as counties
from yimen.demonstration import loading_course as course
from yimen.demonstration import loading_equipment as equipment
from yimen.demonstration import loading_evaluation as evaluation
from yimen.demonstration import loading_exemptions as negative
from yimen.demonstration import loading_feeds as feeds
from yimen.demonstration import loading_firms as firms
from yimen.demonstration import loading_followups as followups
from yimen.demonstration import loading_guides as guides
from yimen.demonstration import loading_handling as handling
from yimen.demonstration import loading_inspections as inspections
from yimen.demonstration import loading_linking as linking
from yimen.demonstration import loading_papers as papers
from yimen.demonstration import loading_place as place
from yimen.demonstration import loading_planning as planning
from yimen.demonstration import loading_platform as platform
from yimen.demonstration import loading_pressing as pressing
from yimen.demonstration import loading_promises as promises
from yimen.demonstration import loading_queue as queue
from yimen.demonstration import loading_readiness as readiness
from yimen.demonstration import loading_receipts as receipts
from yimen.demonstration import loading_review as review
from yimen.demonstration import loading_rounds as rounds
from yimen.demonstration import loading_sets as sets
from yimen.demonstration import loading_space as space
from yimen.demonstration import loading_staffing as staffing
from yimen.demonstration import loading_story as story
from yimen.demonstration import loading_submissions as submissions
from yimen.demonstration import loading_training as training
from yimen.ledger import queries as ledger_queries
from yimen.ledger import services as ledger
from yimen.people.models import Region, User

SEED = 1
HOME, NEIGHBOUR, CITY, PROVINCE = "230522000000", "230521000000", "230500000000", "230000000000"
FOLDER = "demonstration"
GUILTY = ("hollow", "bypassed")
ORDERED_ON_PAPER = ("cured", "relapsed")
"""Schemes of items that were ordered to mend in September 2023."""

# What is done, in order -> its share of the time that a load of 100,000 matters takes, in percent.
STEPS = {
    "生成演示县": 5,
    "机构与人员": 1,
    "开立账号": 5,
    "大厅与考勤": 2,
    "事项清单": 1,
    "进驻与负面清单": 6,
    "办件": 8,
    "部门台账": 5,
    "邻县集贤县": 2,
    "核验": 20,
    "抽样复核": 9,
    "疑点与整改": 2,
    "办理、协议与检查": 22,
    "排队与场地": 12,
}

Tell = Callable[[str, float], None]
"""Told the step and how much of it is done, between 0 and 1."""


def folder() -> Path:
    """Where the generated set lies, with the truth beside it."""
    return Path(settings.YIMEN_DATA) / FOLDER


def load(*, matters: int, tell: Tell) -> None:
    """Generates and loads both counties; afterwards accounts stand in the file that the sign-in page reads.

    Errors: Refused when the database holds regions already.
    """
    if Region.objects.exists():
        raise Refused("数据库里已有区划，演示县只能装入空的数据库。")
    generate(matters, tell)
    with transaction.atomic():
        officer = _load(folder(), tell)
    for chain in ledger_queries.chains():
        ledger.seal(chain=chain)
    pressing.hand_over(officer.region, officer)


def generate(matters: int, tell: Tell) -> None:
    """Writes the set of both counties."""
    done = 0

    def count(_: str, more: int) -> None:
        nonlocal done
        done += more
        tell("生成演示县", min(done / (1.5 * matters), 1))

    generator.generate(SEED, matters, folder(), progress=count)


def _load(home_folder: Path, tell: Tell) -> User:
    """Everything but what the signed ledger is needed for; the home county's officer comes back."""
    tell("机构与人员", 0)
    regions = counties.regions(home_folder)
    home = counties.open_county(home_folder, regions[HOME])
    tell("开立账号", 0)
    opened = accounts.Opened({}, [])
    accounts.open_accounts(opened, home.region, accounts.HOME, home.departments)
    accounts.open_accounts(opened, regions[CITY], accounts.CITY, {})
    accounts.open_accounts(opened, regions[PROVINCE], accounts.PROVINCE, {})
    users = opened.users
    officer = users["officer"]
    police, tax, tobacco = (users[f"liaison_{name}"] for name in ("police", "tax", "tobacco"))
    tell("大厅与考勤", 0)
    counties.load_halls(home)
    tell("事项清单", 0)
    counties.load_items(home, officer)
    tell("进驻与负面清单", 0)
    counties.load_entry(home)
    story.serve_notice(officer, [police, tax])
    submissions.load_submissions(home.region, home.departments, users)
    tell("办件", 0)
    counties.load_cases(home, officer)
    tell("部门台账", 0)
    counties.load_registers(home, officer, [police, tax], feeds.APART)
    feeds.agree(home, officer)
    feeds.hand_in(home, feeds.give_tokens(home, users["security_administrator"]))
    feeds.settle_once(home, tobacco)
    feeds.leave_waiting(home)
    tell("邻县集贤县", 0)
    _load_neighbour(home_folder / "neighbour", regions[NEIGHBOUR], opened)
    tell("核验", 0)
    run = story.verify_year(officer, lambda _, done, total: tell("核验", done / max(total, 1)))
    tell("抽样复核", 0)
    truth = home_folder / "truth"
    guilty = {row["item_code"] for row in counties.rows_of(truth, "items") if row["verdict"] in GUILTY}
    second = users["second_officer"]
    review.read_sample(run, review.truth_of(truth, guilty), officer, users["inspector"], second)
    feeds.hand_in_late(home, officer, tobacco)
    tell("疑点与整改", 0)
    ordered = {row["item_code"] for row in counties.rows_of(truth, "schemes") if row["scheme"] in ORDERED_ON_PAPER}
    story.rectify(officer, police, tax, tobacco, guilty, ordered)
    story.ask_for_rechecks(officer)
    pressing.load_pressing(users)
    papers.issue_papers(officer, police)
    review.tune(run, officer, second)
    review.verify_again(officer, run)
    tell("办理、协议与检查", 0)
    rounds.load_rounds(home.region, users)
    branches.load_branches(home.region, users)
    space.load_space(home.region)
    planning.load_planning(home.region, users)
    staffing.load_staffing(home.region, users)
    comparison.load_comparison(home, officer)
    guides.load_guides(home.region, officer)
    guides.load_applications(home.region)
    readiness.load_readiness(home.region, users)
    handling.load_handling(home.region, users)
    appointments.load_appointments(home.region, users)
    tell("办理、协议与检查", 0.4)
    agreements.load_agreements(home.region, users)
    promises.sign_on_paper(home, users["inspector"])
    inspections.load_self_inspection(home.region, users)
    inspections.load_visits(home.region, users)
    course.load_course(home.region, users)
    receipts.load_receipts(users)
    receipts.load_ladder(users)
    training.load_training(home.region, users)
    negative.tell_on(users)
    tell("办理、协议与检查", 0.7)
    clocks.load_clocks(home.region, users)
    case_papers.load_case_papers(home.region, users)
    firms.load_firms(home.region, users)
    evaluation.load_evaluation(home.region, users)
    bundles.load_bundles(home.region, users)
    followups.load_followups(home.region, officer)
    linking.load_linking(home.region, users["approver"])
    platform.load_platform(home.region, officer)
    sets.hand_in(home_folder / "neighbour", officer)
    cockpit.enter_this_week(users, timezone.localdate())
    cockpit.release_open_data(officer, story.FIRST.year)
    tell("排队与场地", 0)
    queue.load_queue(home.region, users)
    # Last of all: from here on the hall has opening hours today, and no case is taken outside them.
    place.load_place(home.region, users)
    equipment.load_equipment(home.region, users)
    checking.load_checks(home.region, users)
    course.load_told(home.region, users)
    opened.write(Path(settings.YIMEN_DATA))
    tell("排队与场地", 1)
    return officer


def _load_neighbour(neighbour_folder: Path, region: Region, opened: accounts.Opened) -> None:
    """集贤县 with an officer of its own, so that one sees that neither county sees anything of the other."""
    neighbour = counties.open_county(neighbour_folder, region)
    accounts.open_accounts(opened, region, accounts.NEIGHBOUR, neighbour.departments)
    officer = opened.users["neighbour_officer"]
    counties.load_halls(neighbour)
    counties.load_items(neighbour, officer)
    counties.load_entry(neighbour)
    counties.load_cases(neighbour, officer)
    counties.load_registers(neighbour, officer, [])
    story.verify_year(officer, lambda _, done, total: None)
