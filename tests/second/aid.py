"""Offers, requests, and the deals that come of them: aid.md."""
from fractions import Fraction
from specification import BIG, DAY, Bag, need

RUNS_OUT = 90 * DAY
ON_BOARDS, WORK = ("time", "mutual-credit"), ("time", "skill")


class Aid:
    def board_currency(self, code):
        currency = self.currencies.get(code)
        need(ECO_002=currency, ECO_150=currency and currency.kind in ON_BOARDS, ECO_023=currency and currency.terms.transferable)
        return currency

    def put_up(self, r, b):
        need(ECO_153=b.until is None or b.until > self.now, ECO_151=b.currency or b.amount is None)
        if b.currency:
            by_hour = self.board_currency(b.currency).kind == "time" and b.kind in WORK
            need(ECO_151=r.noun == "offer" or b.amount is not None,
                 ECO_152=r.noun == "request" or b.amount is None or not by_hour)
        yield {}
        self.listings[r.id] = Bag({**b, "side": r.noun, "author": r.author, "state": "open", "until": b.until or BIG})
        if b.until:
            self.ends.append((b.until, r.position, r.id))

    def act_offer(self, r, b, _):
        yield from self.put_up(r, b)

    def act_request(self, r, b, _):
        yield from self.put_up(r, b)

    def deal_cost(self, listing, b, rate):
        if not listing.currency:
            need(ECO_158=b.hours is None and b.amount is None)
            return 0
        by_hour = self.board_currency(listing.currency).kind == "time" and listing.kind in WORK
        if listing.side == "offer" and listing.amount is not None:
            need(ECO_158=b.hours is None and b.amount is None)
            return listing.amount
        need(ECO_158=(b.hours is not None) == by_hour and (b.amount is None) == by_hour)
        cost = int(b.hours * rate // 1) if by_hour else b.amount
        need(ECO_016=cost <= BIG, ECO_159=listing.amount is None or cost <= listing.amount)
        return cost

    def act_match(self, r, b, _):
        listing = self.listings.get(b.listing)
        need(ECO_154=listing, ECO_155=listing and listing.state == "open", ECO_156=listing and listing.author != r.author,
             ECO_157=listing and self.members[listing.author].status == "active")
        rates = {one.category: one.rate for one in (self.terms.time_bank or Bag(categories=[])).categories}
        cost = self.deal_cost(listing, b, Fraction(rates.get(listing.category, 1)))
        giver, receiver = (listing.author, r.author) if listing.side == "offer" else (r.author, listing.author)
        sides = [f"{who}/{listing.currency}/member" for who in (receiver, giver)]
        if listing.currency:
            self.new_hold(*sides, cost)
        yield {}
        if listing.currency:
            self.hold(r.id, *sides, cost, None)
            self.held[r.id].deal = True
        listing.state = listing.state if listing.repeat else "matched"
        self.deals[r.id] = Bag(id=r.id, listing=listing, giver=giver, receiver=receiver, held=cost, state="pending", said={})
        self.ends.append((self.now + RUNS_OUT, r.position, r.id))

    def unsettled(self, identity):
        deal = self.deals.get(identity)
        need(ECO_160=deal, ECO_162=deal and deal.state in ("pending", "disputed"))
        return deal

    def deal_payable(self, deal, amount):
        need(ECO_034=amount <= deal.held)
        if amount:
            hold = self.held[deal.id]
            self.movement([(hold["from"], -amount), (hold.to, amount)], hold)

    def complete_deal(self, deal, amount):
        if deal.listing.currency:
            hold = self.held[deal.id]
            self.release(hold)
            self.post([(hold["from"], -amount), (hold.to, amount)])
        deal.state = "completed"
        deal.listing.state = "completed" if deal.listing.state == "matched" else deal.listing.state

    def end_deal(self, deal, state, now):
        if deal.listing.currency:
            self.release(self.held[deal.id])
        deal.state = state
        if deal.listing.state == "matched":
            deal.listing.state = "open" if deal.listing.until > now else "expired"

    def act_confirmation(self, r, b, _):
        deal = self.unsettled(b.match)
        need(ECO_161=r.author in (deal.giver, deal.receiver), ECO_163=deal.listing.currency or b.amount is None)
        mine = r.at, r.id, deal.held if b.amount is None else b.amount
        other = deal.said.get(deal.receiver if r.author == deal.giver else deal.giver)
        newest = mine >= deal.said.get(r.author, mine)
        need(ECO_034=mine[2] <= deal.held)
        agreed = newest and other and other[2] == mine[2]
        if agreed:
            self.deal_payable(deal, mine[2])
        yield {}
        if newest:
            deal.said[r.author] = mine
        if agreed:
            self.complete_deal(deal, mine[2])

    def act_dispute(self, r, b, _):
        deal = self.unsettled(b.match)
        yield {"ECO-161": r.author in (deal.giver, deal.receiver), "ECO-164": deal.state == "pending"}
        deal.state = "disputed"

    def act_cancellation(self, r, b, _):
        listing, deal = self.listings.get(b.of), self.deals.get(b.of)
        need(ECO_165=listing or deal)
        if listing:
            yield {"ECO-166": listing.author == r.author, "ECO-167": listing.state == "open"}
            listing.state = "cancelled"
            return
        self.unsettled(b.of)
        yield {"ECO-168": r.author == deal.giver or r.author == deal.receiver and deal.state == "pending" and not deal.said}
        self.end_deal(deal, "cancelled", self.now)

    def act_dispute_ruling(self, r, b, _):
        deal, r.act = self.unsettled(b.match), f"{b.match}/{b.amount}"
        need(ECO_169=deal.state == "disputed")
        self.deal_payable(deal, b.amount)
        yield {}
        if b.amount:
            self.complete_deal(deal, b.amount)
        else:
            self.end_deal(deal, "cancelled", self.now)

    def end_aid(self):  # timers that are due, in the order of time and position
        for due in sorted(one for one in self.ends if one[0] <= self.now):
            self.ends.remove(due)
            listing, deal = self.listings.get(due[2]), self.deals.get(due[2])
            if listing and listing.state == "open":
                listing.state = "expired"
            if deal and deal.state == "pending" and deal.giver not in deal.said:
                self.end_deal(deal, "expired", due[0])
