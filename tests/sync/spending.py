#!/usr/bin/env python3
"""Members spend the same amounts in several clones, pull and push in any order, and are killed: never a lost or doubled unit.

usage: spending.py --tos BINARY [--seed N] [--steps N]

What a step does follows from the seed and its number. Where a process is when it is killed after a while, and who of
several at once comes first, depends on the machine as well. A run of 400 steps or more must have met everything.
"""
import collections
import itertools
import json
import random
import sys

from perils import Peril, Perils
from place import CONFLICT, NAMES, Failed, expect, main, test
from recount import Recount, Records
from witness import Witness

CLONES = {"mara": "mara", "juno": "juno", "laptop": "juno", "timo": "timo", "lena": "lena"}  # whose they are
PEOPLE = sorted(set(CLONES.values()))  # all but lena are stewards
HUB, FUND = "hub.git", "relief/EUR/fund"
EXPECTED = ("transfer", "hold", "post", "void", "correction", "contribution", "payment", "payment-approval", "killed", "killed at a write",
            "no space", "git killed", "hook killed", "set aside", "repeated", "batches whole", "another act refused")
FLOORS = {"HOURS": -1500, "C4": -20, "EUR": 0}
SCALES = {"HOURS": 2, "C4": 0, "EUR": 2}
CURRENCIES = (
    {"code": "HOURS", "name": "Hours of work", "kind": "time", "scale": 2, "terms": {"transferable": True, "credit": {
        "limit": 1000, "growth_days": 0, "soft": 500, "hard": 1500, "earned_step": 100, "earned_window_days": 30}}},
    {"code": "C4", "name": "Credit among us", "kind": "mutual-credit", "scale": 0, "terms": {"transferable": True, "max_balance": 40, "credit": {
        "limit": 20, "growth_days": 0, "soft": 10, "hard": 20, "earned_step": 0, "earned_window_days": 30},
        "velocity": {"window_hours": 1, "most": 30}}},
    {"code": "EUR", "name": "Euros in the till", "kind": "backed", "scale": 2, "terms": {"transferable": True, "issuance": {
        "roles": ["steward"], "most_per_month": 60000}}})


class Act:
    """What somebody does in any of their clones, any number of times, and what may come of it once. `lines`: for tos import."""

    def __init__(self, author, *words, keys=(), lines=()):
        self.author, self.words, self.keys, self.lines = author, words, keys, lines


def legs(*pairs):
    return {"legs": [{"account": name, "amount": amount} for name, amount in pairs]}


def spelled(amount, code):
    whole = f"{amount:0{SCALES[code] + 1}}"
    return f"{whole[:-2]}.{whole[-2:]}" if SCALES[code] else whole


