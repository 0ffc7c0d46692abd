"""Currencies, and who may take amounts from which account: ledger.md."""
import datetime
from books import GROUPS, OUTSIDE, RANGE, Books, parts
from record_form import printed
from specification import BIG, DAY, OUTSIDERS, Bag, need, sha256


def month(at):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=at)).strftime("%Y-%m")


def fits(kind, terms):  # ECO-003, ECO-004
    given = [name for name in ("max_balance", "velocity", "breaker", "decay") if terms.get(name) is not None]
    need(ECO_003=(not terms.credit or kind in ("time", "mutual-credit")) and (not terms.issuance or kind in ("backed", "issued"))
         and (not terms.decay or kind == "issued")
         and (kind != "points" or not terms.transferable and not given))
    credit = terms.credit or Bag(soft=0, limit=0, hard=0)
    need(ECO_004=max(credit.soft, credit.limit) <= credit.hard and (not terms.breaker or terms.breaker.share <= 1)
         and (not terms.decay or terms.decay.keep < 1))


def digest(text):
    return sha256(text.encode()).hex()


def of_terms(code, raw):
    return f"{code}/{sha256(printed(raw)).hex()}"


class Currencies(Books):
    def last_record(self, member):  # the clock of the member's last record, or of their joining
        return max([self.members[member].since, *(x.now for x in self.records if x.author == member and x.by not in OUTSIDERS)])

    def takes(self, r, legs, aside=False):  # who may take, or only set aside; a decision stands in for all but the first loop
        for name, amount in legs:
            currency = self.currencies[parts(name).code]
            to_member = any(more > 0 and parts(other).purpose == "member" and parts(other).code == parts(name).code for other, more in legs)
            need(ECO_023=currency.kind != "points", ECO_021=amount > 0 or parts(name).purpose != "fund")
            need(ECO_023=(currency.terms.transferable or amount > 0
                                                        or parts(name).purpose != "member" or not to_member))
        for name, amount in legs if not r.body.decision else ():
            if amount < 0:
                self.takes_from(r, name)
        if not r.body.decision and not aside:
            self.within_month(r, legs)

    def takes_from(self, r, name):
        one, rule = parts(name), self.currencies[parts(name).code].terms.issuance
        need(ECO_020=one.purpose != "member" or one.owner == r.author, ECO_021=one.purpose not in GROUPS)
        if one.purpose in OUTSIDE:
            need(ECO_022=rule and any(self.holds(r.author, role) for role in rule.roles))

    def within_month(self, r, legs):  # all that a movement lets in, with what was let in before
        sums = {}
        for name, amount in legs:
            if amount < 0 and parts(name).purpose in OUTSIDE:
                sums[parts(name).code] = sums.get(parts(name).code, 0) - amount
        for code in sorted(sums):
            rule = self.currencies[code].terms.issuance
            already = self.let_in.get((code, r.month_now), 0)
            need(ECO_022=not rule or rule.most_per_month is None or already + sums[code] <= rule.most_per_month)

    def note_let_in(self, r, legs):
        for name, amount in legs:
            rule = self.currencies[parts(name).code].terms.issuance
            if amount < 0 and parts(name).purpose in OUTSIDE and rule and rule.most_per_month is not None:
                place = parts(name).code, r.month_now
                self.let_in[place] = min(self.let_in.get(place, 0) - amount, RANGE)

    def of_economy(self, r, b):
        currency, r.month_now = self.currencies.get(b.code), month(self.now)
        yield from getattr(self, "act_" + r.noun.replace("-", "_"))(r, b, currency)

    def act_currency(self, r, b, currency):
        points = any(one.kind == "points" for one in self.currencies.values())
        need(ECO_001=not currency, ECO_005=b.kind != "points" or not points, ECO_003=b.kind != "points" or b.scale == 0)
        fits(b.kind, b.terms)
        roles = [role.name for role in self.terms.roles]
        yield {"ECO-004": set((b.terms.issuance or Bag(roles=[])).roles) <= set(roles)}
        self.currencies[b.code] = Bag(kind=b.kind, scale=b.scale, terms=b.terms, open=False)

    def act_currency_change(self, r, b, currency):
        need(ECO_002=currency)
        fits(currency.kind, b.terms)
        r.act = f"{b.code}/{sha256(printed(r.raw['terms'])).hex()}"
        yield {}
        currency.terms = b.terms
        self.restart(b.code)
        for name, account in self.accounts.items():
            if parts(name).code == b.code and account.posted > 0:
                self.watch(name, self.now)

    def end_decay(self):  # the timers that are due, in their order
        while min(self.decays.values(), default=BIG) <= self.now:
            codes, names = list(self.currencies), list(self.members)
            due, _, _, name = min((due, codes.index(parts(name).code), names.index(parts(name).owner), name)
                                  for name, due in self.decays.items())
            self.end_holds(due)
            self.shrink(name, due)

    def shrink(self, name, due):
        del self.decays[name]
        one, account = parts(name), self.account(name)
        terms, issuance = self.currencies[one.code].terms.decay, f"group/{one.code}/issuance"
        if not terms:
            return
        active_until = self.last_record(one.owner) + terms.idle_days * DAY
        if active_until > due:
            self.decays[name] = active_until
            return
        free = max(0, account.posted - account.out)
        lost = min(free - int(free * terms.keep), RANGE - self.account(issuance).posted)
        if lost:
            self.post([(name, -lost), (issuance, lost)], due, idle=True)
        if account.posted > 0:
            self.decays[name] = due + terms.every_days * DAY

    def act_breaker_reset(self, r, b, currency):
        r.act = b.code
        yield {"ECO-002": currency, "ECO-060": currency and currency.open}
        currency.open = False
        self.restart(b.code)
