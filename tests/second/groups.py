"""Groups that follow from a seed: random acts of members, valid and not, that the specification's replay sorts."""
import pickle
import random
from fractions import Fraction

import deliveries
import economy_cases
import exchange_cases
import supporting
from counting import recount
from forge import DAY, HOUR, START, enclosed, join, key, message_of, record_id, root_of, stamp
from record import decode, split
from record_form import printed
from replay import Log
from specification import BIG, STAGES, Bag, Refused, named, sha256

SHARES = ["0", "0.2", "0.5", "2/3", "0.66", "1"]
METHODS = ["majority", "supermajority", "consent", "approval", "schulze"]
WORDS = "roof bike garden cargo shared solar Küche café 2026 of the — repair, buy (new) a library".split()
FUTURE = 10**14
STAGE_TERMS = [{"stage": "present", "hours": 1, "evidence": 0, "options": 0, "positions": 0},
               {"stage": "research", "hours": 0, "evidence": 1, "options": 1, "positions": 0},
               {"stage": "positions", "hours": 0, "evidence": 0, "options": 0, "positions": 1}]


def charter(rng):
    kind = lambda name: {"name": name, "method": rng.choice([*METHODS, "approval", "schulze"] if name == "routine" else METHODS[:3]), "quorum": rng.choice(SHARES[:3]),  # noqa: E731
                         "threshold": rng.choice(SHARES[2:]), "denominator": rng.choice(["cast", "non-abstaining", "eligible"]),
                         "discussion_hours": rng.choice([0, 0, 24]), "vote_hours": rng.choice([0, 1, 72])}
    return {
        "rules": 1, "offline_grace_hours": rng.choice([0, 72, 720]), "late_ballots_hours": rng.choice([0, 24]),
        "records_per_day": rng.choice([4, 1000, 1000]), "admission": {"by": rng.choice(["steward", "vouch", "decision"]), "vouchers": 2},
        "recovery_threshold": rng.choice([1, 2]), "certifiers": rng.choice([0, 0, 1, 2]), "certify_within_days": 7,
        "cooling_off_hours": rng.choice([0, 72]), "challenge_days": 7, "dormant_after_days": rng.choice([20, 365]),
        "recall_petition": {"share": "0.2", "least": rng.choice([1, 2, 3]), "within_days": 7, "pause_days": 30},
        "tie": rng.choice(["again", "status-quo", "lot"]),
        **rng.choice([{}, {"objection_window_hours": 48, "objection_fallback": "archive"}, {"objection_window_hours": 72}]),
        "roles": [{"name": "steward", "term_days": 180, "pause_days": 0},
                  {"name": "moderator", "term_days": 30, "pause_days": 30, "records_per_day": 2000}],
        "decision_types": [{**kind("routine"), **rng.choice([{}, {}, {"stages": STAGE_TERMS}])}
                           if name == "routine" else kind(name) for name in ("routine", "membership", "role", "charter")],
        "permissions": rng.choice([[], [{"kind": "deliberation.proposal/v1", "who": ["steward"]}],
                                   [{"kind": "identity.suspension/v1", "who": ["moderator", "steward"]}],
                                   [{"kind": kind, "who": ["moderator"]} for kind in ("charter.amendment/v1", "identity.recall/v1",
                                                                                      "identity.redaction/v1", "voting.poll/v1")]]),
        **deliveries.terms(rng), **supporting.terms(rng)}


