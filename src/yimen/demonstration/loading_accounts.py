"""The accounts of the demonstration, at least one for each role, with a random password and a random second factor."""

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from yimen.people import services as people
from yimen.people.models import Department, Region, User
from yimen.people.passwords import single_use
from yimen.people.rules import ROLES

FILE = "demonstration_accounts.json"


@dataclass(frozen=True)
class Position:
    """A post of the county: its account, its role, its department (the end of the code), and what is shown of it."""

    username: str
    role: str
    department: str
    shown: str


HOME = (
    Position("officer", "officer", "D01", "县营商局业务人员"),
    Position("second_officer", "officer", "D01", "县营商局业务人员（复核）"),
    Position("liaison_police", "liaison", "D03", "县公安局联络员"),
    Position("liaison_tax", "liaison", "D05", "县税务局联络员"),
    Position("liaison_tobacco", "liaison", "D06", "县烟草局联络员"),
    Position("liaison_health", "liaison", "D25", "县卫健局联络员"),
    Position("liaison_culture", "liaison", "D24", "县文旅局联络员"),
    Position("head_police", "head", "D03", "县公安局负责人"),
    Position("head_tax", "head", "D05", "县税务局负责人"),
    Position("clerk", "clerk", "D03", "县公安局窗口人员"),
    Position("centre_clerk", "clerk", "D02", "县政务服务中心综合窗口人员"),
    Position("approver", "approver", "D03", "县公安局审批人员"),
    Position("hall_manager", "hall_manager", "D02", "县政务服务中心大厅管理员"),
    Position("inspector", "inspector", "D01", "县营商局督查人员"),
    Position("inspector_justice", "inspector", "D04", "抽调督查人员（县司法局）"),
    Position("inspector_audit", "inspector", "D12", "抽调督查人员（县财政局）"),
    Position("leader", "leader", "", "分管营商工作的县委常委"),
    Position("system_administrator", "system_administrator", "", "系统管理员"),
    Position("security_administrator", "security_administrator", "", "安全管理员"),
    Position("audit_administrator", "audit_administrator", "", "审计管理员"),
)
NEIGHBOUR = (Position("neighbour_officer", "officer", "", "集贤县营商局业务人员"),)
CITY = (Position("city_leader", "leader", "", "双鸭山市分管领导"),)
PROVINCE = (Position("province_leader", "leader", "", "黑龙江省分管领导"),)


@dataclass
class Opened:
    """The accounts opened, and what their holders need to sign in; the file is written once, readable by its owner."""

    users: dict[str, User]
    entries: list[dict[str, str]]

    def write(self, folder: Path) -> None:
        """The file from which the sign-in page and `manage.py code` read."""
        path = folder / FILE
        new = path.with_suffix(".new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(self.entries, stream, ensure_ascii=False, indent=1)
        new.replace(path)


def open_accounts(opened: Opened, region: Region, positions: tuple[Position, ...], own: dict[str, Department]) -> None:
    """Adds the accounts of a region to those opened; `own` are its departments by code."""
    for each in positions:
        department = own[f"{region.code[:6]}{each.department}"] if each.department else None
        password, secret = single_use(), generate_totp_secret()
        user = people.open_account(
            by=None,
            username=each.username,
            password=password,
            display_name=each.shown,
            region=region,
            department=department,
        )
        # The visits shown were planned in the days before.
        since = timezone.localdate() - timedelta(days=30) if each.role == "inspector" else None
        people.grant(by=None, user=user, role=each.role, valid_from=since)
        TOTP.activate(user, secret)
        opened.users[each.username] = user
        where = f"（{department.short_name}）" if department and each.role in ("liaison", "head") else ""
        where = "（第二人，判读争议、确认参数）" if each.username == "second_officer" else where
        opened.entries.append(
            {
                "username": each.username,
                "role": f"{ROLES[each.role]}{where}",
                "county": region.name,
                "password": password,
                "secret": secret,
            }
        )
