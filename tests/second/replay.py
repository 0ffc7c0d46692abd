"""The rules of a log, replayed: docs/spec/log.md, charter.md, identity.md, deliberation.md and voting.md."""
import datetime
import heapq
import re
from types import SimpleNamespace as Bag

from reading import BODIES, Refused, fits, key_of, need, printed, read_signature, root_of, sha256, tree_hash

HOUR, DAY = 3_600_000, 86_400_000

METHODS = ("majority supermajority approval score star irv scottish-stv wigm-stv meek-stv schulze ranked-pairs debian consent consensus "
           "consensus-minus sociocratic support-points equal-shares greedy-budget quadratic-funding").split()
ACTS = {"charter.amendment/v1": "charter", "identity.admission/v1": "membership", "identity.suspension/v1": "membership",
        "identity.reinstatement/v1": "membership", "identity.role-assignment/v1": "role", "identity.recall/v1": "role",
        "identity.redaction/v1": None}
OPEN_TYPES = ("role", "membership", "charter")
SIZES = ("non-abstaining", "cast", "eligible")
CANDIDATES = ("charter.acceptance/v1", "charter.refusal/v1")
STEWARD = ("admission", "suspension", "reinstatement", "key-revocation", "key-recovery", "role-assignment")


class State:
    def __init__(self, now):
        self.reader, self.clock, self.log, self.leaves, self.roots, self.at = now, 0, [], [], {}, {}
        self.group, self.group_handle, self.charter, self.keys, self.members = None, "", None, {}, {}
        self.candidates, self.terms, self.pending, self.mandates, self.petitions, self.consents = {}, [], {}, {}, {}, {}
        self.versions, self.polls, self.timers, self.rejected, self.idempotent, self.short = {}, {}, [], {}, set(), set()
        self.permitted, self.folder = set(), ""

    # who

    def active(self):
        return [m for m in self.members.values() if m.status == "active"]

    def member(self, name):
        need(name in self.members, "IDN-030")
        return self.members[name]

    def holds(self, name, role):
        return any(t.member == name and t.role == role and t.until is None for t in self.terms)

    def holders(self, role):
        return [m for m in self.active() if self.holds(m.handle, role)]

    def role(self, name):
        return next((r for r in self.charter.roles if r.name == name), None)

    def founded(self):
        founders = [c for c in self.candidates.values() if c.origin == "founder"]
        return 2 * sum(c.state == "accepted" for c in founders) > len(founders)

    def enrol(self, c, candidate):
        m = Bag(handle=candidate.handle, status="active", stays=[[c.pos, None]], last=c.now, day=0, used=0)
        self.members[m.handle], candidate.state = m, "accepted"
        self.keys[candidate.key] = Bag(member=m.handle, start=c.pos, until=None, compromised=None)
        for index, role in enumerate(candidate.roles):
            self.start_term(c, m.handle, role, self.role(role).term_days, index)

    def start_term(self, c, name, role, length, index=0):
        term = Bag(member=name, role=role, start=c.pos, ends=c.now + length * DAY, until=None, ended=None)
        self.terms.append(term)
        self.timer(term.ends, c.pos, index, lambda due: term.until is None and self.end_term(term, len(self.log), due))

    def end_term(self, term, position, when):
        term.until, term.ended = position, when

    def end_terms(self, c, name, role=None):
        for term in self.terms:
            if term.member == name and term.until is None and role in (None, term.role):
                self.end_term(term, c.pos, c.now)

    def revoke(self, c, key, compromised=None):
        if self.keys[key].until is None:
            self.keys[key].until, self.keys[key].compromised = c.pos, compromised

    def new_key(self, c, name, body):
        key = key_of(body.key)
        self.free_key(key)
        try:
            proved = read_signature(body.proof.encode(), "tos.key.v1") == key
            message = f"{self.group} {name} {key}\n".encode()
        except Refused:
            proved = False
        need(proved and fits(message, body.proof.encode(), "tos.key.v1"), "IDN-022")
        return key

    def free_key(self, key):
        need(key not in self.keys and all(x.key != key or x.state != "pending" for x in self.candidates.values()), "IDN-021")

    def standing_at(self, m, position):
        return any(start <= position and (until is None or until > position) for start, until in m.stays)

    def set_status(self, c, name, status):
        m = self.members[name]
        m.status = status
        if status == "active":
            m.stays.append([c.pos, None])
        elif m.stays[-1][1] is None:
            m.stays[-1][1] = c.pos

    # time

    def timer(self, due, position, index, fire):
        heapq.heappush(self.timers, (due, position, index, id(fire), fire))

    # decisions

    def mandate(self, c, target):
        m = self.mandates.get(c.body.decision)
        need(m, "CHA-010")
        need((m.kind, m.target) == (c.kind, target), "CHA-012")
        need(m.adopted and m.force is not None and m.force <= c.now, "CHA-011")
        need(m.used is None, "CHA-013")

    def use(self, c):
        if c.body.decision:
            self.mandates[c.body.decision].used = c.pos

    def check_charter(self, charter):
        need(charter.rules == 1, "CHA-004")
        for names in ([r.name for r in charter.roles], [t.name for t in charter.decision_types], [p.kind for p in charter.permissions]):
            need(len(set(names)) == len(names), "CHA-001")
        need({"membership", "role", "charter"} <= {t.name for t in charter.decision_types}, "CHA-002")
        for kind in charter.decision_types:
            need(kind.method in METHODS and kind.quorum <= 1 and kind.threshold <= 1, "CHA-003")
        need(charter.recall_petition.share <= 1, "CHA-003")

    def decision_type(self, name):
        return next((t for t in self.charter.decision_types if t.name == name), None)

    def version(self, name):
        need(name in self.versions, "DEL-009")
        return self.versions[name]

    # the order of checks

    def accept(self, r):
        founds, position = r.kind == "charter.founding/v1", len(self.log) + 1
        need(r.kind in BODIES, "REC-010")
        need(founds == (position == 1), "IDN-001")
        need(founds == (r.group is None) == (r.seen is None), "LOG-108")
        need(founds or r.group == self.group, "LOG-101")
        need(r.at <= self.reader + 300_000, "LOG-104")
        need(founds or r.at >= self.clock - self.charter.offline_grace_hours * HOUR, "LOG-103")
        need(r.id[:16] not in self.short, "LOG-105")
        if not founds:
            need(r.seen.size < position and self.root(r.seen.size) == r.seen.root, "LOG-102")
            need(r.at >= self.log[r.seen.size - 1].clock - 300_000, "LOG-111")
        need(r.idempotency_key is None or (r.author, r.idempotency_key) not in self.idempotent, "LOG-106")
        c = Bag(**vars(r), pos=position, clock=self.clock, now=max(self.clock, r.at))
        while self.timers and self.timers[0][0] <= c.now:
            due, _, _, _, fire = heapq.heappop(self.timers)
            fire(due)
        need(founds or r.kind in CANDIDATES or self.founded(), "IDN-003")
        authority = (1, "member", None)
        if not founds and r.kind not in (*CANDIDATES, "identity.application/v1"):
            self.check_author(c)
            authority = self.authority(c)
        noun = r.kind.split(".")[1].split("/")[0].replace("-", "_")
        getattr(self, "check_" + noun, lambda c: None)(c)
        self.apply(c, noun, authority)

    def check_author(self, c):
        m, key = self.members.get(c.author), self.keys.get(c.key)
        need(m, "IDN-010")
        need(key and key.member == c.author and key.until is None, "IDN-011")
        need(m.status == "active", "IDN-010")
        quota = max([self.charter.records_per_day] + [r.records_per_day or 0 for r in self.charter.roles if self.holds(c.author, r.name)])
        need(m.day != c.now // DAY or m.used < quota, "IDN-013")

    def authority(self, c):
        """(persons needed, who counts, until when)"""
        b, noun, who = c.body, c.kind.split(".")[1].split("/")[0], None
        stewards = (self.charter.recovery_threshold, "steward", None)
        stated = None
        if noun in ("ballot", "decision", "recusal") or noun in STEWARD and getattr(b, "decision", None):
            return 1, "member", None
        if noun == "proposal" and b.decision_type in OPEN_TYPES:
            return 1, "member", None
        if noun == "poll" and b.proposal in self.versions and self.versions[b.proposal].type in OPEN_TYPES:
            return 1, "member", None
        if noun == "admission" and self.charter.admission.by == "vouch":
            return self.charter.admission.vouchers, "member", None
        if noun == "recall-petition":
            terms = self.charter.recall_petition
            return max(terms.least, -(-len(self.active()) * terms.share // 1)), "member", c.now + terms.within_days * DAY
        if noun == "key-revocation":
            key = self.keys.get(b.key)
            stated = (1, "member", None) if b.member == c.author and key and self.not_younger(c, key) else stewards
        if noun == "key-recovery":
            stated = stewards
        if stated:
            if stated[1] == "member" or self.holds(c.author, stated[1]):
                return stated
            need(not self.holders(stated[1]), "IDN-012")
            who = [stated[1]]
        who = who or next((p.who for p in self.charter.permissions if p.kind == c.kind), ["steward" if noun in STEWARD else "member"])
        for one in who:
            if one in ("member", "party") or self.holds(c.author, one):
                return 1, "member", None
        need(not any(self.holders(one) for one in who), "IDN-012")
        return min(3, len(self.active())), "member", None

    def apply(self, c, noun, authority):
        folder = getattr(self, "folder_" + noun, lambda c: "charter" if c.kind.startswith("charter.") else
                         f"members/{getattr(c.body, 'member', c.author)}")(c)
        self.folder = f"{folder}/{noun.replace('_', '-')}-{c.id[:16]}.yaml"
        if authority[0] > 1:
            self.open_pending(c, noun, authority, [c.author])
        else:
            getattr(self, "apply_" + noun, lambda c: None)(c)
        if noun == "approval":
            self.complete(c)
        if c.author in self.members:
            m, day = self.members[c.author], c.now // DAY
            m.last, m.used, m.day = c.now, m.used + 1 if m.day == day else 1, day
        self.clock = c.now
        self.log.append(c)
        self.at[c.id] = c
        c.clock = c.now
        self.leaves.append(sha256(b"\0", bytes.fromhex(c.id)))
        self.short.add(c.id[:16])
        self.idempotent.add((c.author, c.idempotency_key))

    def root(self, size):
        if size not in self.roots:
            self.roots[size] = tree_hash(self.leaves[:size]).hex()
        return self.roots[size]

    # approvals

    def open_pending(self, c, noun, authority, approvers):
        p = self.pending[c.id] = Bag(c=c, noun=noun, needed=authority[0], entitled=authority[1], state="open", approvers=approvers)
        if authority[2] is not None:
            self.timer(authority[2], c.pos, 90, lambda due: setattr(p, "state", "expired") if p.state == "open" else None)

    def check_approval(self, c):
        p = self.pending.get(c.body.record)
        need(p and p.state == "open", "IDN-060")
        need(p.entitled == "member" or self.holds(c.author, p.entitled), "IDN-062")
        need(c.author not in p.approvers, "IDN-061")
        if len(p.approvers) + 1 >= p.needed and p.noun != "decision":
            getattr(self, "check_" + p.noun, lambda c: None)(self.then(p, c))

    def then(self, p, c):
        return Bag(**{**vars(p.c), "pos": c.pos, "now": c.now, "clock": c.clock})

    def complete(self, c):
        p = self.pending[c.body.record]
        p.approvers.append(c.author)
        if len(p.approvers) >= p.needed:
            p.state = "done"
            if p.noun == "decision":
                return self.certify(self.at[c.body.record], c)
            getattr(self, "apply_" + p.noun, lambda c: None)(self.then(p, c))

    # founding and joining

    def check_founding(self, c):
        b, handles, keys = c.body, set(), set()
        need(re.fullmatch(r"[a-z0-9-]+", b.handle) and b.handle[0] != "-" and b.handle[-1] != "-", "REC-011")
        self.check_charter(b.charter)
        self.charter = b.charter
        named = False
        for f in b.founders:
            f.id = key_of(f.key)
            need(f.handle not in handles and f.id not in keys, "IDN-002")
            handles.add(f.handle), keys.add(f.id)
            need(all(self.role(role) for role in f.roles), "IDN-050")
            named = named or (f.handle, f.id) == (c.author, c.key)
        need(named, "IDN-001")

    def apply_founding(self, c):
        self.group, self.group_handle = c.id, c.body.handle
        for f in c.body.founders:
            self.candidates[f.handle] = Bag(handle=f.handle, key=f.id, origin="founder", state="pending", roles=f.roles, record=c.id)
        self.enrol(c, self.candidates[c.author])

    def check_acceptance(self, c):
        x = self.candidates.get(c.author)
        need(x and x.origin == "founder" and x.state == "pending" and x.key == c.key, "IDN-004")

    check_refusal = check_acceptance

    def apply_acceptance(self, c):
        self.enrol(c, self.candidates[c.author])

    def apply_refusal(self, c):
        self.candidates[c.author].state = "refused"

    def check_application(self, c):
        x = self.candidates.get(c.author)
        need(c.author not in self.members and (not x or x.state == "expired"), "IDN-020")
        need(key_of(c.body.key) == c.key, "IDN-022")
        self.free_key(c.key)

    def apply_application(self, c):
        x = self.candidates[c.author] = Bag(handle=c.author, key=c.key, origin="applicant", state="pending", roles=[], record=c.id)
        self.timer(c.now + 30 * DAY, c.pos, 0, lambda due: setattr(x, "state", "expired") if x.state == "pending" else None)

    def applicant(self, c):
        return next((x for x in self.candidates.values() if x.record == c.body.application and x.origin == "applicant"), None)

    def check_admission(self, c):
        x = self.applicant(c)
        need(x and x.state == "pending", "IDN-023")
        if c.body.decision:
            return self.mandate(c, x.handle)
        need(self.charter.admission.by != "decision", "IDN-024")

    def apply_admission(self, c):
        self.use(c)
        self.enrol(c, self.applicant(c))

    def folder_admission(self, c):
        return f"members/{self.applicant(c).handle}"

    # standing, keys, roles

    def check_suspension(self, c):
        m = self.member(c.body.member)
        need(m.status == "active", "IDN-031")
        if c.body.decision:
            return self.mandate(c, m.handle)
        need(not any(p.decision is None and self.standing_at(m, p.c.pos) for p in self.polls.values()), "IDN-032")

    def apply_suspension(self, c):
        self.set_status(c, c.body.member, "suspended")
        self.use(c)

    def check_reinstatement(self, c):
        need(self.member(c.body.member).status == "suspended", "IDN-031")
        if c.body.decision:
            self.mandate(c, c.body.member)

    def apply_reinstatement(self, c):
        self.set_status(c, c.body.member, "active")
        self.use(c)

    def apply_leaving(self, c):
        self.set_status(c, c.author, "left")
        self.end_terms(c, c.author)

    def not_younger(self, c, key):
        signer = self.keys.get(c.key)
        return signer is key or signer and signer.member == key.member and signer.start < key.start

    def valid_key(self, name, key):
        need(key in self.keys and self.keys[key].member == name and self.keys[key].until is None, "IDN-041")
        return self.keys[key]

    def check_key_addition(self, c):
        c.new = self.new_key(c, c.author, c.body)
        need(not c.body.replaces or self.not_younger(c, self.valid_key(c.author, c.body.replaces)), "IDN-040")

    def apply_key_addition(self, c):
        self.keys[key_of(c.body.key)] = Bag(member=c.author, start=c.pos, until=None, compromised=None)
        if c.body.replaces:
            self.revoke(c, c.body.replaces)

    def check_key_revocation(self, c):
        m = self.member(c.body.member)
        key = self.valid_key(m.handle, c.body.key)
        need(c.body.compromised_from is None or key.start <= c.body.compromised_from < c.pos, "IDN-042")
        need(c.author != m.handle or self.not_younger(c, key) or self.holds(m.handle, "steward"), "IDN-040")

    def apply_key_revocation(self, c):
        self.revoke(c, c.body.key, c.body.compromised_from)

    def check_key_recovery(self, c):
        need(self.member(c.body.member).status != "left", "IDN-031")
        self.new_key(c, c.body.member, c.body)

    def apply_key_recovery(self, c):
        for key, entry in self.keys.items():
            if entry.member == c.body.member:
                self.revoke(c, key)
        self.keys[key_of(c.body.key)] = Bag(member=c.body.member, start=c.pos, until=None, compromised=None)

    def check_role_assignment(self, c):
        role = self.role(c.body.role)
        need(role, "IDN-050")
        need(self.member(c.body.member).status == "active", "IDN-031")
        need((c.body.term_days or 1) <= role.term_days, "IDN-054")
        ends = [t.ended for t in self.terms if (t.member, t.role) == (c.body.member, role.name) and t.until is not None]
        need(not self.holds(c.body.member, role.name) and (not ends or c.now >= max(ends) + role.pause_days * DAY), "IDN-051")
        if c.body.decision:
            self.mandate(c, f"{c.body.member}/{role.name}")

    def apply_role_assignment(self, c):
        self.start_term(c, c.body.member, c.body.role, c.body.term_days or self.role(c.body.role).term_days)
        self.use(c)

    def check_term(self, c):
        self.member(getattr(c.body, "member", c.author))
        need(self.holds(getattr(c.body, "member", c.author), c.body.role), "IDN-052")

    check_role_resignation = check_term

    def apply_role_resignation(self, c):
        self.end_terms(c, c.author, c.body.role)

    def check_recall_petition(self, c):
        self.check_term(c)
        failed = self.rejected.get(("identity.recall/v1", f"{c.body.member}/{c.body.role}"))
        need(failed is None or c.now >= failed + self.charter.recall_petition.pause_days * DAY, "IDN-053")

    def apply_recall_petition(self, c):
        self.petitions[f"{c.body.member}/{c.body.role}"] = c.now

    def check_recall(self, c):
        self.check_term(c)
        self.mandate(c, f"{c.body.member}/{c.body.role}")

    def apply_recall(self, c):
        self.end_terms(c, c.body.member, c.body.role)
        self.use(c)

    def check_redaction(self, c):
        named = self.at.get(c.body.record)
        need(named and all(name in named.texts for name in c.body.texts), "IDN-071")
        if c.body.decision:
            return self.mandate(c, named.id)
        need(named.author == c.author, "IDN-070")

    def apply_redaction(self, c):
        self.permitted |= {(c.body.record, name) for name in c.body.texts}
        self.use(c)

    def apply_consent_grant(self, c):
        self.consents[c.id] = c.author

    def check_consent_withdrawal(self, c):
        need(self.consents.get(c.body.grant) == c.author, "IDN-080")

    def apply_consent_withdrawal(self, c):
        del self.consents[c.body.grant]

    def check_amendment(self, c):
        self.check_charter(c.body.charter)
        digest, m = sha256(printed(c.raw["charter"]).encode()).hex(), self.mandates.get(c.body.decision)
        need(not m or m.kind != c.kind or m.target == digest, "CHA-020")
        self.mandate(c, digest)

    def apply_amendment(self, c):
        self.use(c)
        self.charter = c.body.charter

    # deliberation

    def check_proposal(self, c):
        b = c.body
        need(self.decision_type(b.decision_type), "DEL-001")
        need(len(set(b.paths)) == len(b.paths), "DEL-002")
        need(b.sunset is None or b.sunset > c.at, "DEL-003")
        if b.mandate:
            need(b.mandate.kind in ACTS, "DEL-004")
            need(ACTS[b.mandate.kind] in (None, b.decision_type), "DEL-005")
            granted, failed = (self.petitions.get(b.mandate.target), self.rejected.get((b.mandate.kind, b.mandate.target), -1))
            need(b.mandate.kind != "identity.recall/v1" or granted is not None and granted > failed, "DEL-006")
        if b.replaces:
            chain = self.version(b.replaces).chain
            need(chain.state == "open" and chain.newest == b.replaces, "DEL-007")
            roles = next((p.who for p in self.charter.permissions if p.kind == c.kind), [])
            need(c.author in chain.authors or any(role != "member" and self.holds(c.author, role) for role in roles), "DEL-008")

    def apply_proposal(self, c):
        chain = self.versions[c.body.replaces].chain if c.body.replaces else Bag(
            state="open", authors=set(), folder=self.folder.rpartition("/")[0], poll=None, missed=0, recused=set())
        chain.newest = c.id
        chain.authors.add(c.author)
        self.versions[c.id] = Bag(chain=chain, type=c.body.decision_type, logged=c.now, act=c.body.mandate)

    def folder_proposal(self, c):
        if c.body.replaces:
            return self.versions[c.body.replaces].chain.folder
        slug = re.sub(rb"[^a-z0-9]+", b"-", c.body.title.encode().lower()).strip(b"-")[:40].rstrip(b"-").decode() or "proposal"
        day = datetime.datetime.fromtimestamp(c.at / 1000, datetime.timezone.utc)
        return f"proposals/{day:%Y-%m}/{slug}-{c.id[:16]}"

    def folder_of_named(self, c):
        return self.versions[c.body.proposal].chain.folder

    folder_withdrawal = folder_recusal = folder_poll = folder_of_named

    def check_withdrawal(self, c):
        chain = self.version(c.body.proposal).chain
        need(c.author in chain.authors, "DEL-010")
        need(chain.state == "open", "DEL-011")
        need(chain.newest == c.body.proposal, "DEL-012")
        need(not chain.poll, "DEL-013")

    def apply_withdrawal(self, c):
        self.versions[c.body.proposal].chain.state = "withdrawn"

    def check_recusal(self, c):
        chain = self.version(c.body.proposal).chain
        need(chain.state == "open", "DEL-011")
        need(c.author not in chain.recused, "DEL-014")

    def apply_recusal(self, c):
        self.versions[c.body.proposal].chain.recused.add(c.author)

    # voting

    def electors(self, c):
        since = c.now - self.charter.dormant_after_days * DAY
        return {m.handle for m in self.active() if m.last >= since or m.handle == c.author}

    def check_poll(self, c):
        b = c.body
        need(b.method in METHODS[:2], "VOT-022")
        need(not b.options, "VOT-023")
        need(b.quorum <= 1 and b.threshold <= 1, "VOT-024")
        version = self.version(b.proposal)
        chain, kind = version.chain, self.decision_type(version.type)
        need(chain.state == "open" and chain.newest == b.proposal, "VOT-020")
        need(not chain.poll, "VOT-021")
        need(kind, "VOT-020")
        asked = [b.quorum, (b.threshold, b.method == "majority"), SIZES.index(b.denominator), b.certifiers]
        least = [kind.quorum, (kind.threshold, kind.method == "majority"), SIZES.index(kind.denominator), self.charter.certifiers]
        need(kind.method in METHODS[:2] and all(a >= z for a, z in zip(asked, least)), "VOT-025")
        need(b.late_ballots_hours >= self.charter.late_ballots_hours, "VOT-030")
        need(asked == least or c.author in chain.authors, "VOT-032")
        need(c.at <= b.opens_at <= c.at + 365 * DAY and b.opens_at < b.closes_at <= b.opens_at + 365 * DAY, "VOT-028")
        need(b.opens_at >= version.logged + kind.discussion_hours * HOUR, "VOT-026")
        need(b.closes_at >= b.opens_at + kind.vote_hours * HOUR, "VOT-027")
        need(b.closes_at >= c.now + kind.vote_hours * HOUR // 2, "VOT-029")
        need(b.sharded == (len(self.electors(c)) > 1000), "VOT-031")

    def apply_poll(self, c):
        chain = self.versions[c.body.proposal].chain
        chain.poll = self.polls[c.id] = Bag(c=c, chain=chain, electors=self.electors(c), charter=self.charter, ballots=[], decision=None,
                                            last=c.body.closes_at + c.body.late_ballots_hours * HOUR)

    def check_ballot(self, c):
        b, poll = c.body, self.polls.get(c.body.poll)
        need(poll, "VOT-001")
        need(b.choice in ("yes", "no", "abstain") and b.approves is None and b.ranks is None and b.scores is None, "VOT-002")
        need(c.at >= poll.c.body.opens_at, "VOT-003")
        need(c.at <= poll.c.body.closes_at, "VOT-004")
        need(c.clock <= poll.last, "VOT-005")
        need(self.standing_at(self.members[c.author], poll.c.pos), "VOT-006")
        need(c.author not in poll.chain.recused, "VOT-007")
        need(c.author in poll.electors, "VOT-008")

    def apply_ballot(self, c):
        self.polls[c.body.poll].ballots.append(c)

    def folder_ballot(self, c):
        poll = self.polls[c.body.poll]
        return poll.chain.folder + "/ballots" + (f"/{c.id[:2]}" if poll.c.body.sharded else "")

    def recount(self, poll):
        b, aside, counted = poll.c.body, [], []
        electors = sorted(poll.electors - poll.chain.recused)
        for name in sorted(poll.electors):
            last = None
            for ballot in sorted((x for x in poll.ballots if x.author == name), key=lambda x: (x.at, x.id)):
                start = self.keys[ballot.key].compromised
                if name in poll.chain.recused:
                    aside.append({"ballot": ballot.id, "reason": "recused"})
                elif start is not None and ballot.pos >= start:
                    aside.append({"ballot": ballot.id, "reason": "compromised-key"})
                else:
                    last = ballot
            counted += [last] if last else []
        yes, no, abstain = (sum(x.body.choice == choice for x in counted) for choice in ("yes", "no", "abstain"))
        cast, size = yes + no + abstain, len(electors)
        whole = {"cast": cast, "non-abstaining": yes + no, "eligible": size}[b.denominator]
        part, majority = yes * b.threshold.denominator - whole * b.threshold.numerator, b.method == "majority"
        outcome = "rejected"
        if (cast < size * b.quorum) if size else b.quorum > 0:
            outcome = "no-quorum"
        elif yes and (part > 0 or part == 0 and not majority):
            outcome = "adopted"
        elif poll.charter.tie == "again" and majority and yes == no and yes and part >= 0:
            outcome = "tied"
        figures = [("turnout", cast, size), ("quorum", b.quorum.numerator, b.quorum.denominator), ("yes", yes, whole), ("no", no, whole),
                   ("abstain", abstain, cast), ("threshold", b.threshold.numerator, b.threshold.denominator)]
        return {"poll": poll.c.id, "outcome": outcome, "winners": [],
                "figures": [dict(zip(("name", "numerator", "denominator"), figure)) for figure in figures],
                "electorate": {"size": size, "root": root_of([name.encode() for name in electors])},
                "ballots": {"size": len(counted), "root": root_of([bytes.fromhex(x.id) for x in counted])},
                "set_aside_count": len(aside), "set_aside": aside if len(aside) <= 256 else []}

    def check_decision(self, c):
        poll = self.polls.get(c.body.poll)
        need(poll, "VOT-040")
        need(poll.decision is None, "VOT-041")
        need(c.at > poll.last, "VOT-042")
        need(self.recount(poll) == c.raw, "VOT-043")

    def folder_decision(self, c):
        return self.polls[c.body.poll].chain.folder

    def apply_decision(self, c):
        poll, outcome, terms = self.polls[c.body.poll], c.body.outcome, self.polls[c.body.poll].charter
        poll.decision, chain = c.id, poll.chain
        chain.poll = None
        decided = outcome in ("adopted", "rejected") or outcome == "no-quorum" and chain.missed > 0
        chain.missed += outcome == "no-quorum"
        act = self.versions[poll.c.body.proposal].act
        if decided:
            chain.state = "decided"
            if act:
                self.mandates[c.id] = Bag(kind=act.kind, target=act.target, adopted=outcome == "adopted", force=None, used=None)
                if outcome != "adopted":
                    self.rejected[act.kind, act.target] = c.now
        c.final, c.certified, c.wanted = False, False, poll.c.body.certifiers
        c.cooling, c.limit = c.now + terms.cooling_off_hours * HOUR, c.now + terms.certify_within_days * DAY
        self.take_force(c, c.now)
        if not c.final:
            if c.cooling > c.now:
                self.timer(c.cooling, c.pos, 0, lambda due: self.take_force(c, due))
            if c.wanted:
                self.timer(c.limit, c.pos, 1, lambda due: self.take_force(c, due))
                self.open_pending(c, "decision", (c.wanted, "member", None), [])

    def take_force(self, d, now):
        if not d.final and now >= d.cooling and (not d.wanted or d.certified or now >= d.limit):
            d.final = True
            if d.id in self.mandates:
                self.mandates[d.id].force = now

    def certify(self, d, c):
        d.certified = True
        self.take_force(d, c.now)
