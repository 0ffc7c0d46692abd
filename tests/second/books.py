"""Currencies, accounts, and what holds for every movement between them: ledger.md."""
from specification import BIG, DAY, HOUR, Bag, need

RANGE = 1 << 62
HOLDERS, GROUPS, OUTSIDE = ("member", "fund"), ("fund", "escrow", "conversion"), ("issuance", "external")
PURPOSES = ["member", "fund", "escrow", "issuance", "conversion", "external"]
WITHOUT = {"points": ("fund", "conversion", "external"), "time": OUTSIDE, "mutual-credit": OUTSIDE, "backed": ("issuance",)}


def parts(name):
    return Bag(zip(("owner", "code", "purpose"), name.split("/")))


class Books:
    def account(self, name):
        return self.accounts.get(name) or Bag(posted=0, out=0, into=0)

    def opened(self, name):
        return self.accounts.setdefault(name, Bag(posted=0, out=0, into=0))

    def after(self, clock):
        return [entry for entry in self.entries if entry.clock > clock]

    def credit(self, member, code):
        terms = self.currencies[code].terms.credit
        if not terms:
            return 0
        days, own = max(0, self.now - self.members[member].since) // DAY, f"{member}/{code}/member"
        partners = {name for entry in self.after(self.now - terms.earned_window_days * DAY) if dict(entry.legs).get(own, 0) > 0
                    and not entry.corrects and entry.record not in self.corrected
                    for name, amount in entry.legs if amount < 0 and parts(name).code == code and parts(name).purpose == "member"}
        limit = terms.limit * days // terms.growth_days if days < terms.growth_days else terms.limit
        return min(limit + terms.earned_step * len(partners), terms.hard)

    def known(self, name):  # ECO-006
        one, kind = parts(name), self.currencies[parts(name).code].kind
        need(ECO_006=one.purpose not in WITHOUT.get(kind, ()) and (one.purpose != "member" or one.owner in self.members)
             and (one.purpose != "fund" or name in self.accounts))

    def given(self, name, amount, held):
        most = self.currencies[parts(name).code].terms.max_balance
        need(ECO_012=parts(name).purpose != "member" or most is None or self.account(name).posted + held + amount <= most)

    def taken(self, name, amount, held):
        left, one = self.account(name).posted - held - amount, parts(name)
        if one.purpose == "member":
            need(ECO_012=left >= 0 or left >= -self.credit(one.owner, one.code))
        need(ECO_013=one.purpose not in GROUPS or left >= 0)

    def movement(self, legs, freed=None):  # whether it may be posted now
        sums, names = {}, set()
        for name, amount in legs:
            need(ECO_010=amount and name not in names)
            names.add(name)
            sums[parts(name).code] = sums.get(parts(name).code, 0) + amount
        need(ECO_011=not any(sums.values()))
        for name, amount in legs:
            need(ECO_002=parts(name).code in self.currencies)
            self.known(name)
            account, free = self.account(name), freed.amount if freed else 0
            need(ECO_016=abs(account.posted + amount) <= RANGE)
            if amount > 0:
                self.given(name, amount, account.into - (free if freed and freed.to == name else 0))
                continue
            self.taken(name, -amount, account.out - (free if freed and freed["from"] == name else 0))
            terms = self.currencies[parts(name).code].terms.velocity
            if terms and parts(name).purpose in HOLDERS:
                spent = sum(-moved for entry in self.after(self.now - terms.window_hours * HOUR) if not entry.idle
                            for other, moved in entry.legs if other == name and moved < 0)
                need(ECO_014=spent - amount <= terms.most)
        for code in sorted(sums):
            need(ECO_016=max(self.spending(code, legs)) <= RANGE, ECO_015=not self.meets_breaker(code, legs))

    def spending(self, code, legs=(), idle=False):  # what members and funds spent since the count began, and hold, with these legs
        if not self.currencies[code].terms.breaker:
            return 0, 0
        known = self.counts.get(code) or [Bag(entry=-1, spent=0, held=0)]
        spent, held = known[-1].spent, known[-1].held
        for name, amount in legs:
            if parts(name).code == code and parts(name).purpose in HOLDERS:
                posted = self.account(name).posted
                spent, held = spent - (0 if idle else min(amount, 0)), held + max(0, posted + amount) - max(0, posted)
        return spent, held

    def meets_breaker(self, code, legs):
        currency = self.currencies[code]
        gives = any(amount < 0 and parts(name).code == code and parts(name).purpose in HOLDERS for name, amount in legs)
        if not currency.terms.breaker or not gives:
            return False
        begin, known = self.now - currency.terms.breaker.window_hours * HOUR, self.counts.get(code) or []
        first = next((number for number, entry in enumerate(self.entries) if entry.clock > begin), len(self.entries))
        start = ([count for count in known if count.entry < first] or known[:1] or [Bag(spent=0, held=0)])
        start = start[0] if start is known[:1] else start[-1]
        spent, held = self.spending(code, legs)
        over = spent - start.spent > currency.terms.breaker.share * start.held
        return currency.open or start.held > 0 and over and max(spent, held) <= RANGE

    def restart(self, code):
        self.counts.pop(code, None)
        if self.currencies[code].terms.breaker:
            held = sum(max(0, account.posted) for name, account in self.accounts.items()
                       if parts(name).code == code and parts(name).purpose in HOLDERS)
            self.counts[code] = [Bag(entry=len(self.entries) - 1, spent=0, held=min(held, RANGE))]

    def post(self, legs, clock=None, idle=False):
        clock = self.now if clock is None else clock
        for code in {parts(name).code for name, _ in legs}:
            if self.currencies[code].terms.breaker:
                spent, held = self.spending(code, legs, idle)
                self.counts.setdefault(code, []).append(Bag(entry=len(self.entries), spent=spent, held=held))
        for name, amount in legs:
            self.opened(name).posted += amount
            if amount > 0:
                self.watch(name, clock)
        self.entries.append(Bag(clock=clock, legs=list(legs), idle=idle))

    def watch(self, name, now):  # whether what a member has of it decays
        terms = self.currencies[parts(name).code].terms.decay
        if terms and parts(name).purpose == "member":
            self.decays.setdefault(name, now + max(terms.idle_days, terms.every_days) * DAY)

    def hold(self, identity, giver, getter, amount, until):
        self.held[identity] = Bag({"from": giver, "to": getter, "amount": amount, "until": until or BIG, "open": True})
        self.opened(giver).out += amount
        self.opened(getter).into += amount

    def release(self, hold):
        hold.open = False
        self.accounts[hold["from"]].out -= hold.amount
        self.accounts[hold.to].into -= hold.amount

    def new_hold(self, giver, getter, amount, until=None):
        need(ECO_030=giver != getter and parts(giver).code == parts(getter).code and (until is None or until > self.now),
             ECO_002=parts(giver).code in self.currencies)
        self.known(giver)
        self.known(getter)
        one, other = self.account(giver), self.account(getter)
        need(ECO_016=max(one.out + amount, other.into + amount, abs(one.posted - amount), abs(other.posted + amount)) <= RANGE)
        self.given(getter, amount, other.into)
        self.taken(giver, amount, one.out)
