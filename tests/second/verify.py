#!/usr/bin/env python3
"""A second opinion: judges a group's repository as docs/spec says, and shares no code with tos.

usage: verify.py [REPOSITORY [NOW]]     (NOW: the reader's clock, in milliseconds since 1970)
Prints what `tos verify --json` prints as `data` (problems without prose, decisions as recounted), exits with the same
code. Needs git, ssh-keygen, PyYAML. Written from docs/spec alone, and reads its yaml blocks: fields, patterns, classes.
"""
import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from itertools import product
import yaml

BIG, RESERVED = 2**53 - 1, "null|true|false|yes|no|on|off|y|n"
PAGES = (pathlib.Path(__file__).resolve().parents[2] / "docs/spec").glob("*.md")
SPEC = "\n".join(page.read_text() for page in PAGES).replace("−(2^53−1)", str(-BIG)).replace("2^53−1", str(BIG))
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TABLES = {name: table for block in re.findall("^```yaml\n(.*?)^```", SPEC, re.M | re.S)
          for name, table in yaml.load(block, LOADER).items()}
CODES = {int(number): int(code) for number, code in re.findall(r"^\| (\d+) \|.*\| (\d+) \|$", SPEC, re.M)}
CLASSES = {rule: number for number, rules in TABLES["classes"].items() for rule in rules.split() if number != 404}

class Refused(Exception):
    """Its text is the id of the rule that is broken."""
def need(**rules):  # refuses by the first rule, in this order, that does not hold; LOG_101 stands for LOG-101
    for rule, holds in rules.items():
        if not holds:
            raise Refused(rule.replace("_", "-"))
class Bag(dict):  # named values; what is absent is None
    __getattr__, __setattr__ = dict.get, dict.__setitem__
def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def root_of(leaves):  # RFC 6962
    if len(leaves) < 2:
        return sha256(*(b"\0" + leaf for leaf in leaves))
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", root_of(leaves[:middle]), root_of(leaves[middle:]))

# record-form.md: PyYAML reads, and printing must give the same bytes again
NAME = re.compile(f"(?!({RESERVED})$)[a-z][a-z0-9_]{{0,63}}")
PLAIN = re.compile(f"(?!({RESERVED})$)[a-z][a-z0-9_./-]*|(?=.*[abcdf])(?!0b[01]+$)[0-9]([0-9a-f]{{31}}|[0-9a-f]{{63}})")
BLOCK = re.compile(r"(?!.* \n)[^ \n\t]([^\t]*[^ \n\t])?\n", re.S)
NO_CHARACTER = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
              "\ufdd0-\ufdef\ufeff" + "".join(chr(at) + chr(at + 1) for at in range(0xFFFE, 0x110000, 0x10000)) + "]")

class FormLoader(LOADER):  # to it nothing plain but record form's integers and booleans is more than a string
    yaml_implicit_resolvers = {
        **dict.fromkeys("-0123456789", [("tag:yaml.org,2002:int", re.compile("(0|-?[1-9][0-9]{0,15})$"))]),
        **dict.fromkeys("tf", [("tag:yaml.org,2002:bool", re.compile("(true|false)$"))])}

def written(value, indent=0):  # as it stands after its name or dash; the indent is that of the lines below
    margin = "\n" + " " * indent  # of at most 16 levels
    if value and isinstance(value, dict):
        need(REC_004=indent <= 30 and len(value) <= 256 and all(NAME.fullmatch(str(name)) for name in value))
        return "".join(f"{margin}{name}:{written(inner, indent + 2)}" for name, inner in value.items())
    if value and isinstance(value, list):
        need(REC_004=indent <= 30 and not any(item and isinstance(item, list) for item in value))
        return "".join(f"{margin}- {written(item, indent + 2).lstrip()}" for item in value)
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return " " + value
    if isinstance(value, str) and BLOCK.fullmatch(value):
        return " |" + "".join(margin + line if line else "\n" for line in value[:-1].split("\n"))
    need(REC_004=not isinstance(value, int) or abs(value) <= BIG)
    return " " + json.dumps(value, ensure_ascii=False)  # with the escapes of record form, as no others are needed
def printed(value):
    return (written(value)[1:] + "\n").encode()
def parse(data):  # bytes in record form → a mapping
    try:
        text, level = data.decode(errors="surrogateescape"), 0
        need(REC_003=not NO_CHARACTER.search(text))
        for event in yaml.parse(text, Loader=LOADER):  # before loading, which recurses and follows aliases
            level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            need(REC_004=level <= 17 and not getattr(event, "anchor", None) and not getattr(event, "tag", None))
        value = yaml.load(text, FormLoader)
    except yaml.YAMLError as error:
        raise Refused("REC-004") from error
    need(REC_004=value and isinstance(value, dict) and printed(value) == data)
    return value

# record-form.md, types
TYPES = {"integer": int, "boolean": bool, "list": list, "mapping": dict}
MEANINGS = {"time": lambda value: round(datetime.fromisoformat(value).timestamp() * 1000), "fraction": Fraction}
def meaning(value, kind):  # of a value of this type, given as the pages write it: `list 0..8 of handle`, or a mapping
    kind = TABLES.get(kind, kind) if isinstance(kind, str) else kind
    if isinstance(kind, dict):
        need(REC_006=type(value) is dict)
        fields = {name.rstrip("?"): of for name, of in kind.items() if name.rstrip("?") in value or name[-1] != "?"}
        need(REC_005=list(fields) == list(value))
        return Bag({name: meaning(value[name], of) for name, of in fields.items()})
    first, _, rest = kind.partition(" ")
    limits, _, inner = rest.partition(" of ")
    need(REC_006=type(value) is TYPES.get(first, str), REC_007=first != "one" or value in rest[3:].split(", "))
    if ".." in limits:
        least, most = map(int, limits.split(".."))
        size = value if first == "integer" else len(value.encode() if first == "lines" else value)
        need(REC_007=least <= size <= most and (first != "line" or "\n" not in value))
        return [meaning(item, inner) for item in value] if first == "list" else value
    pattern = TABLES["patterns"].get(kind, {"else": "REC-006", "matches": ".*"})
    try:
        need(**{pattern["else"]: not isinstance(value, str) or re.fullmatch(pattern["matches"], value, re.S)})
        means = MEANINGS[kind](value) if kind in MEANINGS else value
    except ValueError as error:
        raise Refused("REC-006") from error
    need(REC_006=kind != "fraction" or "/" not in value or str(means) == value and 10**9 % means.denominator)
    return means

