"""重抽核对: draws a published plan of visits again. Usage: python3 replay_draw.py draw.json   (Python 3, nothing else)"""
import hashlib, itertools, json, sys
def sha(text): return hashlib.sha256(text.encode()).hexdigest()
def number(label): return int(sha(f"{seed}:{label}"), 16)
plan = json.load(open(sys.argv[1], encoding="utf-8"))
lines = [str(plan["visits"])] + sorted(f"{t['code']}|{t['weight']}|{int(t['must'])}" for t in plan["tickets"])
lines += sorted(f"{p['name']}|{p['department']}" for p in plan["people"])
lines += sorted(f"{a}+{b}={n}" for a, b, n in plan["before"])
frame = sha("\n".join(lines))
seed = sha(f"{plan['secret']}\n{plan['beacon']}\n{frame}")
left, again, together, went = sorted(plan["tickets"], key=lambda t: t["code"]), [], {(a, b): n for a, b, n in plan["before"]}, {}
while left and len(again) < plan["visits"]:
    some = [t for t in left if t["must"]] or left
    weights = [max(1, t["weight"]) if t["must"] else t["weight"] for t in some]
    if not sum(weights): break
    place, at = len(again) + 1, number(f"visit {len(again) + 1}") % sum(weights)
    ends = list(itertools.accumulate(weights))
    ticket = next(t for t, end in zip(some, ends) if at < end)
    left.remove(ticket)
    able = sorted(p["name"] for p in plan["people"] if p["department"] != ticket["code"])
    key = lambda two: (together.get(two, 0), went.get(two[0], 0) + went.get(two[1], 0), number(f"pair {place} {two[0]} {two[1]}"))
    pair = min(itertools.combinations(able, 2), key=key)
    together[pair] = together.get(pair, 0) + 1
    for name in pair: went[name] = went.get(name, 0) + 1
    again.append([ticket["code"], *pair])
same = sha(plan["secret"]) == plan["commitment"] and frame == plan["frame"] and again == plan["drawn"]
for place, row in enumerate(again, 1): print(place, *row)
print("一致" if same else "不一致")
sys.exit(0 if same else 1)
