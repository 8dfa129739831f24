"""复算一个结论：python3 -I -S recompute.py（放在解压后的文件夹里）。只用标准库，不联网，不改动任何文件。"""
# mypy: ignore-errors

import csv
import json
import math
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def rows(name):
    with (HERE / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


told = json.loads((HERE / "verdict.json").read_text(encoding="utf-8"))
rules, verdict, period = told["parameters"]["engine"], told["verdict"], told["period"]
hits = {(f["subject_kind"], f["subject"]) for f in rows("findings.csv")
        if f["class"] in told["off_classes"] and float(f["probability"]) >= rules["convict_at"]}  # fmt: skip
matters = rows("matters.csv")
cases = [m["number"] for m in matters if m["kind"] == "case" and period["from"] <= m["day"] <= period["to"]]
# 同一人同一次申请在台账中登记几行都只算一件：同组的台账记录算一件。
records = {m["application"] for m in matters if m["kind"] == "record" and ("record", m["number"]) in hits}
off = sum(("case", number) in hits for number in cases) + len(records)
n, z = len(cases) + len(records), 1.96
found = {"matters": n, "off_matters": off}
share = off / n if n else 0.0
if n:  # 威尔逊区间，95 %
    middle, spread = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * spread) / (1 + z * z / n) for sign in (-1, 1))
    found |= {"off_share": share, "off_low": max(0.0, low), "off_high": min(1.0, high)}
needed, trust, sure = math.ceil(n / 10) - (off - len(records)), told["trust"], 1.0
if needed > 0 and trust:  # 结论靠台账时，有多大把握：事项属于体外循环的，或正常事项恰有这么多真的厅外记录
    real = trust["stray_is_real"]
    sure = trust["is_bypassed"] + (1 - trust["is_bypassed"]) * (
        1 - (1 - real) ** len(records) if needed == 1 else real**needed)  # fmt: skip
word = ("exempt" if told["out_of_scope"] else "idle" if not n else "thin" if n <= 4 or not told["in_scope"]
        else "runs" if share < 0.1 or sure < (told["sure_from"] or rules["sure_at"])
        else "hollow" if share >= 0.8 else "bypassed")  # fmt: skip
if told["ledger_missing"] and word in ("runs", "idle"):
    word = "thin"  # 没有台账可供反查，什么也没发现不能证明没有
found |= {"verdict": word}
exact = ("matters", "off_matters", "verdict")
wrong = [k for k, v in found.items() if (v != verdict[k] if k in exact else abs(v - (verdict[k] or 0)) > 1e-4)]
lines = [f"{k}: 复算 {v}，保存 {verdict[k]}{'  ← 不一致' if k in wrong else ''}" for k, v in found.items()]
lines.append("不一致：文件被改动过，或数据在核验之后有变动。" if wrong else "一致：由这些行可以得出同一结论。")
sys.stdout.write("\n".join(lines) + "\n")
sys.exit(1 if wrong else 0)
