"""Lists of items: taking in 1,135 real and 100,000 made rows, and one page of the list among 200,000 items.

usage: python benchmarks/catalog_lists.py      Prints seconds, and each as a ratio to a plain CSV read or to its limit.
"""

import csv
import io
import statistics
import time
from datetime import date

from house import ROOT, fresh

PAGE_LIMIT = 0.200  # seconds for a page of 100 among 200,000 items
HEADINGS = ["实施编码", "事项名称", "实施主体", "事项类型", "办件类型", "承诺办结时限", "承诺办结时限单位"]
WORDS = [
    "居住证",
    "营业执照",
    "食品经营许可",
    "道路运输证",
    "不动产登记",
    "残疾人证",
    "取水许可",
    "教师资格",
    "完税证明",
]
VERBS = ["签发", "变更", "注销", "延续", "补领", "年检", "备案", "核准"]


def made_list(rows: int, departments: int, first: int = 0) -> bytes:
    """A list of so many items, CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for number in range(first, first + rows):
        name = f"{WORDS[number % 9]}{VERBS[number % 8]}（{number}）"
        code = f"11999999MB2200102B42320{number % 100000:05}{number // 100000:03}"
        writer.writerow([code, name, f"部门{number % departments}", "行政许可", "承诺件", 10, "工作日"])
    return text.getvalue().encode()


def seconds(work) -> float:
    """Wall seconds that the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def plain_read(content: bytes) -> float:
    """Wall seconds of only reading the rows, what any import must pay."""
    return seconds(lambda: list(csv.reader(io.StringIO(content.decode()))))


def main() -> None:
    """Prints four lines."""
    with fresh():
        from allauth.mfa.models import Authenticator
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from yimen.catalog import services
        from yimen.catalog.models import ItemVersion
        from yimen.people import services as people

        county = people.add_region(by=None, code="230522000000", name="友谊县", level="county")
        user = people.open_account(by=None, username="o", password="a-long-Password-1", display_name="o", region=county)
        people.grant(by=None, user=user, role="officer", valid_from=date(2020, 1, 1))
        real = (ROOT / "src/yimen/catalog/tests/data/service_items_real.csv").read_bytes()
        names = {row["department"] for row in csv.DictReader(io.StringIO(real.decode()))}
        for number, name in enumerate([*sorted(names), *(f"部门{n}" for n in range(40))]):
            people.add_department(by=None, region=county, code=f"D{number:03}", name=name, short_name=name)

        def take_in(content: bytes) -> None:
            batch = services.read_list(by=user, name="清单.csv", content=content)
            services.apply_list(by=user, batch=batch, effective_on=date(2023, 1, 1), confirmed=True)

        for label, content in (("1,135 real rows", real), ("100,000 rows", made_list(100_000, 40))):
            took, floor = seconds(lambda content=content: take_in(content)), plain_read(content)
            print(f"import of {label}: {took:.1f} s, {took / floor:.0f} times a plain read")
        # The second hundred thousand only fills the table; its departments are named, so nothing may be gone.
        rows = [
            ItemVersion(
                item_id=item, region=county, department_id=department, code=code, name=name, kind="01",
                initiation="on_application", search_text=text, valid_from=date(2023, 1, 1),
            )
            for item, department, code, name, text in more_items(county)
        ]  # fmt: skip
        ItemVersion.objects.bulk_create(rows, batch_size=2000)
        total = ItemVersion.objects.filter(valid_to__isnull=True).count()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for label, query in (
            ("first page", ""),
            ("words", "?q=居住证"),
            ("initials", "?q=jzzqf"),
            ("code", "?q=42320012"),
        ):
            times = [seconds(lambda query=query: client.get(f"/catalog/{query}")) for _ in range(7)][2:]
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(f"/catalog/{query}")
            if answer.status_code != 200 or b"<tbody" not in answer.content:
                raise SystemExit(f"/catalog/{query}: {answer.status_code}, no list")
            median = statistics.median(times)
            print(
                f"list at {total:,} items, {label}: {1000 * median:.0f} ms, {median / PAGE_LIMIT:.2f} of the limit, "
                f"{len(queries)} queries"
            )


def more_items(county):
    """Another hundred thousand items of the same departments."""
    from yimen.catalog.imports import search_text
    from yimen.catalog.models import Item
    from yimen.people.models import Department

    keys = list(Department.objects.order_by("code").values_list("pk", flat=True))[-40:]
    numbers = range(100_000, 200_000)
    items = Item.objects.bulk_create([Item(region=county, code=f"M{n:08}") for n in numbers], batch_size=5000)
    for n, item in zip(numbers, items, strict=True):
        name = f"{WORDS[n % 9]}{VERBS[n % 8]}（{n}）"
        yield item.pk, keys[n % 40], item.code, name, search_text(name, item.code)


if __name__ == "__main__":
    main()
