"""The notice of 友谊县 with its departments, for all tests of this room."""

from datetime import date
from typing import Any

import pytest

from yimen.people import services as people
from yimen.people.models import Department, Region
from yimen.programme.imports import load_notice
from yimen.programme.models import Notice


@pytest.fixture
def departments(county: Region, bureau: Department, police: Department, tax: Department, make_department: Any) -> None:
    """The departments that the notice names, and 各政务服务单位 as it was, with one that joined too late."""
    names = ["政务服务中心", "司法局", "烟草局", "退役军人局", "医保局"]
    others = [make_department(county, f"D1{number}", name) for number, name in enumerate(names)]
    units = people.define_set(
        by=None, region=county, code="units", name="各政务服务单位", departments=[police, tax, *others[1:4]],
        valid_from=date(2023, 1, 1),
    )  # fmt: skip
    units.members.create(department=others[4], valid_from=date(2023, 7, 1))


@pytest.fixture
def notice(county: Region, departments: None) -> Notice:
    """友政办发〔2023〕15号."""
    return load_notice(by=None, region=county)
