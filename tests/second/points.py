"""Support points: points.md."""
from fractions import Fraction
from currencies import month
from specification import BIG, DAY, Bag, need

TERMS = Bag(on_joining=100, per_idea=10, earn=[], idle_days=90, keep=Fraction(9, 10), every_days=30)  # where a charter says nothing


class Points:
    def point_terms(self):
        return self.terms.support_points or TERMS

    def point_code(self):
        return next((code for code, one in self.currencies.items() if one.kind == "points"), None)

    def own_points(self, name):
        return f"{name}/{self.point_code()}/member"

    def shift_points(self, giver, getter, points, clock=None):
        self.post([(giver, -points), (getter, points)], clock)

    def grant(self, name, points):
        if points:
            self.shift_points(f"group/{self.point_code()}/issuance", self.own_points(name), points)
            self.idle.setdefault(name, self.now + self.point_terms().idle_days * DAY)

    def give_back(self, key):
        points, _ = self.given_points.pop(key)
        self.shift_points(f"group/{self.point_code()}/escrow", self.own_points(key[0]), points)

    def act_allocation(self, r, b, _):
        code = self.point_code()
        need(ECO_100=code, DEL_009=r.version)
        chain, legs = r.version.chain, [(self.own_points(r.author), -b.points), (f"group/{code}/escrow", b.points)]
        need(DEL_021=chain.state == "open", ECO_101=b.points <= self.point_terms().per_idea,
             ECO_102=(r.author, chain.folder) not in self.given_points)
        self.movement(legs)
        yield {}
        self.post(legs)
        self.given_points[r.author, chain.folder] = b.points, chain

    def act_allocation_return(self, r, b, _):
        need(DEL_009=r.version)
        key = r.author, r.version.chain.folder
        yield {"ECO-103": key in self.given_points}
        self.give_back(key)

    def follow(self, r):  # what follows from a record, after it has taken effect
        if not self.point_code():
            return
        for name in [name for name in self.members if name not in self.welcomed]:
            self.welcomed.add(name)
            self.grant(name, self.point_terms().on_joining if self.members[name].status != "left" else 0)
        for key, (_, chain) in list(self.given_points.items()):
            if self.members[key[0]].status == "left" or chain.state != "open":
                self.give_back(key)
        earned, rule = (r.author, r.kind, month(self.now)), next((x for x in self.point_terms().earn if x.kind == r.kind), None)
        if rule and self.members.get(r.author, Bag()).status == "active" and self.earned.get(earned, 0) < rule.records_per_month:
            self.earned[earned] = self.earned.get(earned, 0) + 1
            self.grant(r.author, rule.points)

    def end_idle(self):  # the timers that are due, in their order
        while min(self.idle.values(), default=BIG) <= self.now:
            due, name = min((due, name) for name, due in self.idle.items())
            del self.idle[name]
            terms = self.point_terms()
            active_until = self.last_record(name) + terms.idle_days * DAY
            if self.members[name].status == "left":
                continue
            if active_until > due:
                self.idle[name] = active_until
                continue
            have = self.account(self.own_points(name)).posted
            ceiling = have + sum(points for (giver, _), (points, _) in self.given_points.items() if giver == name)
            lost = min(have, ceiling - int(ceiling * terms.keep))
            if lost:
                self.shift_points(self.own_points(name), f"group/{self.point_code()}/issuance", lost, due)
            if ceiling > lost:
                self.idle[name] = due + terms.every_days * DAY
