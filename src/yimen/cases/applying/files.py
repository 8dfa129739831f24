"""What a file must be to be taken from the public: its kind told by its first bytes, never by its name."""

import hashlib
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from yimen.common.errors import Refused
from yimen.common.pictures import cleaned

LIMIT, MOST = 10 * 1024 * 1024, 30
LIMIT_WORDS = (
    f"照片（JPG、PNG）或 PDF，每个不超过 {LIMIT // 1024 // 1024} MB，一件申请最多 {MOST} 个文件；"
    "照片里的拍摄地点等信息会自动去掉。"
)
MAGIC = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
HEIC_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


@dataclass(frozen=True)
class Taken:
    """收下的文件: its bytes, its name with the ending of what it is; `original` is the SHA-256 of what came.

    Empty where nothing was changed.
    """

    content: bytes
    name: str
    original: str = ""


def checked(upload: UploadedFile) -> Taken:
    """The file as it is kept: a photograph upright, without where and when it was taken. Errors: Refused."""
    shown = (upload.name or "未命名").replace("\\", "/").rsplit("/", 1)[-1]
    if (upload.size or 0) > LIMIT:
        size = (upload.size or 0) / 1024 / 1024
        raise Refused(f"“{shown[-60:]}”有 {size:.1f} MB，超过 {LIMIT // 1024 // 1024} MB：请压缩或分开上传。")
    came = upload.read()
    ending = _ending(came, shown)
    kept = came if ending == "pdf" else cleaned(came, shown[-60:])
    original = hashlib.sha256(came).hexdigest() if kept is not came else ""
    return Taken(kept, f"{shown.rsplit('.', 1)[0][-150:]}.{ending}", original)


def _ending(content: bytes, shown: str) -> str:
    """The ending of what the bytes are. Errors: Refused for a kind that is not taken, with what to do."""
    ending = next((ending for magic, ending in MAGIC.items() if content.startswith(magic)), "")
    if ending:
        return ending
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise Refused(
            f"“{shown[-60:]}”是 HEIC 格式的照片，多数电脑打不开，不能接收：请在手机“设置 → 相机 → 格式”里选"
            "“兼容性最佳”后重拍，或者打开照片截一张图再上传。"
        )
    raise Refused(f"“{shown[-60:]}”不是照片或 PDF，不能接收：请换一个文件。{LIMIT_WORDS}")
