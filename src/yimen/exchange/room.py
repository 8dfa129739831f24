"""余量: whether there is room for a large file, before it is kept."""

import shutil

from django.conf import settings
from django.db.models import Sum

from yimen.common.errors import Refused
from yimen.exchange.models import ImportBatch
from yimen.exchange.states import PLANNED, UNFINISHED
from yimen.people.models import Region

SMALL = 20 * 2**20
"""Bytes of a file that is taken whatever waits: the limit of workbooks and of the interface."""
WAITING = 8 * 2**30
"""Bytes of a county's files that may wait to be read at one time."""
ROOM_FACTOR, RESERVE = 4, 2**29
"""A file needs its own bytes and about three times as many for its rows; besides, half a gigabyte stays free."""


def check_room(size: int, region: Region) -> None:
    """Nothing. Errors: Refused when what waits of the region, or the disk, leaves no room for so many bytes more."""
    if size <= SMALL:
        return
    waiting = ImportBatch.objects.filter(region=region, status__in=(PLANNED, *UNFINISHED)).order_by()
    if (waiting.aggregate(sum=Sum("size"))["sum"] or 0) + size > WAITING:
        raise Refused(
            f"本县等待确认和正在读入的文件合计超过 {WAITING // 2**30} GB，请等它们读完，或放弃不要的批次后再上传。"
        )
    if shutil.disk_usage(settings.YIMEN_DATA).free < ROOM_FACTOR * size + RESERVE:
        raise Refused("服务器磁盘空间不足，文件没有收下。请告知系统管理员清理磁盘后再上传。")
