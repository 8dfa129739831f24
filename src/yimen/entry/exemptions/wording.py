"""条目文本: the very text that is signed, reviewed and approved, and its digest."""

import hashlib
import json
from typing import Any

from yimen.entry.exemptions.models import Exemption, ExemptionEvidence


def text_of(exemption: Exemption) -> str:
    """The present text as canonical JSON: the same words give the same bytes, whoever asks and whenever."""
    content: dict[str, Any] = {
        "item": exemption.item.code,
        "department": exemption.department.code,
        "reason": exemption.reason,
        "basis": exemption.basis,
        "law": [exemption.act, exemption.article, exemption.act_version],
        "from": exemption.valid_from.isoformat(),
        "to": exemption.valid_to.isoformat() if exemption.valid_to else "",
        "renews": exemption.renews_id,
        "meanwhile": exemption.meanwhile,
        "collectors": sorted(
            exemption.collectors.filter(version=exemption.version).values_list("staff__code", flat=True)
        ),
        "steps": sorted(
            [due.isoformat(), text]
            for due, text in exemption.steps.filter(version=exemption.version).values_list("due", "text")
        ),
        "evidence": sorted(ExemptionEvidence.objects.filter(exemption=exemption).values_list("kind", "digest")),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(exemption: Exemption) -> str:
    """SHA-256 (hexadecimal) of the present text."""
    return hashlib.sha256(text_of(exemption).encode()).hexdigest()
