"""What the records so far amount to, and the checks of every record: log.md. The rules of each kind stand with its subject."""
import re
from aid import Aid
from funds import Funds
from initiatives import Initiatives
from membership import Membership
from points import Points
from polls import Polls
from record_form import printed
from specification import BIG, DAY, HOUR, MINUTE, OPEN_TYPES, OUTSIDERS, TABLES, Bag, need, root_of, sha256
from talk import Talk


# What has an end has it in `until`, and is over when now is there.
class Log(Membership, Talk, Polls, Initiatives, Funds, Points, Aid):
    def __init__(self, reader):
        self.reader, self.group, self.terms = reader, None, Bag(offline_grace_hours=0)  # `terms`: the charter in force
        self.records, self.permitted, self.decisions, self.petitions, self.failed = [], set(), [], {}, {}
        self.members, self.keys, self.candidates, self.roles = {}, {}, {}, {}  # by handle, key, handle, (handle, role)
        self.waiting, self.mandates, self.consents, self.versions, self.polls = {}, {}, {}, {}, {}  # by the record's id
        self.outcomes, self.initiatives, self.tasks = {}, {}, {}
        self.currencies, self.accounts, self.entries, self.held, self.counts = {}, {}, [], {}, {}  # by code, name, -, id, code
        self.decays = {}  # by account: when what it has is looked at
        self.batches, self.let_in, self.moved, self.corrected = {}, {}, {}, set()  # moved: the legs of a transfer, by its id
        self.given_points, self.idle, self.earned, self.welcomed = {}, {}, {}, set()  # by (giver, chain), member, (…, kind, month)
        self.funds, self.dues, self.payments, self.rates, self.old_rates = {}, {}, {}, {}, {}  # rates: in force, by both codes
        self.listings, self.deals, self.ends = {}, {}, []  # by id, id; (due, position, id) of timers
        self.pieces, self.objections, self.rounds = {}, {}, []  # evidence and objections by id; chains that had a round

    def accept(self, r):  # adds a record and answers its path, or refuses it; log.md, "Checks of every record"
        times, ids = [0, *(x.now for x in self.records)], [bytes.fromhex(x.id) for x in self.records]
        first, seen, once = not ids, r.seen or Bag(size=0, root=root_of([]).hex()), (r.author, r.idempotency_key)
        need(REC_010=r.by, IDN_001=first == (r.by == "founder"), LOG_108=first == (not r.group) == (not r.seen),
             LOG_101=r.group == self.group, LOG_104=r.at <= self.reader + 5 * MINUTE,
             LOG_103=r.at >= times[-1] - self.terms.offline_grace_hours * HOUR,
             LOG_105=r.id[:16] not in [x.id[:16] for x in self.records],
             LOG_102=seen.size <= len(ids) and root_of(ids[:seen.size]).hex() == seen.root,
             LOG_111=r.at >= times[:seen.size + 1][-1] - 5 * MINUTE,
             LOG_106=not r.idempotency_key or once not in [(x.author, x.idempotency_key) for x in self.records])
        self.clock, self.now, self.position = _, r.now, r.position = times[-1], max(times[-1], r.at), len(times)
        self.end_rounds()
        self.end_decay()
        self.end_holds()
        self.end_payments()
        self.end_idle()
        self.end_aid()
        answers = [x.handle in self.members for x in self.candidates.values() if not x.application]
        need(IDN_003=r.by in ("founder", "candidate") or 2 * sum(answers) > len(answers))
        wait, effect = self.authority(r), self.rules(r)
        next(effect)
        if wait.needed > 1:
            self.waiting[r.id] = wait
        else:
            next(effect, None)
        self.records.append(r)
        self.follow(r)
        r.path = f"{self.filled(r.about.folder, r)}/{r.noun}-{r.id[:16]}.yaml"
        return r.path

    def rules(self, r):  # asks the rules of a record's kind, yields, takes effect
        b, r.poll, people = r.body, self.polls.get(r.body.poll), self.candidates.values()
        changed = self.outcomes.get(b.policy, (Bag(),))[0].poll
        subject = r.poll or self.pieces.get(b.evidence) or self.objections.get(b.objection) or changed
        r.version = subject.version if subject else self.versions.get(b.proposal or b.replaces)
        r.candidate = next((x for x in people if x.application and x.application == b.application),
                           None if b.application else self.candidates.get(r.author))
        effect, m = getattr(self, "of_" + r.module)(r, b), self.mandates.get(b.decision, Bag())
        need(**next(effect))
        if b.decision and r.kind in TABLES["mandates"]:
            ends = "repeal/" * (changed is not None and bool(m) and not self.outcomes[b.decision][0].poll.version.text)
            same = m and m.target == ends + self.filled(TABLES["mandates"][r.kind]["target"], r)
            need(CHA_010=m, CHA_020=same or m.kind != r.kind or not b.charter, CHA_012=same and m.kind == r.kind,
                 CHA_011=m.adopted and max(m.cooled, min(m.certified, m.limit)) <= self.now, CHA_013=not m.used)
        yield
        next(effect, None)
        m.used = m.used or r.kind in TABLES["mandates"]  # other kinds name decisions too

    def filled(self, template, r):  # a folder or target of the pages, with what stands between < and > filled in
        slug = re.sub(b"[^a-z0-9]+", b"-", (r.body.title or "").encode().lower()).strip(b"-").decode()[:40].rstrip("-")
        words = {**r.body, "author": r.author, "applicant": r.candidate and r.candidate.handle,
                 "chain": r.version.chain.folder if r.version else f"proposals/{r.month}/{slug or r.noun}-{r.id[:16]}",
                 "initiative": r.initiative.folder if r.initiative else f"initiatives/{r.month}/{slug or r.noun}-{r.id[:16]}",
                 "ledger": f"ledger/{r.month}/{r.day}", "act": r.act or "",
                 "charter": sha256(printed(r.raw["charter"])).hex() if r.body.charter else ""}
        shard = f"/{r.id[:2]}" * (r.noun == "ballot" and r.poll.sharded)
        return re.sub("<([a-z]+)>", lambda match: words[match[1]], template) + shard

    def active(self):
        return [m for m in self.members.values() if m.status == "active"]

    def holds(self, name, role):
        return self.roles.get((name, role), 0) > self.now and self.members[name].status != "left"

    def authority(self, r):  # how many persons a record waits for, of which role or None, who agreed, until when
        b, terms, m, key, active = r.body, self.terms, self.members.get(r.author), self.keys.get(r.key), self.active()
        wait = Bag(r=r, needed=1, agreed=[r.author], until=BIG, mandate=Bag())
        if r.by in OUTSIDERS:
            return wait
        need(IDN_010=m, IDN_011=key and key.member == r.author and key.valid)
        days = [x.now // DAY for x in self.records if x.author == r.author and x.by not in OUTSIDERS]
        quotas = [role.records_per_day or 0 for role in terms.roles if self.holds(r.author, role.name)]
        need(IDN_010=m.status == "active", IDN_013=days.count(self.now // DAY) < max([terms.records_per_day, *quotas]))
        of_keys = r.noun in ("key-revocation", "key-recovery")  # no permissions change who may
        r.who = next((entry.who for entry in terms.permissions if entry.kind == r.kind and not of_keys), [r.by])
        own = r.noun == "key-revocation" and b.member == r.author and self.outranks(r, self.keys.get(b.key))
        kind = b.decision_type or r.noun == "poll" and self.versions.get(b.proposal, Bag()).type
        if r.by == "anyone" or kind in OPEN_TYPES or r.by == "steward" and b.decision or own:
            return wait
        if r.noun == "admission" and terms.admission.by == "vouch":
            wait.needed = terms.admission.vouchers
        elif r.noun == "recall-petition":
            wait.until = self.now + terms.recall_petition.within_days * DAY
            wait.needed = max(terms.recall_petition.least, -(-len(active) * terms.recall_petition.share // 1))
        elif of_keys and self.holds(r.author, "steward"):
            wait.needed, wait.who = terms.recovery_threshold, "steward"
        elif not any(role in ("member", "party") or self.holds(r.author, role) for role in r.who):
            need(IDN_012=not any(self.holds(x.handle, role) for x in active for role in r.who))
            wait.needed = min(3, len(active))
        return wait
