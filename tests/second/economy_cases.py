"""What members do with currencies, transfers, holds and corrections, at random; hostile amounts among them."""
from books import PURPOSES, parts
from counting import recount
from currencies import digest, of_terms
from forge import DAY, HOUR, key, stamp
from ledgers import as_text
from record_form import printed
from specification import BIG, TABLES, Bag, sha256

ORDER = {kind[:-3]: [name.rstrip("?") for name in about["fields"]] for kind, about in TABLES.items() if kind.startswith("economy.")}
ACTS = [("transfer", 22), ("batch", 6), ("hold", 8), ("resolve", 10), ("correct", 9), ("currency", 2), ("change", 3), ("reset", 4),
        ("reform", 3)]
CURRENCIES = {"HOURS": "time", "LETS": "mutual-credit", "EUR": "backed", "TOK": "issued", "CARE": "time"}
LENT, LET_IN, ODD = ("time", "mutual-credit"), ("backed", "issued"), 0.1
ENDS = ("deal completed", "deal cancelled", "deal expired", "listing completed", "listing cancelled", "listing expired", "payment paid",
        "payment lapsed", "batch whole", "batch forgotten", "hold expired", "hold instead")  # how things ended, all to be met
OUTSIDE_OF = {"backed": "external", "issued": "issuance"}


def charter(of, rng):
    """The charter of a group that trades: as any other, but decisions are quick and stewards stay."""
    rates = [{"category": name, "rate": rng.choice(["1", "1.5", "4/3", "3"]), "care": name == "care"} for name in ("care", "repair")]
    may = [{"kind": f"economy.{rng.choice(['transfer', 'match', 'payment', 'hold'])}/v1", "who": ["moderator"]}]
    of["decision_types"].append({"name": "budget", "method": rng.choice(["majority", "supermajority", "consent"]), "quorum": "0",
                                 "threshold": "0.5", "denominator": "cast", "discussion_hours": 0, "vote_hours": 1})
    return {**of, "records_per_day": 1000, "dormant_after_days": 365,
            "certifiers": rng.choice([0, 0, 0, 1]), "cooling_off_hours": rng.choice([0, 0, 72]),
            "admission": {"by": "steward", "vouchers": 1}, "permissions": rng.choice([[], [], [], may]),
            "roles": [{**role, "term_days": 720 if role["name"] == "steward" else 30} for role in of["roles"]],
            **rng.choice([{}, {"time_bank": {"categories": rates}}])}


