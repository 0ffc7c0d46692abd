"""What members do about a decision, at random: initiatives, tasks, proofs, deliveries, reviews."""
from forge import DAY, stamp
from specification import TABLES

LINES = ["LINT=OK", "LINT=RED (401)", "SMOKE=OK", "VALIDATORS=GREEN", "VALIDATORS=GREEN", "TESTS=OK (3 (of 3))", "T_1==x"]
WRONG_LINES = ["lint=OK", " LINT=OK", "LINT=OK now", "LINT= OK"]
KINDS = ("initiative", "task", "task-step", "proof", "delivery", "review", "closing")
ORDER = {f"delivery.{noun}": [name.rstrip("?") for name in TABLES[f"delivery.{noun}/v1"]["fields"]] for noun in KINDS}
ACTS = [("initiative", 4), ("task", 5), ("task_step", 7), ("proof", 8), ("handover", 6), ("review", 6), ("close", 4)]


def terms(rng):
    """What a charter says of delivery: often nothing, else the one gate that is easily met."""
    if rng.random() < 0.25:
        return {}
    return {"delivery": {"required_gates": [{"token": "LINT", "value": "OK"}], "review_days": [1, 30],
                         "urgent_roles": rng.choice([[], ["steward"], ["steward"], ["steward", "moderator"]])}}


class Deliveries:
    """For groups.Group."""

    def some_initiative(self):
        """Mostly one on which work goes on."""
        known = self.state.initiatives
        running = [identity for identity, one in known.items() if one.state != "closed"]
        if not running and self.rng.random() < 0.9:
            self.do_initiative(self.rng.choice(self.names), "mara")
        return self.pick(running[-2:] if running and self.rng.random() < 0.9 else list(known)[-3:])

    def owner_or(self, who, one):
        return one.owner if one and self.rng.random() < 0.7 else who

    def do_initiative(self, who, other):
        rng, checks = self.rng, self.rng.choice([[], ["It is blue"], ["It is blue", "It holds"], ["Twice", "Twice"]])
        body = {"title": rng.choice(["Paint the shop", "Ü", "buy (new) bikes!"]) + "...", "owner": other, "checks": checks, "milestones": [],
                "metrics": [{"name": "Trips", "unit": "a week", "target": rng.choice(["10", "-1.5", "0.10"])}] * rng.choice([0, 1])}
        decisions = [identity for identity, (mandate, _) in self.state.outcomes.items() if mandate.adopted or rng.random() < 0.1]
        holders = [name for name, role in self.state.roles if self.state.holds(name, role)]
        if decisions and rng.random() < 0.6:
            body["decision"] = rng.choice(decisions[-3:])
        elif holders and rng.random() < 0.9:
            who = rng.choice(holders)
        self.act("delivery.initiative", who, body, {"definition_of_done": "It is there."})

    def do_task(self, who, other):
        rng, keys = self.rng, ["frame", "paint", "lock"]
        body = {"initiative": self.some_initiative(), "key": rng.choice(keys), "title": "Some work",
                "after": rng.choice([[], [], [rng.choice(keys)], keys[:2]])}
        self.act("delivery.task", who, body | ({"owner": other} if rng.random() < 0.3 else {}))

    def do_task_step(self, who, other):
        task = self.pick(list(self.state.tasks)[-4:])
        one = self.state.tasks.get(task)
        state = one.state if one else "open"
        step = self.rng.choice({"open": ["claim"] * 4 + ["done"], "claimed": ["done"] * 4 + ["release", "claim"], "done": ["claim", "done"]}[state])
        self.act("delivery.task-step", one.owner if one and one.owner and self.rng.random() < 0.8 else who, {"task": task, "step": step})

    def do_proof(self, who, other):
        rng, initiative = self.rng, self.some_initiative()
        lines = rng.choices(LINES, k=rng.choice([0, 1, 2, 5])) + rng.choices(WRONG_LINES, k=rng.random() < 0.05)
        tasks = [identity for identity, task in self.state.tasks.items() if task.initiative == initiative or rng.random() < 0.05]
        body = {"initiative": initiative, "lines": lines, "artefacts": [], "metrics": [],
                "links": rng.choice([[], [], ["https://example.org/?a=1"], ["javascript:alert(1)"] if rng.random() < 0.1 else []]),
                "commits": rng.choice([[], ["a" * 40], ["0" * 64], ["A" * 40] if rng.random() < 0.1 else []])}
        if rng.random() < 0.2:
            body["metrics"] = [{"name": "Trips", "before": "0", "after": rng.choice(["12", "1.5", "1.50", "-0"])}]
        if tasks and rng.random() < 0.6:
            body["task"] = rng.choice(tasks)
        self.act("delivery.proof", who, body, at=self.now - rng.choice([0, 0, 0, 60_000]))

    def do_handover(self, who, other):
        initiative = self.some_initiative()
        one = self.state.initiatives.get(initiative)
        count = one.checks if one and self.rng.random() < 0.9 else 1
        answers = [{"check": number, "met": self.rng.random() < 0.5} for number in range(count, 0, -1)]
        self.act("delivery.delivery", self.owner_or(who, one), {"initiative": initiative, "answers": answers}, {"shipped": "It."})

    def do_review(self, who, other):
        rng, initiative = self.rng, self.some_initiative()
        chain = (self.state.initiatives.get(initiative) or {}).get("chain")
        about = [r.id for _, place, r in self.files if chain and place.startswith(chain.folder + "/") or rng.random() < 0.02]
        body = {"initiative": initiative, "outcome": rng.choice(["verified", "verified", "reopened", "noted"]), "dissent": []}
        if rng.random() < 0.3:
            body["scheduled_days"] = rng.choice([1, 30, 31])
            self.now += rng.choice([0, DAY, 30 * DAY])
        if about and rng.random() < 0.5:
            body["dissent"] = [{"record": rng.choice(about), "verdict": rng.choice(["came-true", "did-not", "too-early"])}
                               for _ in range(rng.choice([1, 1, 2]))]
        self.act("delivery.review", who, body, {"findings": f"Seen on {stamp(self.now)}."})

    def do_close(self, who, other):
        initiative = self.some_initiative()
        one = self.state.initiatives.get(initiative)
        self.act("delivery.closing", self.owner_or(who, one),
                 {"initiative": initiative, "outcome": self.rng.choice(["completed", "completed", "abandoned"])})
