"""Check a published draw by yourself:  python3 verify_draw.py manifest.json frame-ids.csv
Needs Python 3.7 or later and nothing else. Each line says OK or DIFFERS; the exit code is the number of DIFFERS.
Simple, stratified and systematic draws; verify_designs.py knows the others."""
import csv, hashlib, hmac, json, sys
from fractions import Fraction

sys.stdout.reconfigure(errors="replace")
draw = json.load(open(sys.argv[1], encoding="utf-8-sig"))
people = list(csv.DictReader(open(sys.argv[2], encoding="utf-8-sig", newline="")))
design, frame, seed, wrong = draw["design"], draw["frame"], draw["seed"], 0
if "value" not in seed:
    seed["value"] = open(sys.argv[3]).read().strip() if len(sys.argv) > 3 else sys.exit("the seed is not revealed yet: give its file")

def digest(text): return hashlib.sha256(text.encode()).hexdigest()
def ticket(scope, name): return hmac.new(seed["value"].encode(), f"prn1|{scope}|{name}".encode(), "sha256").hexdigest()
def text(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def say(name, same):
    global wrong
    wrong += not same
    print("OK     " if same else "DIFFERS", name)

rest = {k: draw[k] for k in draw if k != "digest"}
if "commitment" in seed: rest["seed"] = {k: seed[k] for k in seed if k != "value"}
say("manifest digest and rule", digest(text(rest)) == draw["digest"] and draw["rule"] == "prn-hmac-sha256/1")
ids = sorted(p["id"] for p in people)
say(f"frame digest, {len(ids)} ids", digest("".join(i + "\n" for i in ids)) == frame["digest"])
say("frame size, no id twice", len(ids) == len(set(ids)) == frame["size"])
if seed["derived"]:
    parts = frame["digest"], seed.get("publicRandomness", ""), seed.get("oneTimeCode", "")
    say("seed from frame, public randomness and one-time code", digest("seed1|%s|%s|%s" % parts) == seed["value"])
if "commitment" in seed: say("seed as committed to", digest(seed["value"]) == seed["commitment"])
say("every listed unit in a listed stratum", {u["stratum"] for u in draw["units"]} <= {s["code"] for s in draw["strata"]})
whole = design["method"] != "stratified" and [s["code"] for s in draw["strata"]] == ["all"]
sort = design.get("sortBy", [])
second = draw["format"].endswith("/2")  # the second format: the whole table under a digest, probabilities and weights
if second:
    rows = sorted([p["id"], "all" if whole else p["stratum"], *(p[c] for c in sort)] for p in people)
    say("frame with strata and sort values", digest("".join(text(r) + "\n" for r in [["id", "stratum", *sort], *rows])) == frame["table"])
for s in draw["strata"]:
    order = sorted((ticket(design["scope"], p["id"]), p["id"]) for p in people if whole or p["stratum"] == s["code"])
    size, count = len(order), s["main"] + s["reserve"]
    if design["method"] == "systematic":  # every (N/n)-th row of the control order, then the smallest tickets left
        of = {p["id"]: [p[column] for column in sort] for p in people}
        rows, step = sorted(order, key=lambda o: (of[o[1]], o)), s["main"] << 53
        first = 2 * int(ticket("sys", s["code"])[:13], 16) + 1
        hit = {rows[(first + (j << 53)) * size // step] for j in range(s["main"])}
        order = sorted(hit) + [o for o in order if o not in hit]
    else:
        order = [o for o in order if o[0] >= s["start"]] + [o for o in order if o[0] < s["start"]]
    want = [dict(id=i, stratum=s["code"], rank=r + 1, ticket=t, replicate=r // design["replicateSize"] + 1,
                 part="main" if r < s["main"] else "reserve") for r, (t, i) in enumerate(order[:count])]
    for u in want if second else []:
        p = Fraction(s["main"] if u["part"] == "main" else count, size)
        u.update(probability=str(p), weight=str(1 / p))
    after = order[count][0] if count < size and "start" in s else None
    listed = [u for u in draw["units"] if u["stratum"] == s["code"]]
    same = listed == want and size == s["population"] and (not second or s.get("nextStart") == after)
    say(f"stratum {s['code']}: {size} people, {len(listed)} drawn", same)
sys.exit(min(wrong, 255))
