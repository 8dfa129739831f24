"""Registers a notice (通知) from a file: `manage.py load_notice --region 230522000000 [FILE]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yimen.common.errors import Refused
from yimen.people.models import Region
from yimen.programme.imports import FIRST_NOTICE, load_notice


class Command(BaseCommand):
    """装入通知及其任务、职责和领导小组."""

    help = "装入通知及其任务、职责和领导小组"

    def add_arguments(self, parser: CommandParser) -> None:
        """The region, and the file unless it is the first notice."""
        parser.add_argument("--region", default="230522000000", help="区划代码（12 位）")
        parser.add_argument("file", nargs="?", type=Path, default=FIRST_NOTICE, help="通知文件（JSON）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads it and says how many tasks it has; a refusal is printed as the sentence it is."""
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"没有区划 {options['region']}：请先登记区划。")
        try:
            notice = load_notice(by=None, region=region, file=options["file"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已装入 {notice.number}，任务 {notice.tasks.count()} 项。")