# record.md: keys and signatures
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
ALGORITHMS = {b"ssh-ed25519": 2, b"sk-ssh-ed25519@openssh.com": 3}  # of how many strings their keys are
ARMOR = rb"-----BEGIN SSH SIGNATURE-----\n((?:[^\n]{70}\n)*[^\n]{1,70}\n)-----END SSH SIGNATURE-----\n"
def strings(data, count, rule):  # so many strings of SSH's wire format, and what is left
    if not count:
        return [data]
    end = 4 + int.from_bytes(data[:4], "big")
    need(**{rule: len(data) >= end})
    return [data[4:end], *strings(data[end:], count - 1, rule)]
def from_base64(data, rule):
    need(**{rule: len(data) % 4 == 0 and re.fullmatch(b"[A-Za-z0-9+/]+={0,2}", data)})
    need(**{rule: base64.b64encode(base64.b64decode(data)) == data})
    return base64.b64decode(data)
def key_of(key):  # the id of a key as records write it
    algorithm, _, encoded = key.encode().partition(b" ")
    need(SIG_013=encoded, SIG_015=algorithm in ALGORITHMS)
    blob = from_base64(encoded, "SIG-013")
    name, point, *application, end = strings(blob, ALGORITHMS[algorithm], "SIG-013")
    need(SIG_013=len(blob) <= 512 and name == algorithm and len(point) == 32 and not end
         and all(re.fullmatch(rb"[!-~]{1,128}", each) for each in application),
         SIG_014=int.from_bytes(point, "little") % 2**255 < P)  # what else it asks of a point is left out
    return sha256(blob).hex()
@lru_cache(maxsize=None)
def signer_of(armored, message, namespace):  # the id of the key that made this signature
    need(SIG_001=(rows := re.fullmatch(ARMOR, armored)))
    data = from_base64(rows[1].replace(b"\n", b""), "SIG-002")
    need(SIG_003=data.startswith(b"SSHSIG"), SIG_004=data[6:10] == b"\0\0\0\1")
    blob, name, reserved, hash_name, signature, end = strings(data[10:], 5, "SIG-003")
    need(SIG_003=not end, SIG_005=not reserved, SIG_006=hash_name in (b"sha512", b"sha256"))
    algorithm = strings(blob, 1, "SIG-003")[0]
    need(SIG_007=algorithm in ALGORITHMS and strings(signature, 1, "SIG-003")[0] == algorithm)
    _, point, *_, end = strings(blob, ALGORITHMS[algorithm], "SIG-003")
    (_, numbers, flags), hardware = strings(signature, 2, "SIG-003"), algorithm.startswith(b"sk")
    need(SIG_003=len(point) == 32 and not end and len(flags) == 5 * hardware,
         SIG_008=len(numbers) == 64 and int.from_bytes(numbers[32:], "little") < L,
         SIG_012=not hardware or flags[0] & 1, SIG_009=name == namespace.encode(),
         SIG_011=int.from_bytes(point, "little") % 2**255 < P)
    with tempfile.NamedTemporaryFile() as file:
        pathlib.Path(file.name).write_bytes(armored)
        command = ["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", file.name]
        need(SIG_011=subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0)
    return sha256(blob).hex()
def split(data):  # message, signature, enclosures
    need(REC_001=len(data) <= 1 << 20)
    message, *others = re.split(rb"^---\n", data, maxsplit=2, flags=re.M)
    need(REC_002=message and others and others[1:] != [b""], REC_001=len(message) <= 1 << 16)
    return message, others[0], b"".join(others[1:])
def decode(message, enclosed, signer=None):  # what a message says, signed by the key of this id
    raw = parse(message)
    r = meaning(raw, "envelope")
    need(SIG_010=signer in (None, r.key))
    r.id, r.raw, r.month, (r.module, r.noun, _) = sha256(message).hex(), r.body, raw["at"][:7], re.split("[./]", r.kind)
    r.about = Bag(TABLES.get(r.kind, {"fields": {}}))
    r.by, r.body = r.about.by, meaning(r.raw, r.about.fields if r.about.by else "mapping")
    r.texts = [name for name in r.raw if "text" in (r.about.fields.get(name), r.about.fields.get(name + "?"))]
    given = {name: meaning(value, "enclosure") for name, value in parse(enclosed).items()} if enclosed else {}
    r.absent = [name for name in r.texts if name not in given]
    digests = [(name, sha256(bytes.fromhex(one.salt), one.text.encode()).hex()) for name, one in given.items()]
    need(REC_008=not r.by or digests == [(name, r.raw[name]) for name in r.texts if name in given])
    return r

# the log: log.md, charter.md, identity.md, deliberation.md, voting.md
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SIZES, OPEN_TYPES = ("non-abstaining", "cast", "eligible"), ("role", "membership", "charter")
LINE, DECIMAL = r"([A-Z][A-Z0-9_]*)=(\S+)(?:[ \t]+\((.*)\))?[ \t]*", r"(?!-0$)-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,8}[1-9])?"
LINK, COMMIT = "https?://[!#-;=?-~]+", "[0-9a-f]{40}|[0-9a-f]{64}"
OUTSIDERS, ANSWERS = ("founder", "candidate", "applicant"), {**TABLES["answers"]}
GATES = [("LINT", "OK"), ("SMOKE", "OK"), ("VALIDATORS", "GREEN")]  # where a charter says nothing of delivery
DELIVERY = Bag(required_gates=[Bag(token=token, value=value) for token, value in GATES], review_days=[30, 90, 180, 365],
               urgent_roles=[])
