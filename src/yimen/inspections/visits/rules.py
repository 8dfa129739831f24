"""明察暗访的规则: what weighs in the draw, how an outcome is coded, and when enough was seen."""

from yimen.rectification.models import Finding

WEIGHTS = {"wrong": 10, "findings": 5, "credibility": 2, "months": 1}
"""Of a plan unless an officer says otherwise: points for each item that a verdict doubts, each open finding, each ten
per cent of signed answers refuted, each month since the last visit."""
BASE, MOST_MONTHS = 10, 24
"""Points that every department has, so that none is ever safe; a department never visited counts as this long ago."""
FLOOR_DAYS = 365
"""Whoever was not visited for so many days is drawn before the others: the floor of coverage."""
MOST_VISITS = 60

AGAINST = {
    "sent_away": Finding.Kind.HOLLOW,
    "cannot": Finding.Kind.HOLLOW,
    "nobody": Finding.Kind.HOLLOW,
    "accepted_department": Finding.Kind.BYPASSED,
}
"""Outcomes that speak against a department -> the kind of finding."""
FOR = ("accepted_hall", "referred_hall")
INNOCENT = {
    "sent_away": "该环节依法须在部门现场办理，或申请人所问的是另一事项。",
    "cannot": "当时系统故障或窗口人员对事项不熟，问过值班长可以办理。",
    "nobody": "AB岗临时交接，短时离岗。",
    "accepted_department": "部门只收取咨询材料、未作正式受理，或属经批准的分厅。",
}
"""The innocent explanation that is put beside an outcome, for the department's hearing."""

FINE, BAD, FALSE_ALARM, OVERLOOKED, LONGEST = 0.10, 0.30, 0.05, 0.10, 120
"""停止规则: a share of failed asks up to FINE is borne with, from BAD it is not; the chance to condemn who is fine and
to pass who is bad; after LONGEST asks without a decision one says so."""

DRIFT = 120
"""Seconds that a phone's clock may be off before a page says so."""
PHOTO = 10 * 2**20
PIECE = 2**18
"""Bytes of a photograph at most, and of one piece that a phone sends."""
SCRIPT = (
    (
        "hall",
        "以群众身份到大厅窗口询问该事项：“我想办这个，材料带来了，在这里办吗？”",
        "是否当场收件；让去哪里；谁来决定",
    ),
    ("hall", "查看窗口：授权书是否公示、印章在不在、AB岗是否在岗", "当天叫号和收件登记是否对应"),
    ("department", "到部门办公地点以群众身份询问同一事项", "是否收件；是否引导到大厅；有没有自设窗口和告示"),
    ("phone", "拨打部门公开电话：“这个事在哪里办？”", "答复的地点"),
)
"""The script of ours: (where, what to ask, what to look at)."""