class World:
    def __init__(self, place, seed):
        self.place, self.seed, self.step, self.rng = place, seed, 0, random.Random(seed)
        self.acts, self.parts, self.origins = [], [], {}  # acts so far, parts of batches still to come, {id: the act it is of}
        self.records = Records(place)
        self.set_up()
        self.perils = Perils(place, CLONES)
        self.counts = self.perils.counts
        self.witness = Witness(place, HUB, CLONES)
        self.hub, self.own = Recount(self.records, FLOORS), {clone: Recount(self.records, FLOORS) for clone in CLONES}  # what is published
        for clone in CLONES:
            self.see(clone)

    # A group with lena, currencies, a fund and payments that it decided on.

    def set_up(self):
        place = self.place
        key = " ".join(place.key("lena").with_suffix(".pub").read_text().split()[:2])
        lines = [("economy.currency/v1", "mara", one) for one in CURRENCIES]
        lines += [("economy.fund/v1", "mara", {"handle": "relief", "name": "Relief fund", "currency": "EUR", "approvers": 1, "purpose": "In need."}),
                  ("identity.application/v1", "lena", {"key": key, "skills": []}), ("identity.admission/v1", "mara", {"application": "@lena"})]
        lines += [("economy.transfer/v1", "mara", legs(("bank/EUR/external", -2000), (f"{name}/EUR/member", 2000))) for name in PEOPLE]
        lines += [("economy.transfer/v1", "mara", legs(("bank/EUR/external", -4000), (FUND, 4000)))]
        place.tos("mara", "import", self.written(lines), "--per-commit", 100)
        self.decisions = [self.decide(payee) for payee in ("lena", "baker/external", "timo")[:place.options.steps // 100]]
        place.tos("mara", "push")
        for clone in ("laptop", "lena"):
            place.tos(".", "clone", place / HUB, clone)
        for clone in ("juno", "timo"):
            place.tos(clone, "pull")

    def decide(self, payee):
        place = self.place
        place.tos("mara", "fund", "propose", "relief", "12.00", payee, "--summary", "For somebody in need.")
        place.tos("mara", "poll", "open", "latest", "--hours", 1)
        for who in NAMES:
            done = place.run("mara", who, "ballot", "cast", "latest", "yes")
            expect(done.code == 0, done)
        place.pass_time(hours=1)
        place.tos("mara", "poll", "close", "latest")
        return place.tos("mara", "decision", "list", "--json").data[-1]["id"]

    def written(self, lines):
        """A file for tos import: kind, author, body and perhaps an idempotency key, signed now."""
        path = self.place / "lines.jsonl"
        named = [{"kind": kind, "author": author, "key": str(self.place.key(author)), "at": self.place.stamp(), "body": body,
                  **({"idempotency_key": key[0]} if key else {}), **({"label": author} if kind == "identity.application/v1" else {})}
                 for kind, author, body, *key in lines]
        path.write_text("".join(json.dumps(line) + "\n" for line in named))
        return path

    # Commands, and what must be so after each.

    def run(self, clone, *words):
        return self.perils.run(clone, words, Peril(self.rng, words[0] in ("pull", "push", "sync")))

    def see(self, clone):
        ids = self.witness.see(clone)
        self.records.read(clone, ids)
        return ids

    def under_keys(self, clone_ids, act):
        """{key: id} of what a log has of this act's author under its keys."""
        said = self.records.said
        return {said[one].idempotency_key: one for one in clone_ids if said[one].author == act.author and said[one].idempotency_key in act.keys}

    def do(self, clone, act):
        """Once at most, however often; all of it or nothing."""
        before = self.see(clone)
        had = self.under_keys(before, act)
        words = act.words
        if act.lines:
            words = ("import", self.written([(kind, act.author, body, key) for (kind, body), key in zip(act.lines, act.keys)]), *act.words)
        done = self.run(clone, *words, *(("--idempotency-key", act.keys[0]) if act.keys and not act.lines else ()))
        after = self.see(clone)
        new = after[len(before):]
        for one in new:
            self.origins.setdefault(one, act)
        expect(after[:len(before)] == before, "a log is no continuation of what it was", clone, words, done)
        if act.keys:
            expect({self.records.said[one].idempotency_key for one in new} in (set(), set(act.keys) - set(had)), "in part", clone, words, done)
        expect(len(new) <= max(1, len(act.keys)), "more than once", clone, words, done)
        if done.code == 0:
            expect(set(self.under_keys(after, act)) == set(act.keys), "it said that it was done", clone, words, done)
            expect(new or act.keys, "it said that it was done", clone, words, done)
        if had and len(had) == len(act.keys) and done.code in (0, CONFLICT):
            is_same = all(self.origins[one] is act for one in had.values())
            expect(done.code == 0 if is_same else "LOG-106" in done.err, "the same key again", clone, words, done)
            self.counts["repeated" if is_same else "another act refused"] += 1
        return done

    # What may happen.

    def somebody(self):
        return self.rng.choice(list(CLONES))

    def clone_of(self, author):
        return self.rng.choice([clone for clone, owner in CLONES.items() if owner == author])

    def other(self, author):
        return self.rng.choice([name for name in PEOPLE if name != author])

    def amount(self):
        code = self.rng.choice(list(SCALES))
        return self.rng.randint(1, 12) * (1 if code == "C4" else 50), code

    def key(self, number=""):
        return f"s{self.step}{number}"

    def first(self, act, clone=None):
        self.acts.append(act)
        self.do(clone or self.clone_of(act.author), act)

    def payment(self):
        author, (amount, code) = self.rng.choice(PEOPLE), self.amount()
        payee = "relief" if code == "EUR" and self.rng.random() < 0.2 else self.other(author)
        return Act(author, "ledger", "transfer", payee, spelled(amount, code), code, keys=[self.key()])

    def pay(self):
        self.first(self.payment())

    def let_in(self):
        author, amount = self.rng.choice(PEOPLE), self.rng.randint(2, 20) * 100
        self.first(Act(author, "ledger", "transfer", self.rng.choice(PEOPLE), spelled(amount, "EUR"), "EUR", "--from", "bank/external", keys=[self.key()]))

    def hold(self):
        author, (amount, code) = self.rng.choice(PEOPLE), self.amount()
        until = ("--expires", self.after(minutes=self.rng.choice((2, 20, 600)))) if self.rng.random() < 0.4 else ()
        self.first(Act(author, "ledger", "hold", self.other(author), spelled(amount, code), code, *until, keys=[self.key()]))

    def after(self, **spans):
        now = self.place.now
        self.place.pass_time(**spans)
        stamp, self.place.now = self.place.stamp(), now
        return stamp

    def some(self, nouns, ids, fits=lambda body: True):
        """One of the last records of these kinds in a log."""
        found = [self.records.said[one] for one in ids]
        found = [one for one in found if one.module == "economy" and one.noun in nouns and fits(one.body)]
        return self.rng.choice(found[-6:]) if found else None

    def resolve(self):
        """Posting all of a hold of one's own or less, or voiding what is held for one; now and then the other way round."""
        clone = self.somebody()
        own = f"{CLONES[clone]}/"
        hold = self.some(("hold",), self.see(clone), lambda body: body["from"].startswith(own) or body.to.startswith(own))
        if not hold:
            return self.hold()
        words = ["void", hold.id[:16]]
        if hold.body["from"].startswith(own) == (self.rng.random() < 0.9):
            part = spelled(self.rng.randint(1, hold.body.amount), hold.body.to.split("/")[1])
            words = ["post", hold.id[:16], *([part] if self.rng.random() < 0.4 else [])]
        return self.first(Act(CLONES[clone], "ledger", *words, keys=[self.key()]), clone)

    def correct(self):
        """More of what one paid, or less of what one got; sometimes nothing at all."""
        clone = self.somebody()
        own = f"{CLONES[clone]}/"
        wrong = self.some(("transfer", "correction"), self.see(clone),
                          lambda body: len(body.legs) == 2 and not body.batch and any(leg.account.startswith(own) for leg in body.legs))
        if not wrong:
            return self.pay()
        most, code = max(leg.amount for leg in wrong.body.legs), wrong.body.legs[0].account.split("/")[1]
        has_paid = any(leg.account.startswith(own) and leg.amount < 0 for leg in wrong.body.legs)
        amount = most + self.rng.randint(1, 100) if has_paid else self.rng.randint(0, most)
        right = ("--amount", spelled(amount, code)) if amount else ()
        return self.first(Act(CLONES[clone], "ledger", "correct", wrong.id[:16], *right, "--reason", "It was another amount.", keys=[self.key()]), clone)

    def shares(self, author):
        """What a member pays to two others and the fund, in two currencies, in three parts that do not balance alone."""
        (one, other), hours, euros = self.rng.sample([name for name in PEOPLE if name != author], 2), self.rng.randint(2, 300), self.rng.randint(2, 300)
        return ([(f"{author}/HOURS/member", -2 * hours), (f"{one}/HOURS/member", hours)],
                [(f"{other}/HOURS/member", hours), (f"{author}/EUR/member", -euros)], [(FUND, euros)])

    def batch(self):
        """Its parts come at once, or one by one from any of the author's clones."""
        author = self.rng.choice(PEOPLE + ["juno"] * 3)
        parts = [("economy.transfer/v1", {**legs(*part), "batch": {"key": self.key(), "part": number, "of": 3}})
                 for number, part in enumerate(self.shares(author), 1)]
        keys = [self.key(f".{number}") for number in (1, 2, 3)]
        if self.rng.random() < 0.4:
            return self.first(Act(author, "--per-commit", self.rng.choice((1, 2, 9)), keys=keys, lines=parts))
        acts = [Act(author, keys=[key], lines=[part]) for part, key in zip(parts, keys)]
        self.rng.shuffle(acts)
        self.parts += acts[1:]
        return self.first(acts[0])

    def part(self):
        return self.first(self.parts.pop(self.rng.randrange(len(self.parts)))) if self.parts else self.batch()

    def large(self):
        """More legs than one record holds."""
        path = self.place / "legs.csv"
        path.write_text("".join(f"till-{number}/EUR/external,-0.01\n" for number in range(1, 401)) + "mara/EUR/member,4.00\n")
        key = self.key()
        self.first(Act("mara", "ledger", "transfer", "--legs", path, keys=[key, f"{key}.2"]))

    def twice(self):
        """The same act under the same key in two clones of one member, perhaps in the same second."""
        act = self.payment()
        act.author = "juno"
        act.words = (*act.words[:2], self.other("juno"), *act.words[3:])
        now = self.place.now
        self.first(act, "juno")
        if self.rng.random() < 0.5:
            self.place.now = now
        self.do("laptop", act)

    def again(self):
        """One of the latest acts, in any of the author's clones."""
        if self.acts:
            act = self.rng.choice(self.acts[-8:])
            self.do(self.clone_of(act.author), act)

    def misuse(self):
        """A key of an earlier act for another one."""
        before = [act for act in self.acts if act.keys and not act.lines][-8:]
        if before:
            earlier, act = self.rng.choice(before), self.payment()
            self.do(self.clone_of(earlier.author), Act(earlier.author, *act.words[:2], self.other(earlier.author), *act.words[3:], "--memo", "Another",
                                                          keys=earlier.keys[:1]))

    def contribute(self):
        """Without a key: whoever does not know whether it was done must look."""
        self.do(self.somebody(), Act(None, "fund", "contribute", "relief", spelled(self.rng.randint(1, 300), "EUR")))

    def carry_out(self):
        """A payment by decision, or the approval of one, by whoever and again and again: it is paid once."""
        clone = self.somebody()
        payment = self.some(("payment",), self.see(clone))
        if payment and self.rng.random() < 0.6:
            self.do(clone, Act(None, "fund", "approve", payment.id[:16]))
        elif self.decisions:
            self.do(clone, Act(None, "fund", "pay", self.rng.choice(self.decisions)))

    def carry_aside(self):
        """Somebody tries a record again that was set aside."""
        clone = self.somebody()
        aside = sorted(set(self.witness.aside(clone)) - set(self.see(clone)))
        if aside:
            name = self.rng.choice(aside)
            done = self.do(clone, Act(self.records.said[name].author, "carry", self.place / clone / ".git" / "tos" / "aside" / f"{name}.yaml"))
            self.counts["carried again"] += done.code == 0

    def network(self):
        self.exchange(self.somebody(), self.rng.choice(("pull", "push", "sync", "sync")))

    def exchange(self, clone, word):
        """What no longer fits is set aside, and no more than that."""
        before, hub = self.see(clone), set(self.place.ids(HUB))
        kept, pending = set(self.witness.aside(clone)) - set(before), [one for one in before if one not in hub]
        done = self.run(clone, word)
        after = self.see(clone)
        for name, rule in self.witness.aside(clone).items():
            if name not in kept and name not in after:
                self.counts["set aside"] += 1
                carried = [one for one in pending[:pending.index(name)] if one in after]
                self.own[clone].follow([one for one in after if one not in pending])
                found = self.own[clone].copy().follow(self.own[clone].ids + carried).refusal(name)
                expect(found == rule, clone, "set aside by another rule than it breaks", name, rule, found)
        return done

    def together(self):
        """Several at the same moment, in different clones or in one."""
        clones = [self.somebody() for _ in range(self.rng.randint(2, 3))]
        work = [("sync",), ("push",), ("ledger", "transfer", "timo", "0.50", "HOURS"), ("ledger", "transfer", "relief", "0.50", "EUR")]
        self.perils.run_together([(clone, self.rng.choice(work)) for clone in clones])
        for clone in clones:
            self.see(clone)

    def wait(self):
        self.place.pass_time(minutes=self.rng.choice((1, 10, 90, 700)))

    # What always holds.

    def check(self):
        hub, logs = self.witness.check()
        self.hub.follow(hub)
        self.check_once(hub)
        self.compare(HUB, self.hub)
        for clone, ids in logs.items():
            published = [one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(ids, hub))]
            self.compare(clone, self.own[clone].follow(published).copy().follow(ids))
            for path in (self.place / clone / ".git" / "tos" / "aside").glob("*.yaml"):
                expect(path.read_bytes() == self.records.bytes[path.stem], clone, "another record was set aside", path.stem)

    def check_once(self, hub):
        """Each hold is resolved at most once, each key counts once, and each part of a batch comes once."""
        said = [self.records.said[one] for one in hub]
        met = collections.Counter((one.author, "key", one.idempotency_key) for one in said if one.idempotency_key)
        met.update(("hold", one.body.hold) for one in said if one.noun in ("post", "void"))
        met.update((one.author, "part", one.body.batch.key, one.body.batch.part) for one in said if one.noun == "transfer" and one.body.batch)
        met.update(("paid", one.body.decision) for one in said if one.noun == "payment")
        expect(all(count == 1 for count in met.values()), "more than once in the hub", [what for what, count in met.items() if count > 1])

    def compare(self, where, recount):
        done = self.place.run(where, None, "ledger", "check", "--json")
        expect(done.code == 0 and not done.data["findings"], where, done)
        rows = self.place.run(where, None, "account", "list", "--all", "--json").data
        found, wanted = {row["account"]: (row["posted"], row["held_out"], row["held_in"]) for row in rows}, recount.accounts()
        names = [name for name in {**found, **wanted} if found.get(name) != wanted.get(name)]
        expect(not names, where, "balances differ from what the records say", [(name, found.get(name), wanted.get(name)) for name in names])

    def come_together(self):
        self.rng.random = lambda: 1.0  # no more faults
        for word in ("sync", "pull"):
            for clone in CLONES:
                done = self.exchange(clone, word)
                expect(done.code in (0, CONFLICT), clone, done)
        self.check()
        expect(len({self.place.head(where) for where in (*CLONES, HUB)}) == 1, "they did not come together")
        expect(self.place.verdict(HUB)["verdict"] == "GREEN", "the hub's log")
        for where in (*CLONES, HUB):
            expect(self.place.git(where, "fsck", "--strict", "--no-progress", "--no-dangling") == "", where, "git fsck")
        for clone in CLONES:
            self.place.clean(clone)
        said = [self.records.said[one] for one in self.hub.ids]
        self.counts.update(one.noun for one in said if one.module == "economy")
        self.counts["batches whole"] = sum(not batch.open for batch in self.hub.log.batches.values())

    def live(self, steps):
        happenings = [self.pay] * 3 + [self.resolve] * 2 + [self.hold, self.resolve, self.correct, self.part, self.twice, self.again, self.carry_aside] * 2
        happenings += [self.network] * 9 + [self.let_in, self.misuse, self.contribute, self.carry_out, self.together, self.wait]
        to_come = []
        for self.step in range(1, steps + 1):
            self.rng = random.Random(f"{self.seed} {self.step}")
            to_come = to_come or self.rng.sample(happenings, len(happenings))  # each of them in any 68 steps
            happening = self.large if self.step % 150 == 75 else to_come.pop()
            happening()
            if self.step % 15 == 0 and self.step < steps:
                self.check()
        self.come_together()


@test
def simulation(place):
    options = place.options
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    print(f"SEED={seed}", flush=True)
    world = World(place, seed)
    try:
        world.live(options.steps)
    except Exception as error:  # whatever it is, it must be possible to see it again
        again = f"python3 {sys.argv[0]} --tos {options.tos} --seed {seed} --steps {options.steps}"
        raise Failed("\n".join((f"at step {world.step} of seed {seed}; again: {again}", *world.perils.trail, repr(error)))) from error
    missed = [what for what in EXPECTED if not world.counts[what]] if options.steps >= 400 else []
    expect(not missed, f"seed {seed}: never met", missed)
    print(f"{options.steps} steps, {len(world.hub.ids)} records published;", ", ".join(f"{what}: {count}" for what, count in sorted(world.counts.items())))


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
