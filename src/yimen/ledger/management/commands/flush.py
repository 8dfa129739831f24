"""`flush` for the test runner; in an installation the ledger cannot be emptied."""

from typing import Any

from django.core import mail
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connections

from yimen.ledger import guards


class Command(DjangoFlush):
    """Empties the database between tests, and refuses everywhere else."""

    def handle(self, **options: Any) -> None:
        """Lift the append-only triggers for the time of the flush. Only Django's test set-up has a mail outbox."""
        if not hasattr(mail, "outbox"):
            raise CommandError("存证账本不可清空：flush 只供自动测试使用")
        connection = connections[options["database"]]
        guards.remove(connection)
        try:
            super().handle(**options)
        finally:
            guards.install(connection)
