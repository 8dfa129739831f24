"""存证证明: a small file by which the holder of a slip shows, without this system, that the ledger has its event.

It links the event's digest to every one behind it, up to a head that was signed; of what they say it holds nothing.
`verify_evidence.py` checks it.
"""

import json

from django.db import DEFAULT_DB_ALIAS

from yimen.common.errors import Refused

from . import seals
from .models import Event, Seal

FORMAT = "yimen-inclusion/1"
LONGEST = 200_000
"""Events between the one that is proved and its seal: sealing happens every few minutes, so there are few."""


def sealed_by(event: Event, using: str = DEFAULT_DB_ALIAS) -> Seal | None:
    """Return the first signed head that covers the event, None while there is none."""
    rows = Seal.objects.using(using).filter(chain=event.chain, epoch=event.epoch, size__gte=event.seq)
    return rows.order_by("size").first()


def proof_of(event: Event, using: str = DEFAULT_DB_ALIAS) -> bytes:
    """Return the proof as JSON; equal for equal events and seal. Raises Refused before the event is sealed."""
    seal = sealed_by(event, using)
    if seal is None:
        raise Refused("这条记录还没有封存，请过几分钟再下载证明。")
    if seal.size - event.seq > LONGEST:
        raise Refused("这条记录与其后的封存头相隔太远，请向管理员索取证据包。")
    rows = Event.objects.using(using).filter(chain=event.chain, seq__gte=event.seq, seq__lte=seal.size)
    events = [
        {"seq": seq, "epoch": epoch, "alg": algorithm, "leaf": bytes(leaf).hex()}
        for seq, epoch, algorithm, leaf in rows.order_by("seq").values_list("seq", "epoch", "algorithm", "leaf")
    ]
    proof = {
        "format": FORMAT,
        "chain": event.chain,
        "previous": bytes(event.prev).hex(),
        "events": events,
        "note": seal.note,
        "public_key": seals.public_key().hex(),
    }
    return json.dumps(proof, ensure_ascii=False, indent=1).encode()
