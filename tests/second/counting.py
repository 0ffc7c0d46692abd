"""What a poll's ballots amount to: voting.md, "Recount"."""
from itertools import product
from specification import ANSWERS, BIG, root_of


def recount(poll, keys):  # the body of the poll's decision
    ballots, recused = sorted(poll.ballots, key=lambda x: (x.author, x.at, x.id)), poll.version.chain.recused
    aside = [{"ballot": x.id, "reason": "recused" if x.author in recused else "compromised-key"} for x in ballots
             if x.author in recused or x.position >= (keys[x.key].suspect or BIG)]
    counted = {x.author: x for x in ballots if x.id not in [one["ballot"] for one in aside]}
    poll.yeas, poll.objectors = ({who for who, x in counted.items() if x.body.choice in words} for words in (
        ("yes", "consent"), ("objection",)))
    poll.noes = [x.id for x in counted.values() if x.body.reason and x.body.choice in ("no", "objection")]
    bodies, electors = [x.body for x in counted.values()], sorted(poll.electors.difference(recused))
    every, cast, size, said = range(len(poll.options)), len(bodies), len(electors), [x.choice for x in bodies]
    method, (way, *words) = poll.method, ANSWERS[poll.method].split()
    marks = [{x.option - 1: x.rank or -x.score for x in y.ranks or y.scores or ()} |  # places: the less, the better
             {x - 1: 0 for x in y.approves or ()} for y in bodies]
    over = [[sum(x.get(a, BIG + 1) < x.get(b, BIG + 1) for x in marks) for b in every] for a in every]
    path = [[over[a][b] * (over[a][b] > over[b][a]) for b in every] for a in every]
    for via, a, b in product(every, repeat=3):
        path[a][b] = max(path[a][b], min(path[a][via], path[via][b]))
    points = [sum(a in x for x in marks) if way == "approves" else sum(path[a][b] >= path[b][a] for b in every)
              for a in every]
    best = [a + 1 for a in every if points[a] == max(points)]
    quiet, yes = marks.count({}) if every else said.count("abstain"), max(points, default=said.count("yes"))
    whole = {"cast": cast, "non-abstaining": cast - quiet, "eligible": size}[poll.denominator]
    margin, most = yes - whole * poll.threshold, method == "majority"
    enough = (quiet < cast if way == "ranks" else "objection" not in said and {"consent", "concern"} & set(said)
              if method == "consent" else yes and (margin > 0 or margin == 0 and not most))
    level = enough and len(best) > 1 if every else most and yes == said.count("no") > 0 <= margin
    outcome = ("no-quorum" if cast < size * poll.quorum or not size and poll.quorum else
               "adopted" if enough and not (every and level) else
               "tied" if poll.terms.tie == "again" and level else "rejected")
    parts = ([("approvals", yes, whole)] * (way == "approves") + [("abstain", quiet, cast)] if every else
             [(word, said.count(word), whole if word in ("yes", "no") else cast) for word in words])
    figures = [("turnout", cast, size), ("quorum", *poll.quorum.as_integer_ratio()), *parts,
               *[("threshold", *poll.threshold.as_integer_ratio())] * (way == "approves" or "yes" in words)]
    more = ({} if "yes" in words else {"rule": f"tos.{method}/1"}) | (
        {} if not every else {"votes": points if way == "approves" else sum(over, []) if len(every) <= 32 else []})
    return {"poll": poll.id, "outcome": outcome, "winners": best if every and outcome == "adopted" else [], **more,
            "figures": [dict(zip(("name", "numerator", "denominator"), figure)) for figure in figures],
            "electorate": {"size": size, "root": root_of([name.encode() for name in electors]).hex()},
            "ballots": {"size": cast, "root": root_of([bytes.fromhex(each.id) for each in counted.values()]).hex()},
            "set_aside_count": len(aside), "set_aside": aside if len(aside) <= 256 else []}
