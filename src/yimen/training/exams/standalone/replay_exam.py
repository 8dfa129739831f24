"""重抽核对: draws every paper of a published exam again. Usage: python3 replay_exam.py exam.json  (Python 3, nothing else)"""
import hashlib, json, sys
def sha(text): return hashlib.sha256(text.encode()).hexdigest()
def number(label): return int(sha(f"{seed}:{label}"), 16)
exam = json.load(open(sys.argv[1], encoding="utf-8"))
parts, cards = exam["parts"], exam["questions"]
lines = [f"{p['topic']}|{p['difficulty']}|{p['count']}|{p['marks']}" for p in parts]
lines += sorted(f"{c['code']}|{c['version']}|{c['topic']}|{c['difficulty']}" for c in cards)
frame = sha("\n".join(lines))
seed = sha(f"{exam['secret']}\n{frame}")
wrong = [] if sha(exam["secret"]) == exam["commitment"] else ["密值与承诺不符"]
if frame != exam["frame"]: wrong.append("题目名单与摘要不符")
for paper in exam["papers"]:
    who, left, again = paper["who"], list(cards), []
    for p in parts:
        some = [c for c in left if (c["topic"], c["difficulty"]) == (p["topic"], p["difficulty"])]
        some.sort(key=lambda c: number(f"draw {who} {c['code']}"))
        again += some[: p["count"]]
        left = [c for c in left if c not in some[: p["count"]]]
    again.sort(key=lambda c: number(f"order {who} {c['code']}"))
    codes, level = [c["code"] for c in again], sum(c["difficulty"] for c in again)
    print(who, "难度合计", level, "一致" if codes == paper["questions"] else "不一致")
    if codes != paper["questions"]: wrong.append(who)
print("一致" if not wrong else "不一致：" + "、".join(wrong))
sys.exit(0 if not wrong else 1)
