"""Opens the three administrators' accounts of a fresh installation and prints their single-use passwords, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.people import services
from yimen.people.models import Region, RoleGrant, in_force
from yimen.people.passwords import single_use
from yimen.people.rules import ADMINISTRATORS, ROLES


class Command(BaseCommand):
    """开立三员账号: `manage.py create_administrators --region 230522000000 --name 友谊县`."""

    help = "新装时开立系统、安全、审计三个管理员账号，初始密码只显示一次"

    def add_arguments(self, parser: CommandParser) -> None:
        """The region, its name when it is new, and what the account names begin with."""
        parser.add_argument("--region", required=True, help="区划代码（12 位数字）")
        parser.add_argument("--name", default="", help="区划名称，区划尚未登记时必填")
        parser.add_argument("--level", default="county", choices=Region.Level.values, help="区划层级，默认 county")
        parser.add_argument("--prefix", default="", help="账号前缀，例如 yy- 得到 yy-system")

    def handle(self, *args: Any, **options: Any) -> None:
        """Opens them all or none; refuses where the region already has an administrator."""
        try:
            with transaction.atomic():
                lines = self._open(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("以下密码只显示这一次，请分别交给三名管理员；首次登录须绑定动态码并更换密码：")
        for line in lines:
            self.stdout.write(line)

    def _open(self, *, region: str, name: str, level: str, prefix: str, **_: Any) -> list[str]:
        if not (region.isascii() and region.isdigit() and len(region) == 12):
            raise Refused(f"区划代码 {region} 应为 12 位数字，例如 230522000000。")
        place = Region.objects.filter(code=region).first()
        if place is None:
            if not name:
                raise Refused(f"区划 {region} 尚未登记：请用 --name 写明名称。")
            place = services.add_region(by=None, code=region, name=name, level=level)
        held = RoleGrant.objects.filter(in_force(timezone.localdate()), role__in=ADMINISTRATORS, user__region=place)
        if held.exists():
            raise Refused(f"{place}已有管理员账号，不能再次开立：请由现有系统管理员在页面上办理。")
        lines = []
        for role in sorted(ADMINISTRATORS, key=list(ROLES).index):
            username, password = f"{prefix}{role.removesuffix('_administrator')}", single_use()
            user = services.open_account(
                by=None,
                username=username,
                password=password,
                display_name=ROLES[role],
                region=place,
                temporary=True,
            )
            services.grant(by=None, user=user, role=role)
            lines.append(f"  {ROLES[role]}  账号 {username}  初始密码 {password}")
        return lines