def once(things):
    return len(set(things)) == len(things)
def match_all(pattern, texts):
    return all(re.fullmatch(pattern, text) for text in texts)
STAGES = TABLES["stage"].removeprefix("one of ").split(", ")
VOTE = STAGES.index("vote")
def named(things, name):
    return next((thing for thing in things if thing.name == name), None)
class Log:  # what the records so far amount to; what has an end has it in `until`, and is over when now is there
    def __init__(self, reader):
        self.reader, self.group, self.terms = reader, None, Bag(offline_grace_hours=0)  # `terms`: the charter in force
        self.records, self.permitted, self.decisions, self.petitions, self.failed = [], set(), [], {}, {}
        self.members, self.keys, self.candidates, self.roles = {}, {}, {}, {}  # by handle, key, handle, (handle, role)
        self.waiting, self.mandates, self.consents, self.versions, self.polls = {}, {}, {}, {}, {}  # by the record's id
        self.outcomes, self.initiatives, self.tasks = {}, {}, {}
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
        answers = [x.handle in self.members for x in self.candidates.values() if not x.application]
        need(IDN_003=r.by in ("founder", "candidate") or 2 * sum(answers) > len(answers))
        wait, effect = self.authority(r), self.rules(r)
        next(effect)
        if wait.needed > 1:
            self.waiting[r.id] = wait
        else:
            next(effect, None)
        self.records.append(r)
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
            same = m and m.target == self.filled(TABLES["mandates"][r.kind]["target"], r)
            need(CHA_010=m, CHA_020=same or m.kind != r.kind or not b.charter, CHA_012=same and m.kind == r.kind,
                 CHA_011=m.adopted and max(m.cooled, min(m.certified, m.limit)) <= self.now, CHA_013=not m.used)
        yield
        next(effect, None)
        m.used = True
    def filled(self, template, r):  # a folder or target of the pages, with what stands between < and > filled in
        slug = re.sub(b"[^a-z0-9]+", b"-", (r.body.title or "").encode().lower()).strip(b"-").decode()[:40].rstrip("-")
        words = {**r.body, "author": r.author, "applicant": r.candidate and r.candidate.handle,
                 "chain": r.version.chain.folder if r.version else f"proposals/{r.month}/{slug or r.noun}-{r.id[:16]}",
                 "initiative": r.initiative.folder if r.initiative else f"initiatives/{r.month}/{slug or r.noun}-{r.id[:16]}",
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
    def of_charter(self, r, b):
        x, wait, charter = r.candidate, self.waiting.get(b.record), b.charter
        if charter:
            lists = [[x.name or x.kind for x in charter[of]] for of in ("decision_types", "roles", "permissions")]
            need(REC_011=not b.handle or re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", b.handle),
                 CHA_004=charter.rules == 1, CHA_001=all(len(set(names)) == len(names) for names in lists + [
                     [one.stage for one in kind.stages or ()] for kind in charter.decision_types]),
                 CHA_002=set(OPEN_TYPES) <= set(lists[0]), CHA_003=charter.recall_petition.share <= 1 and all(
                     x.method in TABLES["methods"] and max(x.quorum, x.threshold) <= 1 for x in charter.decision_types))
            terms = charter.delivery or DELIVERY
            gates, values = [x.token for x in terms.required_gates], [x.value for x in terms.required_gates]
            need(CHA_001=once(gates), CHA_030=match_all("[A-Z][A-Z0-9_]*", gates) and match_all("[!-~]+", values),
                 CHA_031=terms.review_days == sorted(set(terms.review_days)), CHA_032=set(terms.urgent_roles) <= set(lists[1]))
        match r.noun:
            case "founding":
                founders = {each.handle: Bag(each, key=key_of(each.key), until=BIG) for each in b.founders}
                yield {"IDN-002": len({each.key for each in founders.values()}) == len(b.founders),
                       "IDN-050": all(set(each.roles) <= set(lists[1]) for each in b.founders),
                       "IDN-051": all(len(set(each.roles)) == len(each.roles) for each in b.founders),
                       "IDN-001": founders.get(r.author, Bag()).key == r.key}
                self.group, self.handle, self.terms, self.candidates = r.id, b.handle, charter, founders
                self.enrol(founders[r.author])
            case "acceptance" | "refusal":
                yield {"IDN-004": x and not x.application and x.until > self.now and x.key == r.key}
                x.until = self.now
                if r.noun == "acceptance":
                    self.enrol(x)
            case "amendment":
                yield {}
                self.terms = charter
            case "approval":
                need(IDN_060=wait and wait.until > self.now)
                need(IDN_062=not wait.who or self.holds(r.author, wait.who), IDN_061=r.author not in wait.agreed)
                last = len(wait.agreed) + 1 == wait.needed
                effect = self.rules(wait.r) if last and wait.r.noun != "decision" else iter(())
                next(effect, None)
                yield {}
                wait.agreed.append(r.author)
                if last:
                    wait.until = wait.mandate.certified = self.now
                    next(effect, None)
    def enrol(self, x):
        x.until = self.now
        self.members[x.handle] = Bag(handle=x.handle, status="active", since=self.now)
        self.keys[x.key] = Bag(member=x.handle, start=self.position, valid=True)
        days = {role.name: role.term_days for role in self.terms.roles}
        self.roles.update({(x.handle, role): self.now + days[role] * DAY for role in x.roles or ()})
    def is_free(self, key):
        return key not in self.keys and all(x.key != key or x.until <= self.now for x in self.candidates.values())
    def outranks(self, r, key):  # whether the key that signed may revoke this one alone
        own = self.keys[r.key]
        return own is key or key and own.member == key.member and own.start < key.start
    def of_identity(self, r, b):
        name, terms, x, key = b.member or r.author, self.terms, r.candidate, self.keys.get(b.key) or Bag(start=0)
        m, held, target = self.members.get(name), (name, b.role), f"{name}/{b.role}"
        role = named(terms.roles, b.role) or Bag(term_days=0, pause_days=0)
        need(IDN_030=m or r.noun == "application")
        match r.noun:
            case "application":
                need(IDN_020=not x or x.application and x.until <= self.now and r.author not in self.members)
                yield {"IDN-022": key_of(b.key) == r.key, "IDN-021": self.is_free(r.key)}
                self.candidates[name] = Bag(handle=name, key=r.key, application=r.id, until=self.now + 30 * DAY)
            case "admission":
                yield {"IDN-023": x and x.until > self.now, "IDN-024": b.decision or terms.admission.by != "decision"}
                self.enrol(x)
            case "suspension" | "reinstatement" | "leaving":
                voting = r.noun == "suspension" and any(name in p.active for p in self.polls.values() if not p.decided)
                yield {"IDN-031": m.status == r.about.status[0], "IDN-032": b.decision or not voting}
                m.status = r.about.status[1]
            case "key-addition" | "key-recovery":
                need(IDN_031=m.status != "left")
                new, old, signer = key_of(b.key), self.keys.get(b.replaces, Bag()), None
                need(IDN_021=self.is_free(new))
                try:
                    signer = signer_of(b.proof.encode(), f"{self.group} {name} {new}\n".encode(), "tos.key.v1")
                finally:
                    need(IDN_022=signer == new)
                yield {"IDN-041": not b.replaces or old.member == name and old.valid,
                       "IDN-040": not b.replaces or self.outranks(r, old)}
                for each in self.keys.values():
                    each.valid = each.valid and each is not old and (each.member != name or r.noun == "key-addition")
                self.keys[new] = Bag(member=name, start=self.position, valid=True)
            case "key-revocation":
                yield {"IDN-041": key.member == name and key.valid,
                       "IDN-042": b.compromised_from is None or key.start <= b.compromised_from < self.position,
                       "IDN-040": r.author != name or self.outranks(r, key) or self.holds(name, "steward")}
                key.valid, key.suspect = False, b.compromised_from
            case "role-assignment":
                days = b.term_days or role.term_days
                yield {"IDN-050": role.name, "IDN-031": m.status == "active", "IDN-054": days <= role.term_days,
                       "IDN-051": self.now >= self.roles.get(held, -BIG) + role.pause_days * DAY}
                self.roles[held] = self.now + days * DAY
            case "role-resignation" | "recall":
                yield {"IDN-052": self.holds(*held)}
                self.roles[held] = self.now
            case "recall-petition":
                over = self.failed.get(("identity.recall/v1", target), -BIG) + terms.recall_petition.pause_days * DAY
                yield {"IDN-052": self.holds(*held), "IDN-053": self.now >= over}
                self.petitions[target] = self.now
            case "redaction":
                record = next((x for x in self.records if x.id == b.record and set(b.texts) <= set(x.texts)), Bag())
                yield {"IDN-071": record, "IDN-070": b.decision or record.author == r.author}
                self.permitted |= {(b.record, field) for field in b.texts}
            case "consent-grant" | "consent-withdrawal":
                giver, until = self.consents.get(b.grant, (None, None))
                yield {"IDN-080": not b.grant or giver == r.author and self.now < (until or BIG)}
                self.consents[b.grant or r.id] = (None, None) if b.grant else (r.author, b.until)
    def of_deliberation(self, r, b):
        act, party = b.mandate or Bag(kind="identity.redaction/v1"), r.by == "party"
        failed, petition = self.failed.get((act.kind, act.target), -1), self.petitions.get(act.target, -1)
        chain = r.version.chain if r.version else Bag(
            state="open", authors=[r.author], folder=self.filled("<chain>", r), missed=0, recused=[], pieces=[], options={},
            stances={}, objections=[], round=Bag(ends=0), stage="present", since=self.now)
        answered = [self.objections.get(each.objection, Bag(met=True)) for each in b.answers or ()]
        if r.noun not in ("proposal", "withdrawal", "recusal"):
            yield from self.of_talk(r, b)
            return
        if r.noun != "proposal":
            yield {"DEL-009": r.version, "DEL-010": not party or r.author in chain.authors,
                   "DEL-011": chain.state == "open", "DEL-012": not party or chain.newest == b.proposal,
                   "DEL-013": not party or not chain.poll, "DEL-014": party or r.author not in chain.recused}
            chain.recused, chain.state = chain.recused + [r.author] * (not party), "withdrawn" if party else "open"
            return
        yield {"DEL-001": named(self.terms.decision_types, b.decision_type), "DEL-003": not b.sunset or b.sunset > r.at,
               "DEL-002": len(set(b.paths)) == len(b.paths), "DEL-004": act.kind in TABLES["mandates"],
               "DEL-005": TABLES["mandates"].get(act.kind, {"as": "any"})["as"] in ("any", b.decision_type),
               "DEL-006": act.kind != "identity.recall/v1" or petition > failed, "DEL-009": not b.replaces or r.version,
               "DEL-007": chain.state == "open" and chain.newest == b.replaces,
               "DEL-008": r.author in chain.authors or any(self.holds(r.author, role) for role in r.who),
               "DEL-053": all(not x.met and b.replaces and x.version.chain is chain for x in answered)
               and len({id(x) for x in answered}) == len(answered)}
        for each in answered:
            each.met = True
        chain.newest, chain.authors = r.id, [*chain.authors, r.author]
        self.versions[r.id] = Bag(chain=chain, type=b.decision_type, logged=self.now, act=b.mandate, text=b.text)
    # What is said about a proposal, and where it goes.
    def of_talk(self, r, b):
        piece, raised, version, owner = self.pieces.get(b.evidence), self.objections.get(b.objection), r.version, b.owner
        need(DEL_032=piece or r.noun != "evidence-review", DEL_048=raised or r.noun != "resolution", DEL_009=version)
        chain, named_role = version.chain, any(self.holds(r.author, role) for role in r.who)
        moves = r.noun == "stage-move" and chain.state == "decided" and chain.stage != "archived"
        need(DEL_021=chain.state == "open" or moves,
             DEL_042=r.noun not in ("position", "objection") or r.author not in chain.recused)
        match r.noun:
            case "evidence":
                yield {"DEL-030": b.url or b.digest, "DEL-031": not b.url or re.fullmatch("https?://[!-~]+", b.url)}
                self.pieces[r.id] = Bag(author=r.author, version=version, reviews={})
                chain.pieces.append(self.pieces[r.id])
            case "evidence-review":
                yield {"DEL-033": piece.author != r.author, "DEL-034": bool(b.ground) == (b.verdict == "disputed")}
                piece.reviews[r.author] = max(piece.reviews.get(r.author, ()), (r.at, r.id, b.verdict))
            case "option":
                yield {"DEL-036": not b.parent or b.parent in chain.options,
                       "DEL-037": all(one.pro or one.con for one in b.trade_offs)
                       and len({one.aspect for one in b.trade_offs}) == len(b.trade_offs),
                       "DEL-038": b.label not in chain.options.values()}
                chain.options[r.id] = b.label
            case "position":
                before = chain.stances.get(r.author, (-BIG, "", "withdrawn"))
                yield {"DEL-040": b.reason or b.stance == "withdrawn",
                       "DEL-041": b.stance != "withdrawn" or before[2] != "withdrawn"}
                chain.stances[r.author] = max(before, (r.at, r.id, b.stance))
            case "objection":
                yield {"DEL-045": b.harm or b.level == "concern",
                       "DEL-046": b.argues == "consequence" or b.level == "concern", "DEL-047": chain.newest == b.proposal}
                self.objections[r.id] = Bag(author=r.author, version=version, met=False, blocks=b.level == "objection")
                chain.objections.append(self.objections[r.id])
                if b.level == "objection" and chain.round.version != b.proposal:
                    window = self.terms.objection_window_hours
                    chain.round = Bag(version=b.proposal, ends=self.now + (168 if window is None else window) * HOUR,
                                      archives=self.terms.objection_fallback == "archive")
                    self.rounds.append((chain, chain.round))
            case "resolution":
                due, member = BIG if b.due is None else b.due, self.members.get(owner, Bag())
                yield {"DEL-049": not raised.met, "DEL-050": raised.author == r.author or named_role,
                       "DEL-051": b.by != "amendment" and (owner or b.by == "monitoring") and due > self.now
                       and (due < BIG or b.by != "deferral"), "DEL-052": not owner or member.status == "active"}
                raised.met = True
            case "stage-move":
                here, to, back = STAGES.index(chain.stage), STAGES.index(b.to), b.to in ("research", "deliberate")
                kind, archives, back = named(self.terms.decision_types, version.type), to == len(STAGES) - 1, back and to < here
                asked = next((one for one in kind and kind.stages or () if one.stage == chain.stage and not back
                              and not archives), Bag(hours=0, evidence=0, options=0, positions=0))
                sound = [one for one in chain.pieces if [x[2] for x in one.reviews.values()].count("disputed") < 2]
                stands = [who for who, x in chain.stances.items() if x[2] != "withdrawn" and who not in chain.recused]
                yield {"DEL-069": chain.newest == b.proposal, "DEL-065": r.author in chain.authors or named_role,
                       "DEL-066": not chain.poll, "DEL-060": archives or back or to == here + 1,
                       "DEL-067": archives or (chain.state == "open" if back else to <= VOTE or chain.adopted),
                       "DEL-061": self.now >= chain.since + asked.hours * HOUR, "DEL-062": len(sound) >= asked.evidence,
                       "DEL-063": len(chain.options) >= asked.options, "DEL-064": len(stands) >= asked.positions,
                       "DEL-055": b.to != "vote" or not self.blocked(chain)}
                chain.stage, chain.since = b.to, self.now
                chain.state = "archived" if archives and chain.state == "open" else chain.state

    def has_objection(self, chain):
        return any(one.blocks and not one.met and one.author not in chain.recused for one in chain.objections)
    def blocked(self, chain):
        return self.now < chain.round.ends and self.has_objection(chain)
    # the proposals whose objections outlast their round
    def end_rounds(self):
        for chain, over in [pair for pair in self.rounds if pair[1].ends <= self.now]:
            if over.archives and over is chain.round and chain.state == "open" and not chain.poll and self.has_objection(chain):
                chain.state, chain.stage = "archived", "archived"
        self.rounds = [pair for pair in self.rounds if pair[1].ends > self.now]

    def of_voting(self, r, b):
        poll, version, terms, active, year = r.poll, r.version, self.terms, self.active(), 365 * DAY
        need(VOT_001=poll or r.noun != "ballot", VOT_040=poll or r.noun != "decision",
             VOT_060=version or r.noun != "policy-change")
        match r.noun:
            case "poll":
                choose = "choice" not in ANSWERS.get(b.method, "choice")
                need(VOT_022=b.method in ANSWERS,
                     VOT_023=len(set(b.options)) == len(b.options) > 1 if choose else not b.options,
                     VOT_024=max(b.quorum, b.threshold) <= 1, DEL_009=version)
                chain, kind = version.chain, named(terms.decision_types, version.type)
                need(VOT_020=chain.state == "open" and chain.newest == b.proposal, VOT_021=not chain.poll)
                need(VOT_020=kind, DEL_055=not self.blocked(chain), DEL_068=not kind.stages or chain.stage == "vote")
                if kind.method == "consent" and chain.round.archives is False and self.has_objection(chain):
                    kind = Bag(kind, method="majority", threshold=max(kind.threshold, Fraction(1, 2)))
                asked, least = ([of.quorum, (of.threshold, of.method == "majority"), SIZES.index(of.denominator), by]
                                for of, by in ((b, b.certifiers), (kind, terms.certifiers)))
                since = self.now - terms.dormant_after_days * DAY
                awake = {r.author, *(x.author for x in self.records if x.now >= since)}
                electors = {m.handle for m in active if m.since >= since or m.handle in awake}
                same = b.method == kind.method or "yes" in ANSWERS[b.method] and "yes" in ANSWERS.get(kind.method, "")
                yield {"VOT-025": same and all(ours >= theirs for ours, theirs in zip(asked, least)),
                       "VOT-030": b.late_ballots_hours >= terms.late_ballots_hours,
                       "VOT-032": asked == least or r.author in chain.authors,
                       "VOT-033": not b.options or not version.act,
                       "VOT-028": r.at <= b.opens_at <= r.at + year and b.opens_at < b.closes_at <= b.opens_at + year,
                       "VOT-026": b.opens_at >= version.logged + kind.discussion_hours * HOUR,
                       "VOT-027": b.closes_at >= b.opens_at + kind.vote_hours * HOUR,
                       "VOT-029": b.closes_at >= self.now + kind.vote_hours * HOUR // 2,
                       "VOT-031": b.sharded == (len(electors) > 1000)}
                if STAGES.index(chain.stage) < VOTE:
                    chain.stage, chain.since = "vote", self.now
                chain.poll = self.polls[r.id] = Bag(
                    b, id=r.id, version=version, terms=terms, ballots=[], electors=electors,
                    active={m.handle for m in active}, last=b.closes_at + b.late_ballots_hours * HOUR)
            case "ballot":
                (field, *more), (way, *words) = set(b) - {"poll", "reason"} or " ", ANSWERS[poll.method].split()
                chosen = b.approves or [one.option for one in b.ranks or b.scores or ()]
                yield {"VOT-002": not more and (b.choice in words if way == "choice" else field in (way, *words)),
                       "VOT-009": len(set(chosen)) == len(chosen) and max(chosen, default=0) <= len(poll.options),
                       "VOT-003": r.at >= poll.opens_at, "VOT-004": r.at <= poll.closes_at,
                       "VOT-005": self.clock <= poll.last, "VOT-006": r.author in poll.active,
                       "VOT-007": r.author not in version.chain.recused, "VOT-008": r.author in poll.electors}
                poll.ballots.append(r)
            case "decision":
                yield {"VOT-041": not poll.decided, "VOT-042": r.at > poll.last, "VOT-043": self.recount(poll) == r.raw}
                self.decisions.append({"id": r.id, "method": poll.method, **r.raw})
                chain, act, missed, terms = version.chain, version.act, b.outcome == "no-quorum", poll.terms
                ended = b.outcome in ("adopted", "rejected") or missed and chain.missed
                poll.decided, chain.poll, chain.missed = True, None, chain.missed + missed
                chain.state, chain.adopted = "decided" if ended else chain.state, b.outcome == "adopted"
                cooled, limit = self.now + terms.cooling_off_hours * HOUR, self.now + terms.certify_within_days * DAY
                mandate = Bag(act or {}, adopted=b.outcome == "adopted", certified=BIG if poll.certifiers else 0,
                              cooled=cooled, limit=limit, poll=poll)
                self.outcomes[r.id] = (mandate, chain)
                if ended and act:
                    self.mandates[r.id] = mandate
                    self.failed.update({} if mandate.adopted else {(act.kind, act.target): self.now})
                if poll.certifiers:
                    self.waiting[r.id] = Bag(r=r, needed=poll.certifiers, agreed=[], until=BIG, mandate=mandate)
            case "policy-change":
                (old, chain), new = self.outcomes[b.policy], self.outcomes.get(b.decision, (Bag(),))[0]
                said, stands = [each.dissent for each in b.answers or ()], [
                    (x[1], x[2]) for who, x in chain.stances.items() if who not in chain.recused]
                must = [name for name, x in self.objections.items() if x.version.chain is chain and x.blocks
                        and not x.met and x.author not in chain.recused] + [x for x, stance in stands if stance == "block"]
                may = must + old.poll.noes + [x for x, stance in stands if stance == "oppose"]
                yield {"VOT-061": old.adopted and max(old.cooled, min(old.certified, old.limit)) <= self.now
                       and not old.changed and (not old.kind or old.kind == r.kind and old.used and version.text),
                       "VOT-062": not new.poll or new.poll.version.type == version.type,
                       "VOT-063": len(set(said)) == len(said) and set(must) <= set(said) <= set(may)}
                old.changed = True
    def of_delivery(self, r, b):
        active, (d, chain) = [m.handle for m in self.active()], self.outcomes.get(b.decision, (None, None))
        terms, task, claim, done = self.terms.delivery or DELIVERY, self.tasks.get(b.task), b.step == "claim", b.step == "done"
        names = [[x.name for x in b.get(of) or []] for of in ("milestones", "metrics")]
        need(DLV_014=task or r.noun != "task-step")
        r.initiative = one = self.initiatives.get(task.initiative if r.noun == "task-step" else b.initiative)
        if r.noun == "initiative":
            yield {"DLV-001": d or not b.decision, "DLV-002": not d or d.adopted and not d.changed and max(d.cooled, min(d.certified, d.limit)) <= self.now,
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
                one.state, one.delivered = "delivered", self.now
            case "review":
                verified, since, named_ids = b.outcome == "verified", one.delivered or BIG, [x.record for x in b.dissent]
                inside = [x.id for x in self.records if one.chain and x.path.startswith(one.chain.folder + "/")]
                yield {"DLV-034": one.delivered and not running and (not verified or one.state == "delivered"),
                       "DLV-035": not verified or r.author != one.owner, "DLV-036": not b.scheduled_days or (
                           b.scheduled_days in terms.review_days and self.now >= since + b.scheduled_days * DAY),
                       "DLV-037": once(named_ids) and set(named_ids) <= set(inside)}
                one.state = {"verified": "verified", "reopened": "active"}.get(b.outcome, one.state)
            case "closing":
                yield {"DLV-030": leads, "DLV-038": running if b.outcome == "abandoned" else one.state == "verified"}
                one.state = "closed"

    def recount(self, poll):  # the body of the poll's decision
        ballots, recused = sorted(poll.ballots, key=lambda x: (x.author, x.at, x.id)), poll.version.chain.recused
        aside = [{"ballot": x.id, "reason": "recused" if x.author in recused else "compromised-key"} for x in ballots
                 if x.author in recused or x.position >= (self.keys[x.key].suspect or BIG)]
        counted = {x.author: x for x in ballots if x.id not in [one["ballot"] for one in aside]}
        poll.noes = [x.id for x in counted.values() if x.body.reason and x.body.choice in ("no", "objection")]
        bodies, electors = [x.body for x in counted.values()], sorted(poll.electors.difference(recused))
        every, cast, size, said = range(len(poll.options)), len(bodies), len(electors), [x.choice for x in bodies]
        method, (way, *words) = poll.method, ANSWERS[poll.method].split()
        marks = [{x.option - 1: x.rank or -x.score for x in y.ranks or y.scores or ()} |  # places: the less, the better
                 {x - 1: 0 for x in y.approves or ()} for y in bodies]
        over = [[sum(x.get(a, BIG + 1) < x.get(b, BIG + 1) for x in marks) for b in every] for a in every]
        path = [[over[a][b] * (over[a][b] > over[b][a]) for b in every] for a in every]
        for via, a, b in product(every, repeat=3):
            path[a][b] = max(path[a][b], min(path[a][via], path[via][b]))
        points = [sum(a in x for x in marks) if way == "approves" else sum(path[a][b] >= path[b][a] for b in every)
                  for a in every]
        best = [a + 1 for a in every if points[a] == max(points)]
        quiet, yes = marks.count({}) if every else said.count("abstain"), max(points, default=said.count("yes"))
        whole = {"cast": cast, "non-abstaining": cast - quiet, "eligible": size}[poll.denominator]
        margin, most = yes - whole * poll.threshold, method == "majority"
        enough = (quiet < cast if way == "ranks" else "objection" not in said and {"consent", "concern"} & set(said)
                  if method == "consent" else yes and (margin > 0 or margin == 0 and not most))
        level = enough and len(best) > 1 if every else most and yes == said.count("no") > 0 <= margin
        outcome = ("no-quorum" if cast < size * poll.quorum or not size and poll.quorum else
                   "adopted" if enough and not (every and level) else
                   "tied" if poll.terms.tie == "again" and level else "rejected")
        parts = ([("approvals", yes, whole)] * (way == "approves") + [("abstain", quiet, cast)] if every else
                 [(word, said.count(word), whole if word in ("yes", "no") else cast) for word in words])
        figures = [("turnout", cast, size), ("quorum", *poll.quorum.as_integer_ratio()), *parts,
                   *[("threshold", *poll.threshold.as_integer_ratio())] * (way == "approves" or "yes" in words)]
        more = ({} if "yes" in words else {"rule": f"tos.{method}/1"}) | (
            {} if not every else {"votes": points if way == "approves" else sum(over, []) if len(every) <= 32 else []})
        return {"poll": poll.id, "outcome": outcome, "winners": best if every and outcome == "adopted" else [], **more,
                "figures": [dict(zip(("name", "numerator", "denominator"), figure)) for figure in figures],
                "electorate": {"size": size, "root": root_of([name.encode() for name in electors]).hex()},
                "ballots": {"size": cast, "root": root_of([bytes.fromhex(each.id) for each in counted.values()]).hex()},
                "set_aside_count": len(aside), "set_aside": aside if len(aside) <= 256 else []}

# log.md: the repository, its commits and its trees
HOMES = "charter community initiatives ledger members peers proposals resources".split()
HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
ATTRIBUTES = hashlib.sha1(b"blob 37\0* -text -filter -ident -export-subst\n").hexdigest()

class Verification:  # what `tos verify` establishes; verdict.md, "How problems are found"
    def __init__(self, path, now):
        self.log, self.problems, self.files = Log(now), [], {}  # problems: (rule, record); files: (path, blob)
        self.start = ["git", "-c", "safe.directory=*", "-C", path]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_NO_REPLACE_OBJECTS": "1"}
        common, config = self.git("rev-parse", "--git-common-dir"), self.git("config", "--list").lower()
        shallow, grafts = (any(file.stat().st_size for file in pathlib.Path(path, common).glob(name))
                           for name in ("shallow", "info/grafts"))
        self.head = self.git("rev-parse", "--verify", "-q", "refs/heads/main^{commit}")
        need(LOG_001=common, LOG_002=not shallow, LOG_004=not grafts, LOG_006="objectformat=sha256" not in config,
             LOG_003=not re.search(r"^(extensions\.partialclone=.*|remote\..*\.promisor=true)$", config, re.M),
             LOG_008=self.head, LOG_005=not self.git("for-each-ref", "refs/replace"))
        self.batch = subprocess.Popen([*self.start, "cat-file", "--batch"], env=self.environment, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    def git(self, *arguments):
        done = subprocess.run([*self.start, *arguments], env=self.environment, capture_output=True, check=False)
        return done.stdout.decode(errors="replace").strip()
    def read(self, name, kind):  # an object of git, checked against its name
        self.batch.stdin.write(f"{name}\n".encode())
        self.batch.stdin.flush()
        about = self.batch.stdout.readline().decode().split()
        data = self.batch.stdout.read(int(about[2]) + 1)[:-1] if len(about) == 3 else b""
        need(LOG_009=about[1:2] == [kind], LOG_012=len(data) <= (64 << 20 if kind == "tree" else 1 << 20),
             LOG_010=kind == "blob" or hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest() == name)
        return data
    def tree(self, name):  # [(mode, name, id)]
        data = self.read(name, "tree")
        found = re.findall(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", data, re.S)
        order = [entry + b"/" * (mode == b"40000") for mode, entry, _ in found]
        once, whole = len({entry for _, entry, _ in found}) == len(found), b"".join(b"%s %s\0%s" % entry for entry in found)
        need(LOG_011=whole == data and order == sorted(order) and once)
        return [(mode.decode(), entry.decode(errors="surrogateescape"), blob.hex()) for mode, entry, blob in found]
    def homes(self, commit):  # as they stand there
        return [entry for entry in self.tree(commit.tree) if entry[1] in HOMES] if commit else []
    def commit(self, name):  # tree, parents, the ids that it lists (none: a free commit), the text but for a signature
        data = self.read(name, "commit").decode(errors="surrogateescape")
        head, _, message = data.partition("\n\n")
        match = re.match(r"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author .*\n\n", data, re.S)
        need(LOG_011=match)
        listing = re.fullmatch(r"([^\n]*)\n\n((?:Record: [0-9a-f]{64}\n){1,10000})", message)
        ids, word = listing[2].split()[1::2] if listing else [], "[a-z][a-z0-9-]{0,63}"
        subject = f"{len(ids)} records" if len(ids) > 1 else rf"[a-z][a-z0-9]{{0,63}}\.{word} by {word}"
        sound = ids and len(set(ids)) == len(ids) and re.fullmatch(subject, listing[1])
        return Bag(tree=match[1], parents=match[2].split()[1::2], ids=ids if sound else [],
                   plain=re.sub(r"\ngpgsig [^\n]*(\n [^\n]*)*", "", head, count=1) + "\n\n" + message)
    def walk(self, tree, listed, above=()):  # the head's tree: what is wrong there, and the file of each listed record
        entries, inside = self.tree(tree), above and above[0] in HOMES
        self.problems += [("LOG-011", "")] * bool(inside and not entries)
        for mode, name, identity in entries:
            where, end, low = (*above, name), re.fullmatch(r".+-([0-9a-f]{16})\.yaml", name), name.lower()
            own = (where, mode, identity) == ((".gitattributes",), "100644", ATTRIBUTES)
            home, folder = where[0].lower() in HOMES, mode == "40000"
            taken_for = {each.split(":")[0].rstrip(". ") for each in (low, HFS_IGNORED.sub("", low))}
            attributes = ".gitattributes" in taken_for or re.fullmatch("gitatt~[1-4]", low)
            rules = [("LOG-017", taken_for & {"", ".git", "git~1"} or re.search(r"[/\\]", name)),
                     ("LOG-016", mode not in ("100644", "100755", "120000", "40000")),
                     ("LOG-019", attributes and (home or not above and not own)),
                     ("LOG-018", home and not (re.fullmatch("[a-z0-9_-][a-z0-9._-]*", name) and (above or folder))),
                     ("LOG-020", len(os.fsencode(name)) > 255 or folder and len(where) > (7 if home else 64) or home and len("/".join(where)) > 512),
                     ("LOG-016", home and not folder and mode != "100644"),
                     ("LOG-110", home and not folder and (not end or end[1] not in listed or end[1] in self.files))]
            broken = [(rule, "") for rule, holds in rules if holds][:1]
            self.problems += broken
            if folder and not broken:
                self.walk(identity, listed, where)
            elif home and not broken:
                self.files[end[1]] = ("/".join(where), identity)
    def take(self, identity, sound):  # whether the log goes on with this listed record; only a sound log asks its rules
        try:
            need(LOG_109=identity[:16] in self.files)
            path, blob = self.files[identity[:16]]
            message, armored, enclosed = split(self.read(blob, "blob"))
            record = decode(message, enclosed, signer_of(armored, message, "tos.record.v1"))
            same = record.id == identity
            need(LOG_114=same, LOG_107=not sound or same and self.log.accept(record) == path)
        except Refused as refused:
            self.problems.append((str(refused), identity))
            return False
        return sound
    def judge(self):
        commits = [self.commit(name) for name in self.git("rev-list", "--first-parent", "--reverse", self.head).split()]
        listed, sound, size, ended = [name for each in commits for name in each.ids], True, 0, None
        need(LOG_009=commits)
        self.walk(commits[-1].tree, {identity[:16] for identity in listed})
        for before, each in zip([None, *commits], commits):
            ended = ended or (len(each.parents) > 1 and "LOG-014"
                              or not each.ids and self.homes(each) != self.homes(before) and "LOG-015")
            for identity in each.ids:
                sound = self.take(identity, sound and not ended)
            if sound and each.ids:
                records = self.log.records[-len(each.ids):]
                author, seconds = records[0].author, max(r.at for r in records) // 1000
                who = f"{author} <{author}@{self.log.handle}.tos.invalid> {seconds} +0000"
                first = f"{records[0].module}.{records[0].noun} by {author}"
                lines = [f"tree {each.tree}", *(f"parent {name}" for name in each.parents), f"author {who}",
                         f"committer {who}", "", first if len(records) == 1 else f"{len(records)} records", "",
                         *(f"Record: {name}" for name in each.ids), ""]
                sound = each.plain == "\n".join(lines)
                self.problems += [("LOG-013", "")] * (not sound)
            size = len(self.log.records) if sound else size
        absent = [(record.id, name) for record in self.log.records for name in record.absent]
        self.problems += [("REC-009", one[0]) for one in absent if one not in self.log.permitted]
        self.problems += [(ended, "")] * bool(ended) + [("IDN-001", "")] * (not listed)
        rules = {rule for rule, _ in self.problems}
        unread = [one for one in self.problems if one[1] and one[0] in ("LOG-009", "LOG-012", "LOG-109", "LOG-114")]
        problems = [{"rule": rule, "class": CLASSES.get(rule, 422), "record": record} for rule, record in self.problems]
        return {"verdict": "UNVERIFIED" if rules & {"LOG-112", "CHA-004"} else "RED" if rules else "GREEN",
                "group": self.log.group or "", "records": size, "commit": self.head, "redacted": len(absent),
                "signatures_checked": len(listed) - len(unread), "problems": problems,
                "root": root_of([bytes.fromhex(r.id) for r in self.log.records[:size]]).hex(),
                "decisions": self.log.decisions}, CODES.get(min([one["class"] for one in problems] or [0]), 0)

def judge(path=".", now=None):  # (what is answered or None, exit code)
    try:
        return Verification(path, int(now or datetime.now().timestamp() * 1000)).judge()
    except Refused as refused:
        return None, CODES[CLASSES.get(str(refused), 422)]

if __name__ == "__main__":
    answer, exit_code = judge(*sys.argv[1:3])
    print(json.dumps(answer, indent=2))
    sys.exit(exit_code)
