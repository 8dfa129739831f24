"""`manage.py print_docs`: the tables in docs/, from code."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from yimen.config.describe import PAGES, printed


class Command(BaseCommand):
    """由代码重印文档."""

    help = "由代码重印 docs/ 中的表。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes every page."""
        for name in PAGES:
            (settings.ROOT / "docs" / name).write_text(printed(name), "utf-8")
            self.stdout.write(f"docs/{name}")
