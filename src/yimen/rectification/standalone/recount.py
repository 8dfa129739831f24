#!/usr/bin/env python3
# mypy: ignore-errors
"""从导出的存证账本重新清点公布的疑点数（不需要本系统，只需要 Python 3.9 以上）。

用法：python3 recount.py 证据包文件夹（先用 verify_evidence.py 核验它没有被改过）

It follows every finding through the events and compares, at each publication, its own count with the published one.
Exit code: 0 all equal, 1 a published figure differs, 2 nothing was published, 3 usage.
"""

import base64
import json
import sys
from collections import Counter
from pathlib import Path

COLUMNS = ("raised", "unjudged", "accepted", "closed", "dismissed", "withdrawn", "referred")
FINDING = {"accept": "accepted", "dismiss": "dismissed", "withdraw": "withdrawn"}
ORDER = {"close": "closed", "reopen": "accepted", "withdraw": "withdrawn"}


def keys(body, model):
    """Return the keys of the rows of a table that an event names."""
    return body.get("rows", {}).get(f"rectification.{model}", {}).get("digests", {})


def counted(path):
    """Yield (chain, month, published, counted) for each publication in the events of one chain."""
    stands, finding_of, referred = {}, {}, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        body = json.loads(base64.b64decode(json.loads(line)["meta"]))
        kind, facts = body["kind"], body.get("facts", {})
        if not kind.startswith("rectification."):
            continue
        room, _, move = kind.removeprefix("rectification.").partition(".")
        if kind == "rectification.finding_raised":
            stands.update(dict.fromkeys(keys(body, "finding"), "unjudged"))
        elif kind in ("rectification.order_issued", "rectification.paper_order_registered"):
            finding_of.update(dict.fromkeys(keys(body, "order"), str(facts.get("finding"))))
        elif room == "finding" and move in FINDING:
            stands.update(dict.fromkeys(keys(body, "finding"), FINDING[move]))
        elif room == "order" and move in ORDER:
            stands.update({finding_of[key]: ORDER[move] for key in keys(body, "order") if key in finding_of})
        elif kind == "rectification.referral.send":
            referred += 1
        elif kind == "rectification.counts_published":
            found = Counter(stands.values())
            found.update({"raised": len(stands), "referred": referred})
            yield path.stem.removeprefix("events-"), facts["month"], facts, found


def main(arguments=None):
    """Return the exit code after a line for each publication."""
    given = sys.argv[1:] if arguments is None else arguments
    paths = sorted(Path(given[0]).glob("events-*.jsonl")) if len(given) == 1 else []
    if not paths:
        print("用法：python3 recount.py 证据包文件夹")
        return 3
    results = [each for path in paths for each in counted(path)]
    wrong = 0
    for chain, month, published, found in results:
        differ = [
            f"{name} 公布 {published[name]}，账本 {found[name]}" for name in COLUMNS if published[name] != found[name]
        ]
        wrong += bool(differ)
        print(f"链 {chain} {month}：{'不符：' + '；'.join(differ) if differ else '与账本相符'}")
    print(f"共 {len(results)} 次公布，{wrong} 次不符")
    return 2 if not results else 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
