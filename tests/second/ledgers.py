"""Transfers, holds and corrections: ledger.md."""
from books import OUTSIDE, PURPOSES, parts
from currencies import Currencies
from specification import BIG, DAY, Bag, need, once, sha256

BATCH = DAY  # in which all parts must have come


def in_order(leg):
    return parts(leg[0]).owner, parts(leg[0]).code, PURPOSES.index(parts(leg[0]).purpose)


def digest(text):
    return sha256(text.encode()).hex()


def as_text(legs):
    return "".join(f"{account} {amount}\n" for account, amount in legs)


def legs_of(fields):
    return [(leg.account, leg.amount) for leg in fields]


class Ledger(Currencies):
    def whole(self, r, b):  # the legs that a transfer moves now; None where others of its batch are missing
        if not b.batch:
            return legs_of(b.legs)
        batch, part = self.batches.get((r.author, b.batch.key)), b.batch
        need(ECO_042=part.part <= part.of, ECO_044=not b.decision, ECO_041=not batch or batch.open and batch.until > self.now,
             ECO_040=not batch or batch.of == part.of and part.part not in batch.parts)
        parts_now = {**(batch.parts if batch else {}), part.part: legs_of(b.legs)}
        return None if len(parts_now) < part.of else [leg for _, legs in sorted(parts_now.items()) for leg in legs]

    def instead(self, legs):  # giver, getter and amount of the hold that a payment becomes where it meets a breaker
        if len(legs) != 2 or legs[0][1] + legs[1][1] or parts(legs[0][0]).code != parts(legs[1][0]).code:
            return None
        (giver, _), (getter, amount) = sorted(legs, key=lambda leg: leg[1])
        code = parts(giver).code
        return (giver, getter, amount) if code in self.currencies and self.meets_breaker(code, legs) else None

    def act_transfer(self, r, b, _):
        need(ECO_043=b.date is None or b.date <= r.at)
        legs, r.act = self.whole(r, b), digest(as_text(legs_of(b.legs)))
        hold = self.instead(legs) if legs else None
        if hold:
            self.new_hold(*hold)
        elif legs:
            self.movement(legs)
        if legs:
            self.takes(r, legs)
        yield {}
        if b.batch:
            batch = self.batches.setdefault((r.author, b.batch.key), Bag(of=b.batch.of, parts={}, open=True, until=self.now + BATCH))
            batch.parts[b.batch.part], batch.open = legs_of(b.legs), not legs
        if legs:
            self.note_let_in(r, legs)
        if hold:
            self.currencies[parts(hold[0]).code].open = True
            self.hold(r.id, *hold, None)
        elif legs:
            self.post(legs)
            self.moved[r.id], self.entries[-1].record = legs, r.id

    def act_hold(self, r, b, _):
        legs, r.act = [(b["from"], -b.amount), (b.to, b.amount)], digest(f"{b['from']} {b.to} {b.amount}\n")
        self.new_hold(b["from"], b.to, b.amount, b.expires_at)
        self.takes(r, legs, aside=True)
        yield {}
        self.hold(r.id, b["from"], b.to, b.amount, b.expires_at)

    def resolves(self, r, hold, side, amount=None):  # ECO-035; an amount where it is posted
        r.act = r.body.hold
        need(ECO_170=not hold.deal)
        if r.body.decision:
            return
        if parts(side).purpose in OUTSIDE:
            return self.takes(r, [(side, -(amount or hold.amount))], aside=amount is None)
        need(ECO_035=parts(side).purpose == "member" and parts(side).owner == r.author)

    def act_post(self, r, b, _):
        hold = self.held.get(b.hold)
        need(ECO_031=hold, ECO_032=hold and hold.open)
        amount = hold.amount if b.amount is None else b.amount
        need(ECO_034=amount <= hold.amount)
        legs = [(hold["from"], -amount), (hold.to, amount)]
        self.movement(legs, hold)
        self.resolves(r, hold, hold["from"], amount)
        yield {}
        self.note_let_in(r, legs)
        self.release(hold)
        self.post(legs)

    def act_void(self, r, b, _):
        hold = self.held.get(b.hold)
        need(ECO_031=hold, ECO_032=hold and hold.open)
        self.resolves(r, hold, hold.to)
        yield {}
        self.release(hold)

    def act_correction(self, r, b, _):
        legs = legs_of(b.legs)
        need(ECO_010=once([name for name, _ in legs]) and all(amount for _, amount in legs), ECO_050=b.corrects in self.moved)
        sums = {}
        for name, amount in [*legs, *((name, -amount) for name, amount in self.moved[b.corrects])]:
            sums[name] = sums.get(name, 0) + amount
        change = sorted(((name, amount) for name, amount in sums.items() if amount), key=in_order)
        need(ECO_016=all(abs(amount) <= BIG for _, amount in change), ECO_051=b.corrects not in self.corrected, ECO_052=change)
        self.movement(change)
        self.takes(r, change)
        r.act = digest(b.corrects + "\n" + as_text(legs))
        yield {}
        self.corrected.add(b.corrects)
        self.note_let_in(r, change)
        self.post(change)
        self.moved[r.id], self.entries[-1].corrects = legs, b.corrects

    def end_holds(self, before=None):  # all that are due, or those due before a time
        for hold in self.held.values():
            if hold.open and (hold.until <= self.now if before is None else hold.until < before):
                self.release(hold)
