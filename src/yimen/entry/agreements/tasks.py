"""Work in the background: agreements for many departments."""

import errno
import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from yimen.common.errors import Conflict, Refused
from yimen.entry.agreements import services
from yimen.entry.agreements.models import BulkDrafting, BulkMember

log = logging.getLogger(__name__)

SILENT = timedelta(minutes=5)
"""A run in which no department was done for so long stands still: a department takes a second."""


@task()
def draft_all(run: int) -> None:
    """Makes what is left of a run; one that was interrupted goes on where it stood.

    What breaks at one department (a disk that is full) keeps no other from its agreement; the run stays open then, and
    `resume_silent` comes back to it.
    """
    members = BulkMember.objects.filter(drafting=run, done_at__isnull=True)
    for member in members.select_related("drafting__region", "department", "drafting__version__template"):
        try:
            services.draft_member(member=member)
        except Conflict:
            continue  # another worker has just made it
        except Exception as error:
            log.exception("bulk drafting %s: department %s", run, member.department_id)
            _note(member, error)
    try:
        services.finish_bulk(run=BulkDrafting.objects.get(pk=run))
    except (Conflict, Refused) as unfinished:
        log.warning("bulk drafting %s: %s", run, unfinished)


def _note(member: BulkMember, error: Exception) -> None:
    """Nothing; the page of the run then says that it broke off and why, unless even that cannot be written."""
    try:
        services.note_failure(member=member, reason=_words(error))
    except Conflict:
        return  # another worker has made it meanwhile
    except Exception:
        log.exception("bulk drafting: the failure of department %s was not kept", member.department_id)


def _words(error: Exception) -> str:
    """Why it broke off, for an officer; the whole of it stands in the log."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "服务器磁盘已满，文件没有写成。请系统管理员清理磁盘，然后重试。"
    if isinstance(error, OSError):
        return "文件没有写成。请系统管理员检查文件存储，然后重试。"
    return f"程序出错（{type(error).__name__}）。请把本页地址告知系统管理员查日志，处理后重试。"


def resume_silent(now: datetime | None = None) -> list[int]:
    """Queues the runs that stand still, because their worker died or broke off; their keys."""
    since = (now or timezone.now()) - SILENT
    rows = BulkDrafting.objects.filter(finished_at__isnull=True, started_at__lt=since)
    found = list(rows.exclude(members__done_at__gte=since).values_list("pk", flat=True))
    for pk in found:
        draft_all.enqueue(pk)
    return found
