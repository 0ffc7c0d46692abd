"""Funds, dues, payments by decision, rates and conversions: funds.md."""
import re
from fractions import Fraction
from books import parts
from currencies import month
from ledgers import Ledger
from specification import BIG, DAY, Bag, need

PERIODS = {"month": "[0-9]{4}-(0[1-9]|1[0-2])", "quarter": "[0-9]{4}-q[1-4]", "year": "[0-9]{4}"}
PAYABLE, PERSONS, WAIT = ("member", "fund", "conversion", "external"), ("member", "external"), 30 * DAY


class Funds(Ledger):
    def act_fund(self, r, b, _):
        currency = self.currencies.get(b.currency)
        need(ECO_200=b.handle not in self.funds and b.handle not in self.members, ECO_002=currency)
        need(ECO_202=currency.kind != "points", ECO_201=b.per_month is None
             or max(b.per_payment or 0, b.per_person_month or 0) <= b.per_month)
        yield {}
        self.funds[b.handle] = Bag(b, account=f"{b.handle}/{b.currency}/fund")
        self.opened(self.funds[b.handle].account)

    def act_contribution(self, r, b, _):
        fund, place = self.funds.get(b.fund), (b.fund, b.period, r.author)
        need(ECO_203=fund, ECO_210=(b.kind == "dues") == (b.period is not None))
        if b.kind == "dues":
            need(ECO_211=fund.dues)
            need(ECO_212=re.fullmatch(PERIODS[fund.dues.every], b.period),
                 ECO_213=self.dues.get(place, 0) + b.amount <= fund.dues.amount)
        legs = [(f"{r.author}/{fund.currency}/member", -b.amount), (fund.account, b.amount)]
        self.takes(r, legs)
        self.movement(legs)
        yield {}
        self.dues[place] = self.dues.get(place, 0) + b.amount
        self.post(legs)

    def payable(self, payment):  # what may be otherwise when a payment is made than when it was written
        fund = payment.fund
        paid = [x for x in self.payments.values() if x.fund is fund and x.month == month(self.now)]
        to_one = sum(x.amount for x in paid if x.person == payment.person)
        need(ECO_223=fund.per_month is None or sum(x.amount for x in paid) + payment.amount <= fund.per_month,
             ECO_224=fund.per_person_month is None or not payment.person or to_one + payment.amount <= fund.per_person_month)
        self.movement(payment.legs)

    def act_payment(self, r, b, _):
        fund, to = self.funds.get(b.fund), parts(b.to)
        need(ECO_203=fund)
        person = to.owner if to.purpose in PERSONS else None
        need(ECO_220=to.code == fund.currency and b.to != fund.account and to.purpose in PAYABLE,
             ECO_221=person != r.author, ECO_222=fund.per_payment is None or b.amount <= fund.per_payment)
        payment = Bag(fund=fund, person=person, amount=b.amount, author=r.author, decision=b.decision, agreed=[],
                      legs=[(fund.account, -b.amount), (b.to, b.amount)], until=self.now + WAIT, state="waiting")
        self.payable(payment)
        r.act = f"{b.fund}/{to.code}/{b.amount}/{to.owner}/{to.purpose}"
        yield {}
        self.payments[r.id] = payment

    def act_payment_approval(self, r, b, _):
        payment = self.payments.get(b.payment)
        need(ECO_230=payment, ECO_231=payment and payment.state == "waiting")
        proposers = self.outcomes[payment.decision][1].authors
        need(ECO_232=r.author not in [payment.author, *proposers], ECO_233=r.author != payment.person,
             ECO_234=r.author not in payment.agreed)
        pays = len(payment.agreed) + 1 >= payment.fund.approvers
        if pays:
            self.payable(payment)
        yield {}
        payment.agreed.append(r.author)
        if pays:
            payment.state, payment.month = "paid", month(self.now)
            self.post(payment.legs)

    def end_payments(self):
        for payment in self.payments.values():
            if payment.state == "waiting" and payment.until <= self.now:
                payment.state, self.mandates[payment.decision].used = "lapsed", False

    def act_rate(self, r, b, _):
        for code in (b["from"], b.to):
            need(ECO_002=code in self.currencies)
            need(ECO_250=self.currencies[code].kind != "points")
        need(ECO_250=b["from"] != b.to)
        r.act = f"{b['from']}/{b.to}/{r.raw['rate']}"
        yield {}
        self.rates[b["from"], b.to] = r.id
        self.old_rates[r.id] = b

    def act_conversion(self, r, b, _):
        rate = self.old_rates.get(b.rate)
        need(ECO_252=rate)
        giver, getter = rate["from"], rate.to
        need(ECO_253=self.rates[giver, getter] == b.rate)
        decimals = self.currencies[getter].scale - self.currencies[giver].scale
        gets = int(b.amount * Fraction(rate.rate) * Fraction(10) ** decimals)
        need(ECO_254=1 <= gets <= BIG)
        own = self.account(f"{r.author}/{giver}/member")
        need(ECO_255=b.amount <= own.posted - own.out)
        given = [(f"{r.author}/{giver}/member", -b.amount), (f"group/{giver}/conversion", b.amount)]
        legs = given + [(f"group/{getter}/conversion", -gets), (f"{r.author}/{getter}/member", gets)]
        self.takes(r, given)
        self.movement(legs)
        yield {}
        self.post(legs)