class Trading:
    """For groups.Group, beside exchange_cases.Exchanging."""

    def settle(self):
        """What the rest needs: members, currencies, and something to spend."""
        for name in [self.others.pop(0) for _ in range(2)]:
            self.act("identity.application", name, {"key": key(name).line, "skills": []}, signer=name)
            self.act("identity.admission", "mara", {"application": self.ids[-1]})
        for code in [*self.rng.sample(sorted(CURRENCIES), 4), *self.rng.choice([["POINTS"], []])]:
            self.do_currency("mara", "mara", code)
        for code in self.codes(LET_IN):
            quota = (self.about(code).terms.issuance or Bag()).most_per_month or BIG
            amount = min(quota // 2, self.rng.choice([40, 200, 10**6, BIG]))
            legs = [(f"{name}/{code}/member", amount) for name in self.state.members]
            if amount * len(legs) <= BIG:
                self.send("mara", [(self.outside(code), -amount * len(legs)), *legs])
            self.send("mara", [(self.outside(code), -amount), legs[0]])
        self.do_contribute("mara", "mara")
        self.do_fund("mara", "mara")
        self.do_listing("mara", "mara")

    def ends(self):
        """How listings, deals, payments, batches and holds have ended, to be counted."""
        state, out = self.state, []
        for name, group in (("deal", state.deals), ("listing", state.listings), ("payment", state.payments)):
            out += [f"{name} {one.state}" for one in group.values()]
        out += ["batch whole" for one in state.batches.values() if not one.open]
        out += ["batch forgotten" for one in state.batches.values() if one.open and one.until <= state.now]
        resolved = [r.body.hold for _, _, r in self.files if r.noun in ("post", "void")]
        out += ["hold expired" for name, one in state.held.items() if not (one.open or one.deal or name in resolved)]
        return out + ["hold instead" for _, _, r in self.files if r.noun == "transfer" and r.id in state.held]

    # who and what

    def chance(self, share):
        return self.rng.random() < share

    def codes(self, kinds=(*LENT, *LET_IN)):
        return [code for code, one in self.state.currencies.items() if one.kind in kinds]

    def code(self, kinds=(*LENT, *LET_IN), odd=ODD / 4):
        return self.pick(self.codes(kinds), "EUR") if not self.chance(odd) else self.rng.choice([*self.state.currencies, "NONE"])

    def affordable(self, who, kinds=(*LENT, *LET_IN)):
        """Most often a currency of which they have something to give."""
        codes = [code for code in self.codes(kinds) if self.spendable(f"{who}/{code}/member") > 0
                 and (self.about(code).terms.transferable or self.chance(ODD))]
        return self.pick(codes) if codes and self.chance(0.9) else self.code(kinds)

    def another(self, who):
        others = [m.handle for m in self.state.active() if m.handle != who]
        return self.pick(others, who) if self.chance(0.95) else who

    def payer(self, who, code=None):
        """Most often somebody who has something to give, of this currency or any."""
        codes = [code] if code else self.codes()
        able = [m.handle for m in self.state.active() if any(self.spendable(f"{m.handle}/{one}/member") > 0 for one in codes)]
        return who if who in able and self.chance(0.5) else self.pick(able, who) if self.chance(0.9) else who

    def about(self, code):
        return self.state.currencies.get(code, Bag(kind="backed", scale=2, terms=Bag()))

    def outside(self, code):
        """An account from which amounts come into the group."""
        purpose = OUTSIDE_OF.get(self.about(code).kind, "issuance")
        owner = self.rng.choice(["group", "bank"]) if self.about(code).kind == "backed" else "group"
        return f"{owner}/{code}/{purpose}"

    def holder(self, role, otherwise):
        """Most often somebody with that role."""
        holders = [m.handle for m in self.state.active() if self.state.holds(m.handle, role)]
        return self.pick(holders, otherwise) if self.chance(0.9) else otherwise

    def someone(self):
        return self.pick([m.handle for m in self.state.active()], "mara")

    def spendable(self, account):
        one, name = self.state.account(account), parts(account)
        known = name.purpose == "member" and name.owner in self.state.members and name.code in self.state.currencies
        return one.posted - one.out + (self.state.credit(name.owner, name.code) if known else 0)

    def amount(self, most):
        """Often little, else all there is, more than that, or as much as a record can say."""
        some = self.rng.randint(1, max(1, min(most, 30)))
        return max(1, min(BIG, self.rng.choices([some, most, most // 2, most + 1, BIG], [80, 5, 5, 5, 2])[0]))

    def any_account(self, code):
        purpose = self.rng.choice([*PURPOSES, "member", "member"])
        fund = self.pick(self.state.funds, "relief") if self.chance(0.9) else "nobody"
        owner = {"member": self.someone() if self.chance(0.9) else "nobody", "fund": fund, "external": self.rng.choice(["group", "bank"])}
        return f"{owner.get(purpose, 'group')}/{code}/{purpose}"

    # decisions

    def permitted(self, kind, target, proposer=None):
        """The field that names a decision on this act, made for it; sometimes another one, or none."""
        if self.chance(ODD):
            return {"decision": self.pick(self.state.outcomes)}
        target = target if not self.chance(ODD / 3) else target[1:] + "x"
        return {"decision": self.decided(proposer or self.someone(), "budget", {"kind": f"economy.{kind}/v1", "target": target})}

    def decided(self, who, kind, mandate=None, text=None):
        """The id of a decision of that type, most often adopted and in force."""
        body = {"title": "To be decided", "decision_type": kind, "paths": ["social-economy"], **({"mandate": mandate} if mandate else {})}
        self.act("deliberation.proposal", who, body, {"summary": "An act of the group.", **({"text": text} if text else {})})
        self.poll(who, self.ids[-1], 0)
        poll, voters = self.state.polls.get(self.ids[-1]), [m.handle for m in self.state.active()]
        if not poll:
            return self.pick(self.state.outcomes)
        self.now = max(self.now, poll.opens_at)
        for voter in self.rng.sample(voters, min(len(voters), self.rng.choice([1, 1, 3]))) if kind == "budget" else voters:
            self.act("voting.ballot", voter, {"poll": poll.id, "choice": "consent" if poll.method == "consent" else
                                              self.rng.choice(["yes"] * 20 + ["no"])})
        self.now = max(self.now, poll.last + 1)
        self.act("voting.decision", who, recount(self.state.polls[poll.id], self.state.keys))
        mandate = self.state.mandates.get(self.ids[-1])
        if mandate and self.chance(0.95):
            self.now = max(self.now, mandate.cooled, min(mandate.certified, mandate.limit))
        return self.ids[-1]

    def do_reform(self, who, other):
        """Another charter, or another policy in the place of one."""
        if self.chance(0.4):
            new = self.charter()
            decision = self.decided(who, "charter", {"kind": "charter.amendment/v1", "target": sha256(printed(new)).hex()})
            self.act("charter.amendment", who, {"decision": decision, "charter": new})
            return
        policies = [name for name, (x, _) in self.state.outcomes.items() if x.adopted and not x.changed and x.poll.version.type == "budget"
                    and (not x.kind or x.kind == "voting.policy-change/v1")]
        policy = self.pick(policies) if policies else self.decided(who, "budget", text="This is how we do it.")
        self.now += 3 * DAY
        decision = self.decided(who, "budget", {"kind": "voting.policy-change/v1", "target": policy}, "This is how we do it now.")
        self.act("voting.policy-change", who, {"decision": decision, "policy": policy})

    # currencies

    def do_currency(self, who, other, code=None):
        code = code or self.rng.choice([*CURRENCIES, "POINTS", "STARS", "STARS"])
        kind = CURRENCIES.get(code, "points") if self.chance(1 - ODD / 3) else self.rng.choice([*LENT, *LET_IN, "points"])
        self.act("economy.currency", self.holder("steward", who), {
            "code": code, "name": "What it is called", "kind": kind,
            "scale": self.rng.choice([0, 2, 2, 2, 2, 9]) if kind != "points" else 0,
            "terms": self.currency_terms(kind)})

    def currency_terms(self, kind):
        """Terms that fit that kind, most often."""
        rng, odd, out = self.rng, lambda: self.chance(ODD / 8), {"transferable": kind != "points" and self.chance(0.88)}
        if self.chance(0.2) and kind != "points" or odd():
            out["max_balance"] = rng.choice([60, 400, BIG])
        if self.chance(0.8) and kind in LENT or odd():
            hard = rng.choice([0, 30, 100, 100, BIG])
            out["credit"] = {"limit": min(BIG, rng.choice([0, hard // 2, hard, hard]) + odd()),
                             "growth_days": rng.choice([0, 0, 0, 30, 90]), "soft": rng.choice([0, hard]), "hard": hard,
                             "earned_step": rng.choice([0, 3, BIG]), "earned_window_days": rng.choice([1, 30, 365])}
        if self.chance(0.25) and kind != "points" or odd():
            out["velocity"] = {"window_hours": rng.choice([1, 48, 8760]), "most": rng.choice([25, 90, BIG])}
        if self.chance(0.3) and kind != "points" or odd():
            out["breaker"] = {"window_hours": rng.choice([1, 48, 720]), "share": "1.5" if odd() else rng.choice(["0.1", "1/3", "0.5", "1"])}
        if self.chance(0.6) and kind == "issued" or odd():
            out["decay"] = {"idle_days": rng.choice([0, 0, 1, 20]), "every_days": rng.choice([1, 7]),
                            "keep": "1" if odd() else rng.choice(["0", "0.5", "2/3", "0.9"])}
        if self.chance(0.9) and kind in LET_IN or odd():
            roles = ["steward"] if self.chance(0.85) else rng.choice([["moderator", "steward"], [], ["clown"] if odd() else ["moderator"]])
            out["issuance"] = {"roles": roles, **rng.choice([{}, {}, {"most_per_month": rng.choice([30, 300, BIG])}])}
        return out

    def do_change(self, who, other):
        code = self.code()
        terms = self.currency_terms(self.about(code).kind)
        body = {"code": code, "terms": terms}
        self.act("economy.currency-change", who, {**self.permitted("currency-change", of_terms(code, terms)), **body})

    def do_reset(self, who, other):
        opened = [code for code, one in self.state.currencies.items() if one.open]
        if opened or self.chance(0.06):
            code = self.pick(opened) if opened and self.chance(0.9) else self.code()
            self.act("economy.breaker-reset", who, {**self.permitted("breaker-reset", code), "code": code})

    # transfers

    def send(self, author, legs, **more):
        body = {"legs": [{"account": account, "amount": amount} for account, amount in legs], **more}
        if self.chance(ODD):
            body["date"] = stamp(self.now + self.rng.choice([-DAY, -DAY, 0, HOUR]))
        return self.act("economy.transfer", author, body)

    def pay(self, who, other):
        who = self.payer(who)
        code, other = self.affordable(who), self.another(who)
        giver = f"{who}/{code}/member"
        to = f"{other}/{code}/member" if self.chance(0.75) else self.any_account(code)
        amount = self.amount(self.spendable(giver))
        return who, [(giver, -amount), (to, amount)]

    def share_out(self, who, other):
        """One pays several, in one or two currencies."""
        who, legs = self.payer(who), []
        for code in sorted({self.affordable(who), self.affordable(who)}):
            giver = f"{who}/{code}/member"
            others = [f"{m.handle}/{code}/member" for m in self.state.active() if m.handle != who]
            to = self.rng.sample(others, min(len(others), self.rng.choice([1, 2, 3]))) or [f"group/{code}/conversion"]
            each = max(1, self.amount(self.spendable(giver)) // len(to))
            legs += [(giver, -min(BIG, each * len(to))), *((name, each) for name in to)]
        return who, legs

    def issuers(self, code):
        roles = (self.about(code).terms.issuance or Bag(roles=[])).roles
        return [m.handle for m in self.state.active() if any(self.state.holds(m.handle, role) for role in roles)]

    def let_in(self, who, other):
        codes = [code for code in self.codes(LET_IN) if self.issuers(code)]
        code = self.pick(codes) if codes and self.chance(0.95) else self.code(LET_IN)
        amount = self.amount(self.rng.choice([20, 500]))
        legs = [(self.outside(code), -amount), (f"{other}/{code}/member", amount)]
        if self.chance(0.15):
            return other, [(name, -moved) for name, moved in legs]
        return self.pick(self.issuers(code), who) if self.chance(0.95) else who, legs

    def grab(self, who, other):
        """From where nobody takes by hand."""
        full = [name for name, one in self.state.accounts.items() if one.posted > 0 and parts(name).owner != who]
        account = self.pick(full, self.any_account(self.code()))
        return who, [(account, -1), (f"{who}/{parts(account).code}/member", 1)]

    def wild(self, who, other):
        code, amounts = self.code(odd=0.2), self.rng.choice([[-5, 5], [-9, 4, 5], [-BIG, BIG], [-BIG, -BIG, BIG, BIG], [7, -7], [0, 0]])
        return who, [(self.any_account(code if not self.chance(ODD) else self.code()), amount) for amount in amounts]

    def many(self, who, other):
        """As many legs as there may be, sometimes more."""
        code, count = self.code(LET_IN), self.rng.choice([399, 399, 400])
        others = [(f"shop-{number}/{code}/external", 1) for number in range(count)]
        return self.pick(self.issuers(code), who), [(self.outside(code), -count), *others]

    def legs(self, who, other):
        ways = [(self.pay, 10), (self.share_out, 6), (self.let_in, 7), (self.wild, 1.5), (self.grab, 1.5), (self.many, 0.2)]
        author, legs = self.rng.choices([way for way, _ in ways], [weight for _, weight in ways])[0](who, other)
        if self.chance(ODD):
            account, amount = legs[-1]
            legs[-1:] = self.rng.choice([[(account, 0)], [legs[0]], [(account, -amount)], [(account, amount), (account, amount)],
                                         [(account, min(BIG, amount + 1))], [legs[0], (account, amount)]])
        return author if not self.chance(ODD / 3) else other, self.rng.sample(legs, len(legs)) if self.chance(0.3) else legs

    def do_transfer(self, who, other):
        author, legs = self.legs(who, other)
        if self.chance(0.93):
            self.send(author, legs)
            return
        if self.chance(0.7):  # from where nobody takes by hand
            code, amount = self.code(), self.rng.choice([1, 5, 20])
            legs = [(self.any_account(code), -amount), (f"{other}/{code}/member", amount)]
        self.send(who, legs, **self.permitted("transfer", digest(as_text(legs))))

    def do_batch(self, who, other):
        """Parts in any order: most often all of them, each once, in time."""
        author, legs = self.legs(who, other)
        of, key = self.rng.choice([2, 2, 3]), self.rng.choice(["rent", "week 1", f"of {self.now}", f"of {self.now}"])
        numbers = self.rng.sample(range(1, of + 1), min(of, len(legs)))
        for number in numbers:
            part, odd, more = {"key": key, "part": number, "of": of}, self.rng.choices(
                ["", "gone", "of", "beyond", "decided", "twice", "late"], [75, 3, 3, 3, 3, 3, 5])[0], {}
            if odd == "gone":
                continue
            part |= {"of": {"of": of + 1}, "beyond": {"part": of + 1}}.get(odd, {})
            more |= {"decision": self.pick(self.state.outcomes)} if odd == "decided" else {}
            self.now += 25 * HOUR if odd == "late" else 1000
            for _ in range(2 if odd == "twice" else 1):
                self.send(author, legs[number - 1::of], batch=part, **more)

    # holds

    def do_hold(self, who, other):
        who = self.payer(who)
        code, other = self.affordable(who), self.another(who)
        giver, to, author = f"{who}/{code}/member", f"{other}/{code}/member", who
        if code in self.codes(LET_IN) and self.chance(0.25):
            giver, author = self.outside(code), self.pick(self.issuers(code), who)
        if self.chance(0.15):
            to = self.any_account(code)
        if self.chance(ODD / 2):
            giver, to = self.rng.choice([(to, to), (giver, self.any_account(self.code())), (to, giver), (self.any_account(code), to)])
        body = {"from": giver, "to": to, "amount": self.amount(self.spendable(giver))}
        if self.chance(0.5):
            body["expires_at"] = stamp(self.now + self.rng.choice([HOUR, DAY, 3 * DAY, 40 * DAY, 40 * DAY, 0]))
        if self.chance(0.07):
            body |= self.permitted("hold", digest(f"{giver} {to} {body['amount']}\n"))
        if self.act("economy.hold", author, body) and self.chance(0.5):
            self.do_resolve(who, other, self.ids[-1])

    def do_resolve(self, who, other, identity=None):
        unresolved = [identity for identity, hold in self.state.held.items() if hold.open and not hold.deal]
        if not unresolved and not identity and self.chance(0.8):
            self.do_hold(who, other)
            return
        identity = identity or self.pick(unresolved if unresolved and self.chance(0.85) else self.state.held)
        hold = self.state.held.get(identity)
        if not hold and not self.chance(0.3):
            return
        kind = self.rng.choice(["post", "post", "void"])
        side = parts(hold["from"] if kind == "post" else hold.to) if hold else Bag()
        author = side.owner if side.purpose == "member" and self.chance(0.9) else self.holder("steward", who)
        body = {"hold": identity}
        if hold and kind == "post" and self.chance(0.5):
            body["amount"] = min(BIG, max(1, self.rng.choice([1, hold.amount // 2, hold.amount, hold.amount + 1])))
        if self.chance(0.07) or side.purpose not in ("member", "issuance", "external") and self.chance(0.5):
            body |= self.permitted(kind, identity)
        self.act("economy." + kind, author, body)

    # corrections

    def do_correct(self, who, other):
        moved = [one for one in self.state.moved if one not in self.state.corrected]
        if not moved and self.chance(0.8):
            self.do_transfer(who, other)
            return
        identity = self.pick(moved[-6:] if self.chance(0.88) else [*self.state.corrected] or [*self.state.moved, *self.ids[:3]])
        old = self.state.moved.get(identity, [])
        times = self.rng.choice([0, 0, 2, 3, -1, 1 if self.chance(0.3) else 2])
        legs = [(account, amount * times) for account, amount in old if times and abs(amount * times) <= BIG]
        if self.chance(ODD) and legs:
            first, last = legs[0][0], legs[-1][0]
            legs = self.rng.choice([[*legs[1:], (first, 0)], [*legs, legs[0]], legs[1:], [(last, -BIG), (first, BIG)],
                                    [(last, BIG), (first, -BIG)],
                                    [(self.any_account(parts(account).code), amount) for account, amount in legs]])
        took = {account: amount for account, amount in old}
        change = [account for account, amount in {**{name: 0 for name in took}, **dict(legs)}.items() if amount < took.get(account, 0)]
        sides = [parts(account) for account in change]
        author = next((side.owner for side in sides if side.purpose == "member"), self.holder("steward", who))
        body = {"corrects": identity, "legs": [{"account": account, "amount": amount} for account, amount in legs], "reason": "Was wrong."}
        if any(side.purpose not in ("member", "issuance", "external") or side.owner not in (author, "group") for side in sides):
            body |= self.permitted("correction", digest(identity + "\n" + as_text(legs))) if self.chance(0.4) else {}
        self.act("economy.correction", author if self.chance(0.95) else who, body)


def to_the_edges(group):
    """A group of one that brings accounts to ±2^62, which takes 512 movements, and tries to go on from there."""
    group.names = ["mara"]
    group.founding()

    def act(noun, texts=None, **body):
        group.now += 1000
        return group.act("economy." + noun, "mara", body, texts)

    def send(*legs):
        return act("transfer", legs=[{"account": account, "amount": amount} for account, amount in legs])
    terms = {"transferable": True, "breaker": {"window_hours": 1, "share": "1"}, "issuance": {"roles": ["steward"]}}
    act("currency", code="TOK", name="Token", kind="issued", scale=0, terms=terms)
    act("fund", {"purpose": "Help."}, handle="relief", name="Relief", currency="TOK", approvers=1)
    own, issued, bank, fund = (f"{name}/TOK/{purpose}" for name, purpose in (
        ("mara", "member"), ("group", "issuance"), ("bank", "external"), ("relief", "fund")))
    for amount in [BIG] * 512 + [512, 1]:
        send((issued, -amount), (own, amount))
    for giver, getter, amount in ((bank, own, 1), (issued, bank, 1), (bank, fund, 1), (own, bank, BIG), (bank, own, BIG),
                                  (own, issued, 512), (bank, fund, BIG), (bank, fund, 1), (issued, own, 512),
                                  (own, fund, BIG), (own, bank, BIG)):
        send((giver, -amount), (getter, amount))
        act("hold", **{"from": giver, "to": getter, "amount": amount})