class Group(deliveries.Deliveries, supporting.Supporting, economy_cases.Trading, exchange_cases.Exchanging):
    """The records of one group, grown act by act. `refused` holds (record file, id, rule, records before it) of what did not
    pass. Half of the groups trade."""

    def __init__(self, seed, founding=None):
        self.rng = random.Random(seed)
        self.now, self.files, self.ids, self.refused, self.commits = START, [], [], [], []
        self.trades = seed // 2 % 2 == 1
        self.names = ["mara", "juno", "timo"][:3 if self.trades else self.rng.choice([1, 2, 3, 3])]
        self.role, self.others, self.secrets = "steward", ["lena", "omar", "iris", "paul"], {}
        self.state = Log(FUTURE)
        self.before = pickle.dumps(self.state)
        if founding:
            self.take(founding)

    def charter(self):
        return economy_cases.charter(charter(self.rng), self.rng) if self.trades else charter(self.rng)

    def founding(self):
        founders = [{"handle": name, "key": key(name).line, "roles": self.rng.choice([["steward"], ["steward", "moderator"], []])
                     if name != "mara" else ["steward"]} for name in self.names]
        body = {"name": "Test group", "handle": "test-group", "type": "local", "founders": founders, "charter": self.charter()}
        message = message_of("charter.founding/v1", "mara", key("mara").id, START, body)
        self.take(join(message, key("mara").sign(message)))

    def grow(self, acts):
        """The founders' answers, then as many acts, whether they pass or not."""
        for index, name in enumerate(self.names[1:]):
            self.act("charter.refusal" if index and self.rng.random() < 0.3 else "charter.acceptance", name, {})
        if self.trades:
            self.settle()
        for _ in range(acts):
            self.step()

    def met(self):
        """What happened, to be counted: kinds, outcomes, and how decisions took force."""
        out = [record.kind for _, _, record in self.files]
        for _, _, record in self.files:
            if record.noun == "decision":
                out += [record.body.outcome, *(one.reason for one in record.body.set_aside)]
        for waiting in self.state.waiting.values():
            decision = waiting.r.noun == "decision"
            if waiting.until <= self.state.now:
                out.append("certified" if decision else "completed by approval")
            elif decision:
                out.append("uncertified")
        return out + self.ends()

    def take(self, data):
        """True when the record passes."""
        message, _, enclosures = split(data)
        try:
            record = decode(message, enclosures)
            place = self.state.accept(record)
        except Refused as refused:
            self.refused.append((data, record_id(data), str(refused), len(self.files)))
            self.state = pickle.loads(self.before)
            return False
        self.before = pickle.dumps(self.state)
        self.files.append((data, place, record))
        self.ids.append(record.id)
        return True

    def act(self, kind, author, body, texts=None, signer=None, at=None, **envelope):
        own = self.secrets.get(author, [author])
        valid = [one for one in own if key(one).id in self.state.keys and self.state.keys[key(one).id].valid]
        signer = key(signer or self.rng.choice(valid if valid and self.rng.random() < 0.95 else own))
        enclosures = enclosed(body, **(texts or {}))
        size = self.rng.choice([len(self.ids), max(1, len(self.ids) - 1), max(1, len(self.ids) // 2)])
        body = {name: body[name] for name in ORDER[kind] if name in body}
        message = message_of(kind + "/v1", author, signer.id, at or self.now, body, group=self.ids[0],
                             seen=(size, root_of(self.ids[:size])), **envelope)
        return self.take(join(message, signer.sign(message), enclosures))

    def pick(self, items, otherwise="0" * 63 + "a"):
        items = list(items)
        return self.rng.choice(items) if items else otherwise

    def step(self):
        rng = self.rng
        self.now += rng.choice([1000, HOUR, HOUR, 25 * HOUR, 3 * DAY, 9 * DAY, 31 * DAY] if rng.random() < 0.5 else [1000, 60_000])
        members = [m.handle for m in self.state.active()] or self.names
        self.names = list(self.state.members) if rng.random() < 0.9 else self.names
        who = rng.choice(members if rng.random() < 0.9 else [*self.state.candidates, "nobody"])
        other = rng.choice(members if rng.random() < 0.8 else list(self.state.members))
        weighted = TRADING if self.trades else ACTS
        getattr(self, "do_" + rng.choices([n for n, _ in weighted], [w for _, w in weighted])[0])(who, other)

    # acts

    def do_answer(self, who, other):
        self.act(self.rng.choice(["charter.acceptance"] * 5 + ["charter.refusal"]), self.rng.choice(self.names), {})

    def do_apply(self, who, other):
        new = self.rng.choice(self.others + self.names[:1])
        if self.act("identity.application", new, {"key": key(new).line, "skills": []}, {"statement": "I would like to join."},
                    signer=new) and new in self.others:
            self.others.remove(new)

    def do_admit(self, who, other):
        applications = [r.id for _, _, r in self.files if r.kind == "identity.application/v1"]
        self.act("identity.admission", who, {"application": self.pick(applications[-2:]), **self.maybe_decision(0.1)})

    def maybe_decision(self, chance=0.2):
        mandates = list(self.state.mandates)
        return {"decision": self.pick(mandates)} if mandates and self.rng.random() < chance else {}

    def do_standing(self, who, other):
        suspended = [m.handle for m in self.state.members.values() if m.status == "suspended"]
        other = self.rng.choice(suspended) if suspended and self.rng.random() < 0.7 else other
        kind = "reinstatement" if other in suspended else self.rng.choice(["suspension", "suspension", "reinstatement"])
        self.act("identity." + kind, who, {"member": other, **self.maybe_decision()}, {"reason": "For a while.\nThen we see.\n"})

    def do_leave(self, who, other):
        if self.rng.random() < 0.3:
            self.act("identity.leaving", who, {})

    def do_key(self, who, other):
        new = f"{who}-{len(self.secrets.get(who, [who]))}-{self.rng.randrange(3)}"
        proof = key(new).sign(f"{self.ids[0]} {who} {key(new).id}\n".encode(), namespace="tos.key.v1").decode()
        body = {"key": key(new).line, "proof": proof}
        if self.rng.random() < 0.4:
            body["replaces"] = key(self.rng.choice(self.secrets.get(who, [who]))).id
        if self.act("identity.key-addition", who, body):
            self.secrets.setdefault(who, [who]).append(new)

    def do_revoke(self, who, other):
        owner = self.rng.choice([who, other])
        body = {"member": owner, "key": key(self.rng.choice(self.secrets.get(owner, [owner]))).id}
        if self.rng.random() < 0.6:
            body["compromised_from"] = self.rng.randrange(1, len(self.ids) + 2)
        self.act("identity.key-revocation", who, body)

    def do_recover(self, who, other):
        new = f"{other}-r{self.rng.randrange(4)}"
        proof = key(new).sign(f"{self.ids[0]} {other} {key(new).id}\n".encode(), namespace="tos.key.v1").decode()
        if self.act("identity.key-recovery", who, {"member": other, "key": key(new).line, "proof": proof}):
            self.secrets.setdefault(other, [other]).append(new)

    def do_role(self, who, other):
        body = {"role": self.rng.choice(["steward", "moderator", "moderator", "clown"]), "member": other, **self.maybe_decision()}
        if self.rng.random() < 0.5:
            body["term_days"] = self.rng.choice([1, 30, 181])
        self.act("identity.role-assignment", who, body)

    def do_role_end(self, who, other):
        role = self.rng.choice(["steward", "moderator"])
        kind = self.rng.choice(["role-resignation", "recall-petition", "recall-petition", "recall"])
        body, texts = {"role": role}, None
        if kind != "role-resignation":
            body["member"] = other
        if kind == "recall-petition":
            texts = {"reason": "Absent for weeks."}
        if kind == "recall":
            body["decision"] = self.pick(self.state.mandates)
        self.act("identity." + kind, who, body, texts)

    def do_approve(self, who, other):
        waiting = [name for name, p in self.state.waiting.items() if p.until > self.state.now]
        self.act("charter.approval", who, {"record": self.pick(waiting or self.ids)})

    def do_consent(self, who, other):
        if self.rng.random() < 0.5 or not self.state.consents:
            self.act("identity.consent-grant", who, {"scope": "visibility", "purpose": "the group's page"})
        else:
            self.act("identity.consent-withdrawal", who, {"grant": self.pick(self.state.consents)})

    def do_redact(self, who, other):
        with_text = [r for _, _, r in self.files if r.texts]
        if with_text:
            record = self.rng.choice(with_text)
            self.act("identity.redaction", self.rng.choice([who, record.author]),
                     {"record": record.id, "texts": [self.rng.choice(record.texts)], "ground": "asked for"})

    def do_propose(self, who, other):
        self.propose(who, other, self.rng.choice([None, None, "suspension", "role-assignment", "recall", "amendment", "admission"]))

    def propose(self, who, other, act):
        rng = self.rng
        body = {"title": " ".join(rng.choice(WORDS) for _ in range(rng.choice([2, 3, 9]))),
                "decision_type": rng.choice(["routine", "routine", "membership", "role", "charter", "odd"]),
                "paths": [rng.choice(["social-economy", "common-planet"])]}
        if act:
            kind = {"amendment": "charter.amendment/v1", "policy-change": "voting.policy-change/v1"}.get(act, f"identity.{act}/v1")
            target = {"admission": self.pick(self.names), "recall": f"{other}/{self.role}", "role-assignment": f"{other}/moderator"}.get(act, other)
            if act == "amendment":
                self.next_charter = self.charter()
                target = sha256(printed(self.next_charter)).hex()
            body["mandate"] = {"kind": kind, "target": target}
            body["decision_type"] = {"amendment": "charter", "role-assignment": "role", "recall": "role"}.get(act, "membership")
            policies = [name for name, (x, _) in self.state.outcomes.items() if x.adopted and x.kind in (None, kind)]
            if act == "policy-change":
                body["mandate"]["target"] = policy = self.pick(policies[-2:] if rng.random() < 0.9 else self.state.outcomes)
                old = self.state.outcomes.get(policy, (Bag(poll=Bag(version=Bag(type="routine"))),))[0]
                body["decision_type"] = old.poll.version.type if rng.random() < 0.9 else "routine"
        wording = {"text": "All of it."} if rng.random() < 0.6 else {}
        if act == "policy-change" and bool(wording) == (rng.random() < 0.05):
            body["mandate"]["target"] = "repeal/" + body["mandate"]["target"]
        if rng.random() < 0.3 and self.state.versions:
            body["replaces"] = self.pick(self.state.versions)
            old = self.state.versions[body["replaces"]].chain
            named_now = [name for name, x in self.state.objections.items() if x.version.chain is old and (not x.met or rng.random() < 0.1)]
            if named_now and rng.random() < 0.7:
                body["answers"] = [{"objection": name, "how": "We ask first."} for name in named_now]
        return self.act("deliberation.proposal", who, body, {"summary": "What we propose, in a sentence or two.", **wording})

    def do_vote(self, who, other):
        """A vote from proposal to effect, everything in its time: unanimous, split in halves, or by few."""
        act = self.rng.choice([None, None, "suspension", "reinstatement", "role-assignment", "recall", "recall", "amendment", "admission",
                               "policy-change", "policy-change", "policy-change"])
        if act == "recall" and not self.petition(who, other):
            return
        if not self.propose(who, other, act):
            return
        self.poll(who, self.ids[-1], 0)
        poll = self.state.polls.get(self.ids[-1])
        if not poll:
            return
        if self.rng.random() < 0.2:
            self.act("deliberation.recusal", other, {"proposal": poll.proposal})
        self.now = max(self.now, poll.opens_at)
        choices = self.rng.choice([["yes"], ["yes"], ["yes", "no"], ["yes", "no"], ["no", "abstain"], []])
        for index, voter in enumerate(m.handle for m in self.state.active()):
            if choices:
                self.act("voting.ballot", voter, {"poll": poll.id, **says(self.rng, poll, choices[index % len(choices)])})
        if self.rng.random() < 0.2:
            self.do_revoke(other, other)
        self.decide(who, other, poll)

    def petition(self, who, other):
        """A recall petition, and approvals until it has enough."""
        held = [pair for pair, until in self.state.roles.items() if until > self.state.now and pair[0] == other]
        self.role = self.rng.choice(held)[1] if held else "steward"
        if not self.act("identity.recall-petition", who, {"role": self.role, "member": other}, {"reason": "Absent for weeks."}):
            return False
        petition = self.ids[-1]
        for name in [m.handle for m in self.state.active()]:
            if petition in self.state.waiting and self.state.waiting[petition].until > self.state.now:
                self.act("charter.approval", name, {"record": petition})
        return True

    def do_withdraw(self, who, other):
        if self.rng.random() < 0.3:
            self.act("deliberation.withdrawal", who, {"proposal": self.pick(self.state.versions)}, {"reason": "Not now."})

    def do_recuse(self, who, other):
        self.act("deliberation.recusal", who, {"proposal": self.pick(self.state.versions)})

    def do_talk(self, who, other):
        """Several things said about a proposal, a new one where none is open."""
        if not any(v.chain.state == "open" for v in self.state.versions.values()):
            self.propose(who, other, None)
        for _ in range(5):
            self.say(self.rng.choice([m.handle for m in self.state.active()] or [who]), other)
        self.do_move(who, other)

    def say(self, who, other):
        rng, versions = self.rng, self.state.versions
        free = [name for name, v in versions.items() if v.chain.state == "open" and v.chain.newest == name]
        proposal, because = self.pick(free[-2:] if free and rng.random() < 0.9 else versions), {"reason": f"Because {self.now}."}
        body, texts = {"proposal": proposal}, None
        kind = rng.choice(["evidence", "evidence-review", "option", "position", "position", "objection", "objection", "resolution"])
        if kind == "evidence":
            body |= {"kind": "data", "side": rng.choice(["for", "against"]), "title": rng.choice(WORDS) + " lasts",
                     **rng.choice([{"url": "https://example.org/"}, {"url": "ftp://example.org/"}, {"digest": "a" * 64}, {}])}
        elif kind == "evidence-review":
            body = {"evidence": self.pick(self.state.pieces), "verdict": rng.choice(["confirmed", "disputed", "disputed"])}
            if (body["verdict"] == "disputed") != (rng.random() < 0.1):
                body["ground"] = "outdated"
        elif kind == "option":
            parents = versions[proposal].chain.options if proposal in versions else {}
            body |= {"label": rng.choice(WORDS), "trade_offs": [{"aspect": rng.choice("ab"), **rng.choice([{"pro": "low"}, {"con": "high"}, {}])}
                                                                for _ in range(rng.randrange(3))]}
            if rng.random() < 0.4:
                body["parent"] = self.pick(parents)
        elif kind == "position":
            body["stance"] = rng.choice(["support", "oppose", "abstain", "block", "withdrawn"])
            texts = because if rng.random() < 0.8 else None
        elif kind == "objection":
            body |= {"level": rng.choice(["concern", "objection", "objection"]), "argues": rng.choice(["consequence"] * 4 + ["improvement"])}
            texts = {**({"harm": "Somebody falls."} if rng.random() < 0.8 else {}), **because}
        else:
            open_ones = [name for name, x in self.state.objections.items() if not x.met]
            body = {"objection": self.pick(open_ones or self.state.objections), "by": rng.choice(["amendment", "deferral", "delegation", "monitoring"])}
            body |= {"owner": other} if rng.random() < 0.7 else {}
            body |= {"due": stamp(self.now + rng.choice([-1, 1, 1]) * DAY)} if rng.random() < 0.7 else {}
            who, texts = self.state.objections[body["objection"]].author if open_ones and rng.random() < 0.8 else who, because
        self.act("deliberation." + kind, who, body, texts)

    def do_move(self, who, other):
        open_ones = [name for name, v in self.state.versions.items() if v.chain.state == "open" and v.chain.newest == name]
        proposal = self.pick(open_ones[-2:] or self.state.versions)
        chain = self.state.versions[proposal].chain if open_ones else None
        later = STAGES[STAGES.index(chain.stage) + 1:][:1] if chain else []
        to = self.rng.choice(later * 6 + ["research", "deliberate", "archived", "vote"])
        self.act("deliberation.stage-move", chain.authors[0] if chain and self.rng.random() < 0.9 else who, {"proposal": proposal, "to": to})

    def do_poll(self, who, other):
        free = [name for name, v in self.state.versions.items() if v.chain.state == "open" and v.chain.newest == name and not v.chain.poll]
        self.poll(who, self.pick(free if free and self.rng.random() < 0.85 else self.state.versions), 0.25)
        for voter in [m.handle for m in self.state.active()]:
            if self.rng.random() < 0.7:
                self.do_ballot(voter, other)

    def poll(self, who, proposal, odd):
        """A poll as the charter asks, but with that chance for something else."""
        rng, version, terms = self.rng, self.state.versions.get(proposal), self.state.terms
        kind = version and named(terms.decision_types, version.type)
        opens = self.now + (kind.discussion_hours if kind and not odd else rng.choice([0, 24, 24])) * HOUR
        method = kind.method if kind else "majority"
        choose = (method in ("approval", "schulze")) != (rng.random() < odd / 9)
        options = ["red", "green", "blue", "Red "][:rng.choice([3, 3, 3, 2, 1, 4] if odd else [3, 3, 2])]
        ends = [label.decode() for name, label in version.chain.options.items() if name not in version.chain.stems] if version else []
        if len(ends) > 1 and rng.random() < 0.8:
            options = ends if rng.random() < 0.9 else ends[1:] + ["red"]
        elif choose and version and rng.random() < 0.9:
            who = version.chain.authors[0]
        body = {"proposal": proposal, "options": options if choose else [], "method": method,
                "quorum": next((s for s in SHARES if kind and number(s) == kind.quorum), "0.5"),
                "threshold": next((s for s in SHARES if kind and number(s) == kind.threshold), "0.5"),
                "denominator": kind.denominator if kind else "cast", "opens_at": stamp(opens),
                "closes_at": stamp(opens + max(1, kind.vote_hours if kind else 1) * HOUR), "late_ballots_hours": terms.late_ballots_hours,
                "certifiers": terms.certifiers, "sharded": rng.random() < odd / 3}
        if rng.random() < odd:
            body[rng.choice(["quorum", "threshold"])] = rng.choice(SHARES)
        if rng.random() < odd / 4:
            body[rng.choice(["opens_at", "closes_at"])] = stamp(opens + rng.choice([2, 8]) * DAY)
        if rng.random() < odd / 2:
            body["late_ballots_hours"] = rng.choice([0, 48])
        self.act("voting.poll", who, body)

    def do_ballot(self, who, other):
        open_polls = [name for name, p in self.state.polls.items() if p.last >= self.now]
        poll = self.pick(open_polls[-2:] or list(self.state.polls))
        at = self.now + self.rng.choice([0, 1, 5000, -3000])
        if poll in self.state.polls and self.rng.random() < 0.7:
            at = max(self.now, self.state.polls[poll].opens_at)
        self.act("voting.ballot", who, {"poll": poll, **says(self.rng, self.state.polls.get(poll))},
                 {"reason": f"Because {at}."} if self.rng.random() < 0.3 else None, at=at)

    def do_decide(self, who, other):
        if self.state.polls:
            self.decide(who, other, self.rng.choice([p for p in self.state.polls.values() if not p.decided] or list(self.state.polls.values())))

    def decide(self, who, other, poll):
        if self.rng.random() < 0.8:
            self.now = max(self.now, poll.last + 1)
        body = recount(self.state.polls[poll.id], self.state.keys)  # what was refused meanwhile has left another object
        if self.rng.random() < 0.1:
            body["outcome"] = self.rng.choice(["adopted", "rejected", "tied", "no-quorum"])
        if self.rng.random() < 0.05:
            body["electorate"] = {"size": body["electorate"]["size"], "root": "0" * 63 + "a"}
        if self.act("voting.decision", who, body) and self.rng.random() < 0.7:
            self.carry_out(other)

    def carry_out(self, who):
        decision = self.ids[-1]
        mandate = self.state.mandates.get(decision)
        if not mandate:
            return
        self.now += self.rng.choice([0, 73 * HOUR, 8 * DAY])
        kind, target = mandate.kind[:-3], mandate.target
        member, _, role = target.partition("/")
        body, texts = {"decision": decision}, None
        if kind == "charter.amendment":
            body["charter"] = self.next_charter
        elif kind == "voting.policy-change":
            body["policy"], chain = target, self.state.outcomes.get(target, (None, Bag(stances={})))[1]
            against = [x[1] for x in chain.stances.values() if x[2] in self.rng.choice([("block",), ("block", "oppose")])]
            against += [name for name, x in self.state.objections.items() if x.version.chain is chain and x.blocks and not x.met]
            if against and self.rng.random() < 0.9:
                body["answers"] = [{"dissent": name, "how": "It is insured now."} for name in against]
        elif kind == "identity.admission":
            body["application"] = self.pick([r.id for _, _, r in self.files if r.kind == "identity.application/v1" and r.author == target])
        else:
            body["member"] = member
            texts = {"reason": "decided"} if kind in ("identity.suspension", "identity.reinstatement") else None
            if role:
                body["role"] = role
        self.act(kind, who, body, texts)


def number(text):
    return Fraction(text)


def says(rng, poll, choice=None):
    """What a ballot says: most often what the poll's method counts."""
    method = poll.method if poll and rng.random() < 0.97 else rng.choice(METHODS)
    count = len(poll.options) if poll else 3
    options = rng.sample(range(1, count + 1), min(count, rng.choice([0, 1, 2, 3, 3]))) if rng.random() < 0.97 else [count + 1, 1, 1]
    if method == "approval":
        return {"approves": options}
    if method == "schulze" and rng.random() < 0.5:
        return {"ranks": [{"option": option, "rank": rng.choice([1, 2, 3, 64])} for option in options]}
    if method == "schulze":
        return {"scores": [{"option": option, "score": rng.choice([-BIG, -1, 0, 0, 5, BIG])} for option in options]}
    if method == "consent":
        return {"choice": rng.choice(["consent"] * 6 + ["concern", "stand-aside", "objection"])}
    return {"choice": choice or rng.choice(["yes"] * 6 + ["no"] * 3 + ["abstain"] * 3 + ["maybe"])}


ACTS = [("answer", 3), ("apply", 5), ("admit", 5), ("standing", 2), ("leave", 1), ("key", 3), ("revoke", 2), ("recover", 1), ("role", 3),
        ("role_end", 3), ("approve", 5), ("consent", 1), ("redact", 2), ("propose", 8), ("withdraw", 1), ("recuse", 2), ("talk", 5),
        ("move", 5), ("poll", 9), ("vote", 9), ("ballot", 5), ("decide", 10), *deliveries.ACTS, *supporting.ACTS]
TRADING = [*((name, weight / 8) for name, weight in ACTS), *economy_cases.ACTS, *exchange_cases.ACTS]
ORDER = {
    "charter.acceptance": (), "charter.refusal": (), "charter.approval": ("record",), "charter.amendment": ("decision", "charter"),
    "identity.application": ("key", "archetype", "skills", "statement"), "identity.admission": ("application", "decision"),
    "identity.suspension": ("member", "decision", "reason"), "identity.reinstatement": ("member", "decision", "reason"),
    "identity.leaving": ("reason",), "identity.key-addition": ("key", "proof", "replaces"),
    "identity.key-revocation": ("member", "key", "compromised_from"), "identity.key-recovery": ("member", "key", "proof"),
    "identity.role-assignment": ("role", "member", "term_days", "decision"), "identity.role-resignation": ("role",),
    "identity.recall-petition": ("role", "member", "reason"), "identity.recall": ("role", "member", "decision"),
    "identity.redaction": ("record", "texts", "decision", "ground"), "identity.consent-grant": ("scope", "purpose", "until"),
    "identity.consent-withdrawal": ("grant",),
    "deliberation.proposal": ("title", "summary", "text", "decision_type", "paths", "test", "sunset", "replaces", "mandate", "answers"),
    "deliberation.evidence": ("proposal", "kind", "side", "title", "url", "digest", "summary"),
    "deliberation.evidence-review": ("evidence", "verdict", "ground", "reason"),
    "deliberation.option": ("proposal", "parent", "label", "trade_offs", "text"),
    "deliberation.position": ("proposal", "stance", "reason"),
    "deliberation.objection": ("proposal", "level", "argues", "harm", "reason"),
    "deliberation.resolution": ("objection", "by", "owner", "due", "reason"), "deliberation.stage-move": ("proposal", "to", "reason"),
    "deliberation.withdrawal": ("proposal", "reason"), "deliberation.recusal": ("proposal", "reason"),
    "voting.poll": ("proposal", "options", "method", "quorum", "threshold", "denominator", "opens_at", "closes_at", "late_ballots_hours",
                    "certifiers", "sharded"),
    "voting.ballot": ("poll", "choice", "approves", "ranks", "scores", "reason"),
    "voting.policy-change": ("decision", "policy", "answers"),
    "voting.decision": ("poll", "outcome", "winners", "figures", "electorate", "ballots", "set_aside_count", "set_aside",
                        "rule", "votes"), **deliveries.ORDER, **economy_cases.ORDER}
