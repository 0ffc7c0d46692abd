"""Initiatives, their tasks, proofs, deliveries and reviews: delivery.md."""
import re
from specification import BIG, DAY, DELIVERY, Bag, match_all, need, once

LINE, DECIMAL = r"([A-Z][A-Z0-9_]*)=(\S+)(?:[ \t]+\((.*)\))?[ \t]*", r"(?!-0$)-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,8}[1-9])?"
LINK, COMMIT = "https?://[!#-;=?-~]+", "[0-9a-f]{40}|[0-9a-f]{64}"


class Initiatives:
    def of_delivery(self, r, b):
        active, (d, chain) = [m.handle for m in self.active()], self.outcomes.get(b.decision, (None, None))
        terms, task, claim, done = self.terms.delivery or DELIVERY, self.tasks.get(b.task), b.step == "claim", b.step == "done"
        names = [[x.name for x in b.get(of) or []] for of in ("milestones", "metrics")]
        need(DLV_014=task or r.noun != "task-step")
        r.initiative = one = self.initiatives.get(task.initiative if r.noun == "task-step" else b.initiative)
        if r.noun == "initiative":
            yield {"DLV-001": d or not b.decision,
                   "DLV-002": not d or d.adopted and not d.changed and max(d.cooled, min(d.certified, d.limit)) <= self.now,
                   "DLV-003": d or any(self.holds(r.author, role) for role in terms.urgent_roles), "DLV-004": b.owner in active,
                   "DLV-005": all(map(once, [b.checks, *names])), "DLV-024": match_all(DECIMAL, [x.target for x in b.metrics])}
            self.initiatives[r.id] = Bag(id=r.id, folder=self.filled("<initiative>", r), owner=b.owner, state="planned", chain=chain,
                                         checks=len(b.checks), tokens={}, tasks={})
            return
        need(DLV_010=one)
        running, leads = one.state in ("planned", "active"), r.author == one.owner or one.owner not in active
        match r.noun:
            case "task":
                yield {"DLV-011": running, "DLV-012": b.key not in one.tasks, "DLV-004": not b.owner or b.owner in active,
                       "DLV-013": set(b.after) <= set(one.tasks) and once(b.after)}
                self.tasks[r.id] = one.tasks[b.key] = Bag(initiative=one.id, owner=b.owner, after=b.after,
                                                          state="claimed" if b.owner else "open")
            case "task-step":
                yield {"DLV-011": running, "DLV-015": task.state == ("open" if claim else "claimed"),
                       "DLV-016": claim or r.author in ([task.owner] if done else [task.owner, one.owner]),
                       "DLV-017": not done or task.shown, "DLV-018": not done or all(one.tasks[key].state == "done" for key in task.after)}
                one.state, task.state = "active", "claimed" if claim else "done" if done else "open"
                task.owner = r.author if claim or done else None
            case "proof":
                found, numbers = [re.fullmatch(LINE, line) for line in b.lines], [x.after for x in b.metrics]
                numbers += [x.before for x in b.metrics if x.before is not None]
                yield {"DLV-011": running, "DLV-022": not b.task or task and task.initiative == one.id,
                       "DLV-021": b.lines or b.links or b.commits or b.artefacts or b.metrics, "DLV-020": all(found),
                       "DLV-023": match_all(LINK, b.links) and match_all(COMMIT, b.commits),
                       "DLV-024": match_all(DECIMAL, numbers) and once(names[1])}
                for each in found:  # of one proof's lines the last counts
                    if (r.at, r.id) >= one.tokens.get(each[1], (0, ""))[:2]:
                        one.tokens[each[1]] = (r.at, r.id, each[2])
                one.state, (task or Bag()).shown = "active", True
            case "delivery":
                latest = {token: value for token, (_, _, value) in one.tokens.items()}
                yield {"DLV-030": leads, "DLV-031": running,
                       "DLV-032": all(latest.get(gate.token) == gate.value for gate in terms.required_gates),
                       "DLV-033": sorted(x.check for x in b.answers) == list(range(1, one.checks + 1))}
                one.state, one.delivered, one.deliverer = "delivered", self.now, r.author
            case "review":
                verified, since, named_ids = b.outcome == "verified", one.delivered or BIG, [x.record for x in b.dissent]
                inside = [x.id for x in self.records if one.chain and x.path.startswith(one.chain.folder + "/")]
                yield {"DLV-034": one.delivered and not running and (not verified or one.state == "delivered"),
                       "DLV-035": not verified or r.author not in (one.owner, one.deliverer), "DLV-036": not b.scheduled_days or (
                           b.scheduled_days in terms.review_days and self.now >= since + b.scheduled_days * DAY),
                       "DLV-037": once(named_ids) and set(named_ids) <= set(inside)}
                one.state = {"verified": "verified", "reopened": "active"}.get(b.outcome, one.state)
                one.tokens = {} if b.outcome == "reopened" else one.tokens
            case "closing":
                yield {"DLV-030": leads, "DLV-038": running if b.outcome == "abandoned" else one.state == "verified"}
                one.state = "closed"
