"""佐证材料: what an uploaded file must be to be kept as evidence, and under which digest it is kept."""

import mimetypes
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from yimen.common.errors import Refused
from yimen.exchange.services import keep_file

LIMIT = 20 * 1024 * 1024
KINDS = {".pdf", ".png", ".jpg", ".jpeg", ".xlsx", ".docx", ".csv", ".txt"}


@dataclass(frozen=True)
class KeptUpload:
    """A kept file: its shown name, SHA-256, bytes and type."""

    name: str
    digest: str
    size: int
    media_type: str


def keep_upload(upload: UploadedFile) -> KeptUpload:
    """The upload, kept under its digest. Errors: Refused for a type or size that is not taken."""
    name = (upload.name or "未命名").replace("\\", "/").rsplit("/", 1)[-1][-200:]
    ending = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    if ending not in KINDS:
        kinds = "、".join(sorted(KINDS))
        raise Refused(f"文件“{name}”的类型不能接收：请改用 {kinds}。其他内容没有提交，请修改后重新提交。")
    if (upload.size or 0) > LIMIT:
        raise Refused(f"文件“{name}”超过 20 MB：请压缩或拆分。其他内容没有提交，请修改后重新提交。")
    content = upload.read()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return KeptUpload(name, keep_file(content), len(content), kind)
