"""Entries of before the whole way of approval are published ones of a register, marked as such.

Those that the system loaded had their paper's own date; those that an officer typed hold from the day after they were
recorded, and not earlier, as nobody can say any more when their approval was. Statuses stay: rows are in the ledger.
"""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone


def hold(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("entry", "Exemption").objects.filter(approved_on__isnull=False, holds_from__isnull=True)
    for row in rows.iterator():
        typed = row.status_by_id is not None
        recorded = timezone.localdate(row.recorded_at) + timedelta(days=1)
        first = max(row.valid_from, row.approved_on, *([recorded] if typed else []))
        rows.filter(pk=row.pk).update(holds_from=first, registered=True, published_at=row.recorded_at)


class Migration(migrations.Migration):
    dependencies = [("entry", "0004_negative_list_whole")]
    operations = [migrations.RunPython(hold, migrations.RunPython.noop)]
