"""`manage.py close_exams`: exams whose time is over are marked and their seeds shown; for cron, every few minutes."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.training.exams import queries, services


class Command(BaseCommand):
    """结束到时的考试."""

    help = "收卷、机器阅卷、公开种子、登记合格：每场考试过了结束时间即办，重复运行无妨。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to act for, now unless said otherwise."""
        parser.add_argument("--at", type=datetime.fromisoformat, default=None, help="按这一时刻办理，缺省为现在")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line an exam: how many passed, or why it was left."""
        at = options["at"] or timezone.now()
        for exam in queries.due_to_close(at):
            try:
                services.close(by=None, exam=exam, at=at)
            except Refused as reason:
                self.stdout.write(f"{exam}：没有结束，{reason}")
                continue
            passed = exam.papers.filter(passed=True).count()
            self.stdout.write(f"{exam}：{exam.papers.count()} 人应考，{passed} 人合格")
