"""A table is taken up to its size, and refused above it with what to do."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.exchange.forms import TableField


def test_a_table_is_taken_up_to_its_size_and_refused_above_it() -> None:
    field = TableField(megabytes=1, otherwise="请分开导出。")
    assert "不超过 1 MB" in str(field.help_text)
    whole = SimpleUploadedFile("台账.csv", b"x" * 2**20)
    assert field.clean(whole) is whole
    with pytest.raises(ValidationError, match="文件超过 1 MB，没有接收：请分开导出。"):
        field.clean(SimpleUploadedFile("台账.csv", b"x" * (2**20 + 1)))
    with pytest.raises(ValidationError):
        field.clean(None)
