"""What members do with support points, at random."""

ACTS = [("support", 14), ("unsupport", 5)]


def terms(rng):
    """What a charter says of support points: often nothing, else so little that limits are met."""
    if rng.random() < 0.4:
        return {}
    return {"support_points": {
        "on_joining": rng.choice([0, 3, 12, 100]), "per_idea": rng.choice([1, 5, 10]),
        "earn": [{"kind": kind, "points": rng.choice([1, 2, 7]), "records_per_month": rng.choice([1, 2, 10])}
                 for kind in ("voting.ballot/v1", "deliberation.position/v1", "identity.leaving/v1", "economy.allocation/v1")
                 if rng.random() < 0.5],
        "idle_days": rng.choice([1, 5, 40]), "keep": rng.choice(["0", "0.5", "2/3", "0.9", "1"]), "every_days": rng.choice([1, 3, 30])}}


class Supporting:
    """For groups.Group."""

    def do_support(self, who, other):
        rng = self.rng
        if not self.state.point_code() and rng.random() < 0.4:
            kind = rng.choice(["points"] * 8 + ["time"])
            self.act("economy.currency", who, {
                "code": "POINTS", "name": "Support points", "kind": kind, "scale": rng.choice([0] * 9 + [2]),
                "terms": {"transferable": rng.random() < 0.1}})
        most = self.state.point_terms().per_idea
        self.act("economy.allocation", who, {"proposal": self.pick(list(self.state.versions)[-4:]),
                                             "points": rng.choice([1, 2, most, most, most + 1])})

    def do_unsupport(self, who, other):
        given = [r for _, _, r in self.files if r.noun == "allocation"]
        one = self.rng.choice(given[-6:]) if given else None
        self.act("economy.allocation-return", one.author if one and self.rng.random() < 0.8 else who,
                 {"proposal": one.body.proposal if one else self.pick(self.state.versions)})
