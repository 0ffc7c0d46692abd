"""What members do on the boards of mutual aid, with funds and with rates, at random."""
from fractions import Fraction
from books import parts
from currencies import month
from forge import DAY, HOUR, stamp
from specification import BIG, Bag

ACTS = [("listing", 12), ("match", 16), ("confirm", 14), ("dispute", 5), ("cancel", 5), ("ruling", 4),
        ("fund", 3), ("contribute", 9), ("payment", 8), ("payment_approval", 5), ("rate", 4), ("convert", 7)]
LENT, WORK, ODD = ("time", "mutual-credit"), ("time", "skill"), 0.1


class Exchanging:
    """For groups.Group, beside economy_cases.Trading."""

    def by_hour(self, listing):
        return self.about(listing.currency).kind == "time" and listing.kind in WORK

    def most_of(self, group, otherwise):
        """Most often one of these few, which the act would be right for."""
        return self.pick(list(group)[-5:] if group and self.chance(0.92) else otherwise)

    def do_listing(self, who, other):
        rng, noun = self.rng, self.rng.choice(["offer", "request"])
        paying = self.payer(who)
        who = paying if noun == "request" else self.another(paying)
        body = {"kind": rng.choice(["material", "time", "skill", "space"]), "title": "Some help",
                "category": rng.choice(["care", "repair", "odd-jobs"])}
        if self.chance(0.85):
            body["currency"] = self.affordable(paying, LENT) if self.chance(0.93) else self.code()
        priced = "currency" in body and (noun == "request" or self.chance(0.4) and not self.by_hour(Bag(body)))
        if priced != self.chance(ODD):
            body["amount"] = self.amount(rng.choice([3, 20, 100]))
        if self.chance(0.4):
            body["until"] = stamp(self.now + rng.choice([HOUR, DAY, 40 * DAY, 40 * DAY, 100 * DAY, 0 if self.chance(0.5) else DAY]))
        self.act("economy." + noun, who, body | ({"repeat": self.chance(0.3)} if noun == "offer" else {}))

    def do_match(self, who, other):
        if self.chance(0.3) or not any(one.state == "open" for one in self.state.listings.values()):
            self.do_listing(who, other)
        listings = {identity: one for identity, one in self.state.listings.items() if one.state == "open"}
        gone = [identity for identity, one in listings.items() if self.state.members[one.author].status != "active"]
        if listings and self.chance(0.02):  # whose author is away
            away = self.rng.choice(list(listings.values())).author
            self.act("identity.suspension", self.holder("steward", who), {"member": away}, {"reason": "Is away."})
        here = [identity for identity, one in listings.items() if identity not in gone and (not one.currency or any(
            self.spendable(f"{m.handle}/{one.currency}/member") >= (one.amount or 1) for m in self.state.active()
            if (m.handle == one.author) == (one.side == "request")))]
        identity = self.pick(gone) if gone and self.chance(0.1) else self.most_of(here, self.state.listings)
        if not here and self.chance(0.85):
            return
        listing = self.state.listings.get(identity)
        if not listing or self.chance(0.02):
            self.act("economy.match", who, {"listing": self.ids[0]})
            return
        others = [m.handle for m in self.state.active() if m.handle != listing.author]
        if listing.side == "offer" and listing.currency and self.chance(0.8):  # by who can pay it
            others = [name for name in others if self.spendable(f"{name}/{listing.currency}/member") >= (listing.amount or 1)] or others
        author = self.pick(others, who) if self.chance(0.95) else listing.author
        receiver = author if listing.side == "offer" else listing.author
        most = self.spendable(f"{receiver}/{listing.currency}/member")
        most = min(most, listing.amount) if listing.amount else most
        body = {"listing": identity}
        if listing.currency and (listing.side == "request" or listing.amount is None) != self.chance(ODD):
            field = "hours" if self.by_hour(listing) != self.chance(ODD / 2) else "amount"
            body[field] = BIG if self.chance(0.04) else self.amount(most // 3 if field == "hours" else most)
        self.act("economy.match", author, body)

    def pending(self):
        return [identity for identity, one in self.state.deals.items() if one.state in ("pending", "disputed")]

    def deal(self, who, other):
        """The id of a deal, most often one that is not settled."""
        if not self.pending() and self.chance(0.8):
            self.do_match(who, other)
        return self.most_of(self.pending(), list(self.state.deals) + self.ids[:1])

    def do_confirm(self, who, other):
        identity, amount = self.deal(who, other), None
        if identity not in self.state.deals and self.chance(0.9):
            return
        deal = self.state.deals.get(identity, Bag(giver=who, receiver=other, held=5, listing=Bag(currency="EUR")))
        sides = self.rng.sample([deal.giver, deal.receiver], 2)
        amount = self.amount(deal.held) if self.chance(0.25) and (deal.listing.currency or self.chance(0.4)) else amount
        for side in sides if self.chance(0.75) else sides[:1]:
            if self.state.deals.get(identity, deal).state == "completed" and self.chance(0.85):
                return
            body = {"match": identity} | ({"amount": amount} if amount and not self.chance(ODD / 2) else {})
            self.act("economy.confirmation", side if self.chance(0.95) else self.someone(), body,
                     at=self.now - self.rng.choice([0, 0, 0, 2000]))

    def do_dispute(self, who, other):
        identity = self.deal(who, other)
        if identity not in self.state.deals and self.chance(0.9):
            return
        deal = self.state.deals.get(identity, Bag(giver=who))
        side = self.rng.choice([deal.giver, deal.receiver or who]) if self.chance(0.9) else self.someone()
        self.act("economy.dispute", side, {"match": identity}, {"reason": "It was not done."})

    def do_cancel(self, who, other):
        listings = [identity for identity, one in self.state.listings.items() if one.state == "open"]
        if listings and self.chance(0.6):
            over = [identity for identity in self.state.listings if identity not in listings]
            identity = self.most_of(over if over and self.chance(0.15) else listings, list(self.state.listings) + self.ids[:1])
            author = self.state.listings.get(identity, Bag(author=who)).author
        else:
            identity = self.deal(who, other)
            deal = self.state.deals.get(identity, Bag(giver=who, receiver=who))
            author = self.rng.choice([deal.giver, deal.receiver])
        self.act("economy.cancellation", author if self.chance(0.92) else self.someone(), {"of": identity})

    def do_ruling(self, who, other):
        disputed = [identity for identity, one in self.state.deals.items() if one.state == "disputed"]
        if not disputed:
            self.do_dispute(who, other)
            disputed = [identity for identity, one in self.state.deals.items() if one.state == "disputed"]
        if not disputed and self.chance(0.8):
            return
        quiet = [identity for identity in self.pending() if identity not in disputed]
        identity = self.most_of(quiet if quiet and self.chance(0.3) else disputed, list(self.state.deals) + self.ids[:1])
        held = self.state.deals.get(identity, Bag(held=1)).held
        amount = self.rng.choice([0, held // 2, held, held, min(BIG, held + 1)])
        decided = self.permitted("dispute-ruling", f"{identity}/{amount}")
        self.act("economy.dispute-ruling", who, {**decided, "match": identity, "amount": amount})

    # funds

    def do_fund(self, who, other):
        rng = self.rng
        handles = ["relief", "tools", "rent", "bread", "books", "mara" if self.chance(ODD) else "seeds"]
        body = {"handle": rng.choice(handles), "name": "For all of us",
                "currency": self.affordable(self.payer(who)) if self.chance(0.92) else rng.choice(["POINTS", "POINTS", "NONE"]),
                "approvers": rng.choice([1, 1, 2])}
        for name in ("per_payment", "per_month", "per_person_month"):
            if self.chance(0.3):
                body[name] = rng.choice([10, 30, 30, BIG])
        if self.chance(0.05):
            body |= {"per_payment": 31, "per_month": 30}
        elif "per_month" in body:
            body["per_month"] = max(body[name] for name in ("per_payment", "per_month", "per_person_month") if name in body)
        if self.chance(0.6):
            body["dues"] = {"amount": rng.choice([5, 20]), "every": rng.choice(["month", "quarter", "year"])}
        self.act("economy.fund", self.holder("steward", who), body, {"purpose": "Help where it is needed."})

    def fund(self):
        if not self.state.funds and self.chance(0.8):
            self.do_fund("mara", "mara")
        able = [name for name, one in self.state.funds.items() if any(
            self.spendable(f"{m.handle}/{one.currency}/member") > 0 for m in self.state.active())]
        return self.pick(able or self.state.funds, "relief") if self.chance(0.97) else "nobody"

    def do_contribute(self, who, other):
        name, now = self.fund(), month(self.now)
        fund = self.state.funds.get(name, Bag(currency="EUR"))
        who = self.payer(who, fund.currency)
        body = {"fund": name, "amount": self.amount(self.spendable(f"{who}/{fund.currency}/member")),
                "kind": self.rng.choice(["contribution", "donation", "dues", "dues"] if fund.dues or self.chance(0.1)
                                        else ["contribution"])}
        if body["kind"] == "dues":
            body["amount"] = self.rng.choice([1, fund.dues.amount, fund.dues.amount // 2, fund.dues.amount + 1]) if fund.dues else 1
        if (body["kind"] == "dues") != self.chance(ODD / 2):
            quarter = f"{now[:4]}-q{(int(now[5:]) + 2) // 3}"
            right = {"month": now, "quarter": quarter, "year": now[:4]}.get((fund.dues or Bag(every="year")).every)
            body["period"] = right if self.chance(0.85) else self.rng.choice([now, quarter, "2026-q5", "2026-13", "0000", "²026", "20265"])
        self.act("economy.contribution", who, body)

    def do_payment(self, who, other):
        lapsed = [r for _, _, r in self.files if r.noun == "payment" and self.state.payments.get(r.id, Bag()).state == "lapsed"]
        if lapsed and self.chance(0.3):
            self.act("economy.payment", who, {name: lapsed[-1].body[name] for name in ("fund", "to", "amount", "decision")})
            return
        name = self.fund()
        fund = self.state.funds.get(name, Bag(currency="EUR", account="relief/EUR/fund"))
        have = self.spendable(fund.account)
        other = self.another(who)
        if have < 20 and fund.handle:
            giver = self.payer(who, fund.currency)
            most = self.spendable(f"{giver}/{fund.currency}/member")
            self.act("economy.contribution", giver, {"fund": name, "amount": max(1, min(40, most)), "kind": "donation"})
            have = self.spendable(fund.account)
        payees = [*[f"{other}/{fund.currency}/member"] * 6, f"{other}/{fund.currency}/external", self.any_account(fund.currency)]
        payee = self.rng.choice(payees)
        payee = payee if self.chance(0.97) else self.any_account(self.code())
        amount = self.amount(have) if self.chance(0.85) else self.rng.choice([1, 9, 25, 31])
        to, proposer = parts(payee), self.someone() if self.chance(0.3) else who
        body = {"fund": name, "to": payee, "amount": amount,
                **self.permitted("payment", f"{name}/{to.code}/{amount}/{to.owner}/{to.purpose}", proposer)}
        if self.act("economy.payment", who, body) and self.chance(0.85):
            self.approve(self.ids[-1])

    def approve(self, identity):
        self.now += self.rng.choice([0, 0, 0, DAY, 31 * DAY])
        names = [m.handle for m in self.state.active()]
        chosen = self.rng.sample(names, min(len(names), self.rng.choice([1, 3, 4])))
        for name in [*(chosen[:1] if self.chance(0.3) else []), *chosen]:
            if self.state.payments.get(identity, Bag()).state == "paid" and self.chance(0.85):
                return
            self.act("economy.payment-approval", name, {"payment": identity})

    def do_payment_approval(self, who, other):
        waiting = [identity for identity, one in self.state.payments.items() if one.state == "waiting"]
        if not waiting and self.chance(0.9):
            self.do_payment(who, other)
        else:
            self.approve(self.most_of(waiting, list(self.state.payments) + self.ids[:1]))

    # rates

    def do_rate(self, who, other):
        owned = [parts(name).code for name, one in self.state.accounts.items() if one.posted > one.out and parts(name).purpose == "member"
                 and parts(name).code in self.codes()]
        giver, getter = self.pick(owned, self.code()), self.pick(owned, self.code())
        if giver == getter and self.chance(0.9):
            getter = next((code for code in [*owned, *self.codes()] if code != giver), getter)
        if self.chance(0.3):
            giver, getter = self.pick(self.state.rates) if self.state.rates and self.chance(0.7) else (self.code(), self.code())
        rate = self.rng.choice([*["1", "0.5", "2/3", "12.5"] * 5, "0", "999999999", "0.000000001"])
        body = {"from": giver, "to": getter, "rate": rate, **self.permitted("rate", f"{giver}/{getter}/{rate}")}
        if self.act("economy.rate", who, body):
            payer = self.payer(who, getter)  # of what others convert to
            account = f"{payer}/{getter}/member"
            amount = max(1, min(40, self.spendable(account) // 2))
            self.send(payer, [(account, -amount), (f"group/{getter}/conversion", amount)])

    def convertible(self):
        """Rates at which somebody has something to convert, and somebody who has."""
        rates = [(identity, self.state.old_rates[identity]) for identity in self.state.rates.values()]
        has = lambda account: self.state.account(account).posted - self.state.account(account).out > 0  # noqa: E731
        return [(identity, rate, m.handle) for identity, rate in rates for m in self.state.active()
                if rate.rate and has(f"group/{rate.to}/conversion") and has(f"{m.handle}/{rate['from']}/member")]

    def do_convert(self, who, other):
        if not self.convertible():
            self.do_rate(who, other)
        if not self.convertible() and self.chance(0.8):
            return
        old = [identity for identity in self.state.old_rates if identity not in self.state.rates.values()]
        outdated = bool(old) and self.chance(0.3)
        identity = self.most_of(old if outdated else self.state.rates.values(), [*self.state.old_rates, *self.ids[:1]])
        rate = self.state.old_rates.get(identity, Bag({"from": "EUR", "to": "TOK"}))
        if self.convertible() and not outdated and self.chance(0.85):
            identity, rate, who = self.rng.choice(self.convertible())
        one = self.state.account(f"{who}/{rate['from']}/member")
        amount, there = self.amount(one.posted - one.out), self.state.account(f"group/{rate.to}/conversion")
        if rate.rate and self.chance(0.85):  # for no more than there is
            decimals = self.about(rate.to).scale - self.about(rate["from"]).scale
            each = rate.rate * Fraction(10) ** decimals
            enough = max(amount, min(BIG, int(1 / each) + 1))
            amount = max(1, min(amount, int(there.posted / each))) if there.posted < amount * each else enough
        self.act("economy.conversion", who, {"rate": identity, "amount": amount})
