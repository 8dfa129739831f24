"""Verbs on the negative list: the only writers of its rows."""

from yimen.entry.exemptions.services.deciding import approve, publish, review, sign, withdraw
from yimen.entry.exemptions.services.drafting import Content, attach, draft, following, may_renew, renew, revise
from yimen.entry.exemptions.services.loading import Registered, load
from yimen.entry.exemptions.services.measures import finish_step
from yimen.entry.exemptions.services.objecting import answer_objection, raise_objection, reveal_contact

__all__ = [
    "Content", "Registered", "answer_objection", "approve", "attach", "draft", "finish_step",
    "following", "load", "may_renew", "publish",
    "raise_objection", "renew", "reveal_contact", "review", "revise", "sign", "withdraw",
]  # fmt: skip
