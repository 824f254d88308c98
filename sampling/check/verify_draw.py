"""Check a published draw by yourself:  python3 verify_draw.py manifest.json frame-ids.csv
Needs Python 3.7 or later and nothing else. Each line says OK or DIFFERS; the exit code is the number of DIFFERS."""
import csv, hashlib, hmac, json, sys

sys.stdout.reconfigure(errors="replace")
draw = json.load(open(sys.argv[1], encoding="utf-8-sig"))
people = list(csv.DictReader(open(sys.argv[2], encoding="utf-8-sig", newline="")))
design, frame, seed, wrong = draw["design"], draw["frame"], draw["seed"], 0

def digest(text): return hashlib.sha256(text.encode()).hexdigest()
def ticket(scope, name): return hmac.new(seed["value"].encode(), f"prn1|{scope}|{name}".encode(), "sha256").hexdigest()
def say(name, same):
    global wrong
    wrong += not same
    print("OK     " if same else "DIFFERS", name)

rest = json.dumps({k: draw[k] for k in draw if k != "digest"}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
say("manifest digest and rule", digest(rest) == draw["digest"] and draw["rule"] == "prn-hmac-sha256/1")
ids = sorted(p["id"] for p in people)
say(f"frame digest, {len(ids)} ids", digest("".join(i + "\n" for i in ids)) == frame["digest"])
say("frame size, no id twice", len(ids) == len(set(ids)) == frame["size"])
if seed["derived"]:
    parts = frame["digest"], seed.get("publicRandomness", ""), seed.get("oneTimeCode", "")
    say("seed from frame, public randomness and one-time code", digest("seed1|%s|%s|%s" % parts) == seed["value"])
say("every listed unit in a listed stratum", {u["stratum"] for u in draw["units"]} <= {s["code"] for s in draw["strata"]})
whole = design["method"] != "stratified" and [s["code"] for s in draw["strata"]] == ["all"]
for s in draw["strata"]:
    order = sorted((ticket(design["scope"], p["id"]), p["id"]) for p in people if whole or p["stratum"] == s["code"])
    if design["method"] == "systematic":  # every (N/n)-th row of the control order, then the smallest tickets left
        of = {p["id"]: [p[column] for column in design.get("sortBy", [])] for p in people}
        rows, step = sorted(order, key=lambda o: (of[o[1]], o)), s["main"] << 53
        first = 2 * int(ticket("sys", s["code"])[:13], 16) + 1
        hit = {rows[(first + (j << 53)) * len(rows) // step] for j in range(s["main"])}
        order = sorted(hit) + [o for o in order if o not in hit]
    else:
        order = [o for o in order if o[0] >= s["start"]] + [o for o in order if o[0] < s["start"]]
    want = [dict(id=i, stratum=s["code"], rank=r + 1, ticket=t, replicate=r // design["replicateSize"] + 1,
                 part="main" if r < s["main"] else "reserve") for r, (t, i) in enumerate(order[:s["main"] + s["reserve"]])]
    listed = [u for u in draw["units"] if u["stratum"] == s["code"]]
    say(f"stratum {s['code']}: {len(order)} people, {len(listed)} drawn", listed == want and len(order) == s["population"])
sys.exit(min(wrong, 255))
