"""What a file must be to be taken from the public: its kind told by its first bytes, never by its name."""

from django.core.files.uploadedfile import UploadedFile

from yimen.common.errors import Refused

LIMIT, MOST = 10 * 1024 * 1024, 30
LIMIT_WORDS = f"照片（JPG、PNG）或 PDF，每个不超过 {LIMIT // 1024 // 1024} MB，一件申请最多 {MOST} 个文件。"
MAGIC = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def checked(upload: UploadedFile) -> tuple[bytes, str]:
    """(the bytes, the name with the ending of what it really is). Errors: Refused for a kind or size not taken."""
    shown = (upload.name or "未命名").replace("\\", "/").rsplit("/", 1)[-1]
    if (upload.size or 0) > LIMIT:
        raise Refused(f"“{shown[-60:]}”超过 {LIMIT // 1024 // 1024} MB：请压缩或分开上传。")
    content = upload.read()
    ending = next((ending for magic, ending in MAGIC.items() if content.startswith(magic)), "")
    if not ending:
        raise Refused(f"“{shown[-60:]}”不是照片或 PDF，不能接收：请换一个文件。{LIMIT_WORDS}")
    return content, f"{shown.rsplit('.', 1)[0][-150:]}.{ending}"
