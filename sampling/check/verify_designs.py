"""Check a published draw by probabilities, by size, in two stages or of random digits by yourself:
    python3 verify_designs.py manifest.json frame-ids.csv [seed-file]      (random digits: leave frame-ids.csv out)
Needs Python 3.7 or later and nothing else. Each line says OK or DIFFERS; the exit code is the number of DIFFERS.
Simple, stratified and systematic draws are for verify_draw.py."""
import csv, hashlib, hmac, json, sys
from fractions import Fraction

sys.stdout.reconfigure(errors="replace")
draw = json.load(open(sys.argv[1], encoding="utf-8-sig"))
design, frame, seed, wrong = draw["design"], draw["frame"], draw["seed"], 0
method, dial = design["method"], design["method"] == "random-digits"
files = sys.argv[2:]
people = [] if dial else list(csv.DictReader(open(files.pop(0), encoding="utf-8-sig", newline="")))
if "value" not in seed:
    seed["value"] = open(files[0]).read().strip() if files else sys.exit("the seed is not revealed yet: give its file")

def digest(text): return hashlib.sha256(text.encode()).hexdigest()
def ticket(scope, name): return hmac.new(seed["value"].encode(), f"prn1|{scope}|{name}".encode(), "sha256").hexdigest()
def text(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def say(name, same):
    global wrong
    wrong += not same
    print("OK     " if same else "DIFFERS", name)

def uniform(scope, name, start="0"):  # counted from the start point on
    return ((int(ticket(scope, name)[:13], 16) - int(start[:13], 16)) % 2**52 + 0.5) / 2**52

def shares(size, n, strict):  # inclusion probabilities; units that are taken anyway
    sure, left = set(), dict(size)
    while True:
        total, m = sum(left.values()), n - len(sure)
        big = {i for i, s in left.items() if m > 0 and s > 0 and (s * m > total or (s * m == total and strict))}
        if not big: break
        sure |= big
        for i in big: del left[i]
    p = {i: Fraction(s * m) / total if total else Fraction(0) for i, s in left.items()}
    p.update((i, Fraction(1)) for i in sure)
    return p, sure

def by_size(method, size, main, reserve, code, scope, start="0", sort={}):
    """The list of a draw in proportion to size: (id, part, certain, probability) in order."""
    n = main + reserve
    p, sure = shares(size, n, method != "pps-systematic")
    t = {i: ticket(scope, i) for i in size}
    open_ = [i for i in size if i not in sure and p[i] > 0]
    u = {i: uniform(scope, i, start) for i in open_}
    q = {i: float(p[i]) for i in open_}
    if method == "poisson":
        taken = sorted((i for i in open_ if u[i] < q[i]), key=lambda i: (u[i] / q[i], t[i]))
        sure_ = sorted(sure, key=lambda i: (uniform(scope, i, start), t[i]))
        return [(i, "main", i in sure, p[i]) for i in sure_ + taken]
    left = n - len(sure)
    if method == "pareto":
        taken = sorted(open_, key=lambda i: (u[i] * (1 - q[i]) / (q[i] * (1 - u[i])), t[i]))[:left]
    elif method == "sequential-poisson":
        taken = sorted(open_, key=lambda i: (u[i] / q[i], t[i]))[:left]
    else:  # hits at even steps through the sizes, in control order
        rows = sorted(open_, key=lambda i: (sort.get(i, []), t[i]))
        scale = max([1] + [size[i].denominator for i in rows])  # sizes are decimals: whole after this
        while any((size[i] * scale).denominator > 1 for i in rows): scale *= 10
        total, first = sum(int(size[i] * scale) for i in rows), 2 * int(ticket("ppssys", code)[:13], 16) + 1
        hits, taken, passed = [(first + j * 2**53) * total // (left * 2**53) for j in range(left)], [], 0
        for i in rows:
            passed += int(size[i] * scale)
            if hits and hits[0] < passed: taken.append(i); hits.pop(0)
    if method != "sequential-poisson":  # given out in a fresh order
        fresh = "unit:release" if scope == "unit" else scope + ".release"
        taken.sort(key=lambda i: ticket(fresh, i))
    c, order = len(sure), sorted(sure, key=t.get) + taken
    part = Fraction(main - c, left) if left else 1
    return [(i, "main" if r < main else "reserve", i in sure, p[i] * (part if r < main and i not in sure else 1)) for r, i in enumerate(order)]

def unit(i, t, stratum, rank, part, p, **more):
    chance = dict(probability=str(p), weight=str(1 / p))
    return dict(id=i, ticket=t, stratum=stratum, rank=rank + 1, replicate=rank // design["replicateSize"] + 1, part=part, **chance, **more)

rest = {k: draw[k] for k in draw if k != "digest"}
if "commitment" in seed:
    rest["seed"] = {k: seed[k] for k in seed if k != "value"}
    say("seed as committed to", digest(seed["value"]) == seed["commitment"])
say("manifest digest, format and rule", digest(text(rest)) == draw["digest"] and (draw["format"], draw["rule"]) == ("pingyi-draw-manifest/2", "prn-hmac-sha256/1"))
ids = sorted(f"{b['prefix']}/{b['digits']}" for b in design["blocks"]) if dial else sorted(p["id"] for p in people)
count = sum(10 ** b["digits"] for b in design["blocks"]) if dial else len(ids)
say(f"frame digest and size, {count}", digest("".join(i + "\n" for i in ids)) == frame["digest"] and count == frame["size"] and len(ids) == len(set(ids)))
if seed["derived"]:
    parts = frame["digest"], seed.get("publicRandomness", ""), seed.get("oneTimeCode", "")
    say("seed from frame, public randomness and one-time code", digest("seed1|%s|%s|%s" % parts) == seed["value"])
say("every listed unit in a listed stratum", {u["stratum"] for u in draw["units"]} <= {s["code"] for s in draw["strata"]})
whole = [s["code"] for s in draw["strata"]] == ["all"]
sized, sort = method in ("poisson", "pareto", "sequential-poisson", "pps-systematic"), design.get("sortBy", [])
if not dial:
    columns = ["cluster"] * (method == "two-stage") + ["size"] * sized + sort
    rows = sorted([p["id"], "all" if whole else p["stratum"], *(p[c] for c in columns)] for p in people)
    say("frame with all that the design looks at", digest("".join(text(r) + "\n" for r in [["id", "stratum", *columns], *rows])) == frame["table"])

for s in draw["strata"]:
    code, scope, mine, facts = s["code"], design["scope"], [p for p in people if whole or p["stratum"] == s["code"]], {}
    want, clusters = [], []
    if method == "bernoulli":
        main, both = Fraction(s["rate"]), Fraction(s["rate"]) + Fraction(s["reserveRate"])
        order = sorted((uniform(scope, p["id"], s["start"]), ticket(scope, p["id"]), p["id"]) for p in mine)
        for r, (u, t, i) in enumerate(o for o in order if o[0] < float(both)):
            want.append(unit(i, t, code, r, "main" if u < float(main) else "reserve", main if u < float(main) else both))
        facts["nextStart"] = next((t for u, t, i in order if u >= float(both)), None)
    elif method == "two-stage":
        inside = {}
        for p in mine: inside.setdefault(p["cluster"], []).append(p["id"])
        way, n = design["clusterMethod"], s["clusters"]
        if way == "simple":
            taken = [(c, "main", False, Fraction(n, len(inside))) for c in sorted(inside, key=lambda c: (ticket("psu", c), c))[:n]]
        else:
            taken = by_size(way, {c: Fraction(len(m)) for c, m in inside.items()}, n, 0, code, "psu")
            facts["certain"] = sum(sure for _, _, sure, _ in taken)
        for rank, (c, _, sure, p) in enumerate(taken):
            size = len(inside[c])
            main = min(s["withinMain"], size)
            both = main + min(s["withinReserve"], size - main)
            clusters.append(dict(code=c, stratum=code, rank=rank + 1, ticket=ticket("psu", c), population=size, main=main,
                                 reserve=both - main, probability=str(p), **({"certain": True} if sure else {})))
            for r, (t, i) in enumerate(sorted((ticket(scope, i), i) for i in inside[c])[:both]):
                within = Fraction(main if r < main else both, size)
                want.append(unit(i, t, code, r, "main" if r < main else "reserve", p * within, cluster=c, withinProbability=str(within)))
        facts["clusterPopulation"] = len(inside)
        listed = [c for c in draw["clusters"] if c["stratum"] == code]
        say(f"stratum {code}: {len(listed)} clusters drawn", listed == clusters)
    elif dial:
        blocks = sorted((b["prefix"], b["digits"]) for b in design["blocks"])
        limit, taken, passed, counters = 2**64 // count * count, set(), set(), {u["counter"] for u in draw["units"]}
        for c in range(max(counters) + 1):
            v = int(ticket("rdd", str(c))[:16], 16)
            if v >= limit: continue
            v %= count
            for prefix, digits in blocks:
                if v < 10**digits: break
                v -= 10**digits
            number = prefix + str(v).zfill(digits)
            if number in taken: continue
            if c in counters:
                p = Fraction(s["main"] if len(taken) < s["main"] else s["main"] + s["reserve"], count - design["excluded"]["count"])
                t = ticket("rdd-id", number)
                want.append(unit(t[:20], t, code, len(taken), "main" if len(taken) < s["main"] else "reserve", p, counter=c))
                taken.add(number)
            else: passed.add(number)  # excluded: only whoever has the list of excluded numbers can look
        say(f"numbers passed over, {len(passed)} of {design['excluded']['count']} excluded", len(passed) == design["excluded"]["met"] <= design["excluded"]["count"])
    else:
        size = {p["id"]: Fraction(p["size"]) for p in mine}
        control = {p["id"]: [p[c] for c in sort] for p in mine}
        drawn = by_size(method, size, s.get("expectedMain", s["main"]), s["reserve"], code, scope, s.get("start", "0"), control)
        for r, (i, part, sure, p) in enumerate(drawn):
            want.append(unit(i, ticket(scope, i), code, r, part, p, **({"certain": True} if sure else {})))
        facts["certain"] = sum(sure for _, _, sure, _ in drawn)
        say(f"stratum {code}: total size {s['totalSize']}", Fraction(s["totalSize"]) == sum(size.values()))
    facts["population"] = count - design["excluded"]["count"] if dial else len(mine)
    for part in "main", "reserve": facts[part] = sum(u["part"] == part for u in want)
    listed = [u for u in draw["units"] if u["stratum"] == code]
    say(f"stratum {code}: {facts['population']} to draw from, {len(listed)} drawn", listed == want and all(s.get(k) == v for k, v in facts.items()))
sys.exit(min(wrong, 255))
