"""`manage.py code NAME`: the present code of a demonstration account."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from yimen.config.views import demonstration_accounts


class Command(BaseCommand):
    """演示账号现在的动态码."""

    help = "打印演示账号现在的动态码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account's name."""
        parser.add_argument("username", help="账号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints six digits; CommandError for a name that is no demonstration account."""
        for account in demonstration_accounts():
            if account["username"] == options["username"]:
                self.stdout.write(account["code"])
                return
        raise CommandError(f"没有演示账号 {options['username']}：请先运行 make run。")
