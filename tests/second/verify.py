#!/usr/bin/env python3
"""A second opinion: judges a group's repository as docs/spec says, and shares no code with tos.

usage: verify.py [REPOSITORY] [--now MILLISECONDS]

Prints what `tos verify --json` prints as `data` (problems without prose, decisions as recounted), exits with the same
code. Needs git, ssh-keygen and PyYAML. In the order of docs/spec, from which alone it was written: classes of rules,
record form, fields, signatures, records, the rules of the log and of each kind, the repository, the verdict.
"""
import base64
import datetime
import hashlib
import heapq
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from functools import lru_cache, partial
from types import SimpleNamespace as Bag
import yaml

# verdict.md: exit code and rules of each class, 404 counted as 422; of several classes the first decides
CLASSES = {
    3: (3, "LOG-00[1-68] LOG-112 CHA-004"), 401: (4, "SIG-00. SIG-01[0124] IDN-011 IDN-022"),
    403: (5, "LOG-103 IDN-00[34] IDN-01[023] IDN-024 IDN-032 IDN-040 IDN-062 IDN-070 CHA-01[12] CHA-020 DEL-00[68] "
             "DEL-010 VOT-00[3-8] VOT-02[5-7] VOT-03[02]"),
    409: (7, "LOG-10[2456] LOG-113 IDN-02[01] IDN-031 IDN-05[13] IDN-061 CHA-013 DEL-007 DEL-01[1-4] VOT-02[019] "
             "VOT-04[12]"),
    422: (6, ".*")}

def class_of(rule):
    return next(number for number, (_, rules) in CLASSES.items() if re.fullmatch(rules.replace(" ", "|"), rule))

class Refused(Exception):
    """Its text is the id of the rule that is broken."""

def need(**rules):
    """Refuses by the first of these rules, in this order, that does not hold; LOG_101 stands for LOG-101."""
    for rule, holds in rules.items():
        if not holds:
            raise Refused(rule.replace("_", "-"))

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def tree_hash(leaves):
    """RFC 6962, over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", tree_hash(leaves[:middle]), tree_hash(leaves[middle:]))

def root_of(leaves):
    return tree_hash([sha256(b"\0", leaf) for leaf in leaves]).hex()

# record-form.md: PyYAML reads, and printing must give the same bytes again
LOADER, STREAM = getattr(yaml, "CSafeLoader", yaml.SafeLoader), (yaml.StreamStartEvent, yaml.DocumentStartEvent)
BIG, WORDS = 2**53 - 1, "null true false yes no on off y n".split()
NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
NO_CHARACTER = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                          "\ufdd0-\ufdef" + NONCHARACTERS + "]")

def scalar(value, indent):
    """How a scalar, `[]` or `{}` is written; `indent` is that of a text block's lines."""
    if isinstance(value, str):
        word = re.fullmatch(r"[a-z][a-z0-9_./-]*", value) and value not in WORDS
        digest = re.fullmatch(r"[0-9]([0-9a-f]{31}|[0-9a-f]{63})", value) and re.search("[abcdf]", value)
        if word or digest and not re.fullmatch("0b[01]+", value):
            return value
        if re.fullmatch(r"[^ \n\t]([^\t]*[^ \n\t])?\n", value) and " \n" not in value:
            return "|\n" + "\n".join(" " * indent + line if line else "" for line in value[:-1].split("\n"))
    return json.dumps(value, ensure_ascii=False)  # the same escapes as record form, as no other characters are left

def lines_of(value, indent=0):
    """The lines of a mapping in record form."""
    for name, inner in value.items():
        simple = not inner or not isinstance(inner, (dict, list))
        yield " " * indent + name + ":" + (" " + scalar(inner, indent + 2) if simple else "")
        if not simple and isinstance(inner, dict):
            yield from lines_of(inner, indent + 2)
        for item in inner if not simple and isinstance(inner, list) else []:
            lines = lines_of(item, indent + 4) if item and isinstance(item, dict) else [scalar(item, indent + 4)]
            for index, line in enumerate(lines):
                yield line if index else " " * (indent + 2) + "- " + line.lstrip(" ")

def printed(value):
    return "\n".join(lines_of(value)) + "\n"

def value_of(events, event, level=1):
    """What begins with an event of the YAML parser: mapping, list, integer, boolean or string."""
    if isinstance(event, yaml.ScalarEvent):
        if event.implicit[0] and event.value in ("true", "false"):
            return event.value == "true"
        whole = event.implicit[0] and re.fullmatch("0|-?[1-9][0-9]{0,15}", event.value)
        return int(event.value) if whole and abs(int(event.value)) <= BIG else event.value
    need(REC_004=isinstance(event, yaml.CollectionStartEvent))
    value = {} if isinstance(event, yaml.MappingStartEvent) else []
    while not isinstance(event := next(events), yaml.CollectionEndEvent):
        need(REC_004=level <= 16)
        if isinstance(value, list):
            value.append(value_of(events, event, level + 1))
            need(REC_004=not isinstance(value[-1], list) or not value[-1])
        else:
            name = getattr(event, "value", "")
            need(REC_004=re.fullmatch(r"[a-z][a-z0-9_]*", name) and len(name) <= 64 and name not in [*WORDS, *value]
                 and len(value) < 256)
            value[name] = value_of(events, next(events), level + 1)
    return value

def parse(data):
    """Bytes in record form → a mapping."""
    try:
        text = data.decode()
        need(REC_003=not NO_CHARACTER.search(text))
        events = (event for event in yaml.parse(text, Loader=LOADER) if not isinstance(event, STREAM))
        value = value_of(events, next(events))
    except (UnicodeDecodeError, yaml.YAMLError, StopIteration) as error:
        raise Refused("REC-003" if isinstance(error, UnicodeDecodeError) else "REC-004") from error
    need(REC_004=value and isinstance(value, dict) and printed(value).encode() == data)
    return value

# record-form.md, types: each takes a value as parsed and answers what it means
def typed(kind, fits=lambda value: True, meaning=lambda value: value, rule="REC-007"):
    def take(value):
        need(**{"REC-006": type(value) is kind})
        need(**{rule: fits(value)})
        return meaning(value)
    return take

def mapping(fields):
    """Fields in their order; one whose name ends in ? may be absent, and means None then."""
    def take(value):
        need(REC_006=type(value) is dict)
        given, out = list(value), Bag()
        for name, kind in fields.items():
            present = given[:1] == [name.rstrip("?")]
            need(REC_005=present or name.endswith("?"))
            setattr(out, name.rstrip("?"), kind(value[given.pop(0)]) if present else None)
        need(REC_005=not given)
        return out
    take.texts = [name.rstrip("?") for name, kind in fields.items() if kind is text]
    return take

def milliseconds(value):
    """A time, since 1970; None where it is none."""
    try:
        at = datetime.datetime.fromisoformat(value[:-1] + "+00:00")
    except ValueError:
        return None
    written = at.isoformat(timespec="milliseconds")[:-6] + "Z"
    return round(at.timestamp() * 1000) if written == value and at.year >= 1970 else None

def decimal(value):
    """How an exact fraction is written."""
    whole, decimals = divmod(int(value * 10**9), 10**9)
    return f"{whole}.{decimals:09}".rstrip("0").rstrip(".") if 10**9 % value.denominator == 0 else str(value)

shaped = lambda pattern, rule="REC-006": typed(str, re.compile(pattern).fullmatch, rule=rule)  # noqa: E731
integer = lambda least, most: typed(int, lambda value: least <= value <= most)  # noqa: E731
line = lambda least, most: typed(str, lambda value: least <= len(value) <= most and "\n" not in value)  # noqa: E731
one_of = lambda words: typed(str, words.split().__contains__)  # noqa: E731
many = lambda least, most, inner: typed(list, lambda value: least <= len(value) <= most,  # noqa: E731
                                        lambda value: [inner(item) for item in value])
instant = typed(str, lambda value: milliseconds(value) is not None, milliseconds, "REC-006")
fraction = typed(str, lambda value: re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?", value)
                 and decimal(Fraction(value)) == value, Fraction, "REC-006")
handle = typed(str, lambda value: re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) and 2 <= len(value) <= 32
               and not re.fullmatch("con|prn|aux|nul|(com|lpt)[0-9]|tos|anyone|member|group|" + "|".join(WORDS), value),
               rule="REC-011")
identifier, text = shaped("[0-9a-f]{64}"), shaped("[0-9a-f]{64}")

# the fields of each kind and who signs it, read from the pages' own tables; the envelope: record.md
PAGES = "\n".join((pathlib.Path(__file__).resolve().parents[2] / f"docs/spec/{page}.md").read_text()
                  for page in ("charter", "log", "identity", "deliberation", "voting"))
TYPES = {"id": identifier, "text": text, "handle": handle, "time": instant, "fraction": fraction,
         "boolean": typed(bool)}
BOUNDED = {"integer": integer, "line": line}

def type_of(words):
    """A type as the pages write it, such as `list 0..8 of handle`."""
    words = words.replace("2^53−1", str(BIG)).replace(f"−({BIG})", str(-BIG)).split(" (")[0].strip(" ,;.")
    first, _, rest = words.partition(" ")
    limits, _, inner = rest.partition(" of ")
    if first in ("integer", "line", "list"):
        least, most = map(int, limits.split(".."))
        return many(least, most, type_of(inner)) if first == "list" else BOUNDED[first](least, most)
    if first == "lines":
        return typed(str, lambda value: len(value.encode()) <= int(rest))
    if first == "one":
        return one_of(rest.removeprefix("of ").replace(",", ""))
    return fields_of(rest) if first == "mapping:" else TYPES[words]

def fields_of(words):
    """Fields one after the other, each a name in backticks and a type."""
    parts = re.split(r"`([a-z_]+\??)` ", words)[1:]
    return mapping({name: type_of(kind) for name, kind in zip(parts[::2], parts[1::2])})

def rows_of(words):
    """Fields in a table."""
    return mapping({name: type_of(kind) for name, kind in re.findall(r"^\| `([a-z_]+\??)` \| (.*?) \|", words, re.M)})

for _name, _fields in re.findall("^(Role|Decision type|Permission): (.*)", PAGES, re.M):
    TYPES[_name.lower()] = fields_of(_fields)
TYPES["charter"] = rows_of(PAGES[:PAGES.index("## Mandates")])
BODIES, SIGNERS = {}, {}
KIND = r"^((?:`[a-z.-]+/v1`(?: and )?)+,[^:\n]*)(.*)\n([^#]*?)(?=^`[a-z.-]+/v1`|^#|\Z)"  # kinds, fields, what follows
for _kinds, _fields, _table in re.findall(KIND, PAGES, re.M):
    _signer = re.search(r"\(`([a-z]+)`\)|without permission", _kinds)
    for _kind in re.findall("[a-z.-]+/v1", _kinds):
        BODIES[_kind] = fields_of(_fields) if "` " in _fields else rows_of(_table)
        SIGNERS[_kind] = _signer[1] or "anyone" if _signer else "member"
ACTS = dict(re.findall(r"^\| `([a-z.-]+/v1)` \|.*\| `?([a-z]+)`? \|$", PAGES, re.M))
METHODS = re.findall("`([a-z-]+)`", re.search("^- A method is one of (.*)", PAGES, re.M)[1])
ENVELOPE = mapping({
    "tos": integer(1, 1), "kind": shaped(r"(?=.{1,64}$)[a-z]+\.[a-z-]+/v[1-9][0-9]{0,2}"), "group?": identifier,
    "author": handle, "key": identifier, "at": instant, "seen?": fields_of(f"`size` integer 1..{BIG}, `root` id"),
    "idempotency_key?": shaped("[!-~]{1,64}", "REC-007"), "body": typed(dict)})
ENCLOSURE = mapping({"salt": identifier, "text": typed(str)})

# record.md: keys and signatures
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, NEUTRAL = -121665 * pow(121666, -1, P) % P, (0, 1)
ALGORITHMS = (b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com")
ARMOR = rb"-----BEGIN SSH SIGNATURE-----\n((?:[^\n]{70}\n)*[^\n]{1,70}\n)-----END SSH SIGNATURE-----\n"

@lru_cache(maxsize=None)
def point_of(data):
    """32 bytes → a point of the curve, or None."""
    y = int.from_bytes(data, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    x = next((x for x in (root, root * pow(2, (P - 1) // 4, P) % P) if x * x % P == square), None)
    return None if x is None or x == 0 and data[31] >> 7 else (x if x % 2 == data[31] >> 7 else P - x, y % P)

def add(a, b):
    (ax, ay), (bx, by) = a, b
    both = D * ax * bx * ay * by % P
    return (ax * by + ay * bx) * pow(1 + both, -1, P) % P, (ay * by + ax * bx) * pow(1 - both, -1, P) % P

def times(number, point):
    half = times(number // 2, add(point, point)) if number > 1 else NEUTRAL
    return add(half, point) if number % 2 else half

def strings(data, count, rule):
    """The first `count` strings of SSH's wire format, and what is left."""
    out = []
    for _ in range(count):
        end = 4 + int.from_bytes(data[:4], "big")
        need(**{rule: len(data) >= end})
        out, data = [*out, data[4:end]], data[end:]
    return [*out, data]

def from_base64(data, rule):
    try:
        blob = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise Refused(rule) from error
    need(**{rule: blob and base64.b64encode(blob) == data})
    return blob

@lru_cache(maxsize=None)
def key_of(key):
    """The id of a key as records write it."""
    algorithm, _, encoded = key.encode().partition(b" ")
    need(SIG_013=encoded, SIG_015=algorithm in ALGORITHMS)
    blob = from_base64(encoded, "SIG-013")
    name, data, *application, end = strings(blob, 2 + algorithm.startswith(b"sk"), "SIG-013")
    need(SIG_013=len(blob) <= 512 and name == algorithm and len(data) == 32 and not end
         and all(re.fullmatch(rb"[!-~]{1,128}", each) for each in application))
    point = point_of(data) if int.from_bytes(data, "little") % 2**255 < P else None
    need(SIG_014=point and point != NEUTRAL and times(L, point) == NEUTRAL)
    return sha256(blob).hex()

@lru_cache(maxsize=None)
def signer_of(armored, message, namespace):
    """The id of the key that made this signature."""
    need(SIG_001=(rows := re.fullmatch(ARMOR, armored)))
    data = from_base64(rows[1].replace(b"\n", b""), "SIG-002")
    need(SIG_003=data.startswith(b"SSHSIG"), SIG_004=data[6:10] == b"\0\0\0\1")
    blob, name, reserved, hash_name, signature, end = strings(data[10:], 5, "SIG-003")
    need(SIG_003=not end, SIG_005=not reserved, SIG_006=hash_name in (b"sha512", b"sha256"))
    algorithm = strings(blob, 1, "SIG-003")[0]
    need(SIG_007=algorithm in ALGORITHMS and strings(signature, 1, "SIG-003")[0] == algorithm)
    hardware = algorithm.startswith(b"sk")
    (_, point, *_, end), (_, numbers, flags) = strings(blob, 2 + hardware, "SIG-003"), strings(signature, 2, "SIG-003")
    need(SIG_003=len(point) == 32 and not end and len(flags) == 5 * hardware,
         SIG_008=len(numbers) == 64 and int.from_bytes(numbers[32:], "little") < L,
         SIG_012=not hardware or flags[0] & 1, SIG_009=name == namespace.encode(),
         SIG_011=int.from_bytes(point, "little") % 2**255 < P)
    need(SIG_011=not any(point_of(each) and times(8, point_of(each)) == NEUTRAL for each in (point, numbers[:32])))
    with tempfile.NamedTemporaryFile() as file:
        file.write(armored)
        file.flush()
        command = ["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", file.name]
        need(SIG_011=subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0)
    return sha256(blob).hex()

# record.md: the parts of a record and the order of checks
def split(data):
    """Message, signature, enclosures."""
    need(REC_001=len(data) <= 1 << 20)
    message, *others = re.split(rb"^---\n", data, maxsplit=2, flags=re.M)
    need(REC_002=message and others and others[1:] != [b""], REC_001=len(message) <= 1 << 16)
    return message, others[0], b"".join(others[1:])

def read_record(data):
    message, armored, enclosed = split(data)
    return decode(message, enclosed, signer_of(armored, message, "tos.record.v1"))

def decode(message, enclosed, signer=None):
    """What a message says; `signer` is the id of the key that signed it, None where nobody asks."""
    raw = parse(message)
    record, kind = ENVELOPE(raw), BODIES.get(raw.get("kind"), typed(dict))
    need(SIG_010=signer in (None, record.key))
    record.id, record.raw, record.noun = sha256(message).hex(), raw["body"], re.split("[./]", record.kind)[1]
    record.month, record.body = raw["at"][:7], kind(record.raw)
    record.texts = [name for name in getattr(kind, "texts", []) if name in record.raw]
    given = {name: ENCLOSURE(value) for name, value in parse(enclosed).items()} if enclosed else {}
    record.absent = [name for name in record.texts if name not in given]
    digests = {name: sha256(bytes.fromhex(one.salt), one.text.encode()).hex() for name, one in given.items()}
    expected = {name: record.raw[name] for name in record.texts if name in given}
    need(REC_008=record.kind not in BODIES or list(digests.items()) == list(expected.items()))
    return record
# the log: log.md, charter.md, identity.md, deliberation.md, voting.md
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SIZES, OPEN_TYPES = ("non-abstaining", "cast", "eligible"), ("role", "membership", "charter")

def close(thing, when):
    """Ends a term, an application or a wait for approvals, unless something else did before."""
    thing.over = when if thing.over is None else thing.over

def named(things, name):
    return next((thing for thing in things if thing.name == name), None)

class Log:
    """What the records so far amount to. A module's generator asks the rules of a kind, yields, takes effect."""
    def __init__(self, now):
        self.reader, self.clock, self.timers, self.records, self.leaves, self.short = now, 0, [], [], [], {}
        self.group = self.handle = self.terms = None  # `terms` is the charter in force
        self.members, self.keys, self.candidates, self.roles = {}, {}, {}, {}  # by handle, key, handle, (handle, role)
        self.waiting, self.mandates, self.consents, self.versions, self.polls = {}, {}, {}, {}, {}  # by the record's id
        self.petitions, self.failed, self.idempotent, self.permitted, self.decisions = {}, {}, set(), set(), []

    def root(self, size):
        return tree_hash(self.leaves[:size]).hex()

    def accept(self, r):
        """Adds a record and answers its path, or refuses it; log.md, "Checks of every record"."""
        first, size, answer = r.kind == "charter.founding/v1", len(self.records), r.noun in ("acceptance", "refusal")
        m = self.members.get(r.author)
        need(REC_010=r.kind in BODIES, IDN_001=first == (size == 0),
             LOG_108=first == (r.group is None) == (r.seen is None), LOG_101=first or r.group == self.group,
             LOG_104=r.at <= self.reader + 5 * MINUTE)
        need(LOG_103=first or r.at >= self.clock - self.terms.offline_grace_hours * HOUR,
             LOG_105=r.id[:16] not in self.short,
             LOG_102=first or r.seen.size <= size and self.root(r.seen.size) == r.seen.root)
        need(LOG_111=first or r.at >= self.records[r.seen.size - 1].now - 5 * MINUTE,
             LOG_106=r.idempotency_key is None or (r.author, r.idempotency_key) not in self.idempotent)
        r.position, r.clock, r.now = size + 1, self.clock, max(self.clock, r.at)
        while self.timers and self.timers[0][0] <= r.now:
            due, _, _, fire = heapq.heappop(self.timers)
            fire(due)
        answers = [x.handle in self.members for x in self.candidates.values() if x.application is None]
        need(IDN_003=first or answer or 2 * sum(answers) > len(answers))
        needed, who, until = (1, "member", None) if first or answer or r.noun == "application" else self.authority(r)
        act = getattr(self, "of_" + r.kind.split(".")[0])
        effect = act(r)
        next(effect)
        path = f"{self.folder(r)}/{r.noun}-{r.id[:16]}.yaml"
        if needed > 1:
            self.wait(r, act, needed, who, [r.author], until)
        else:
            self.take_effect(r, effect)
        if m:
            m.last, m.used, m.day = r.now, m.used * (m.day == r.now // DAY) + 1, r.now // DAY
        self.clock, self.short[r.id[:16]] = r.now, r
        self.records.append(r)
        self.leaves.append(sha256(b"\0", bytes.fromhex(r.id)))
        self.idempotent.add((r.author, r.idempotency_key))
        return path

    def take_effect(self, r, effect):
        next(effect, None)
        self.mandates.get(getattr(r.body, "decision", None), Bag()).used = True

    def folder(self, r):
        b, poll = r.body, self.polls.get(getattr(r.body, "poll", None))
        version = self.versions.get(getattr(b, "replaces" if r.noun == "proposal" else "proposal", None))
        if poll:
            return poll.chain.folder + ("/ballots" + f"/{r.id[:2]}" * poll.sharded) * (r.noun == "ballot")
        if r.noun == "proposal" and not version:
            slug = re.sub(r"[^a-z0-9]+", "-", re.sub("[A-Z]", lambda capital: capital[0].lower(), b.title)).strip("-")
            return f"proposals/{r.month}/{slug[:40].rstrip('-') or 'proposal'}-{r.id[:16]}"
        about = self.applicant(b.application).handle if r.noun == "admission" else getattr(b, "member", r.author)
        return version.chain.folder if version else "charter" if r.kind.startswith("charter.") else f"members/{about}"

    # who may: members, roles, quotas, approvals, mandates
    def active(self):
        return [m for m in self.members.values() if m.status == "active"]

    def holds(self, name, role):
        return (name, role) in self.roles and self.roles[name, role].over is None

    def member(self, name):
        need(IDN_030=name in self.members)
        return self.members[name]

    def version(self, name):
        need(DEL_009=name in self.versions)
        return self.versions[name]

    def authority(self, r):
        """(persons needed, the role whose holders count or "member", until when)"""
        b, m, key, terms = r.body, self.members.get(r.author), self.keys.get(r.key), self.terms
        need(IDN_010=m, IDN_011=key and key.member == r.author and key.valid)
        limits = [role.records_per_day or 0 for role in terms.roles if self.holds(r.author, role.name)]
        quota = max([terms.records_per_day, *limits])
        need(IDN_010=m.status == "active", IDN_013=m.day != r.now // DAY or m.used < quota)
        kind = b.decision_type if r.noun == "proposal" else self.versions[b.proposal].type if (
            r.noun == "poll" and b.proposal in self.versions) else None
        decided = SIGNERS[r.kind] == "steward" and getattr(b, "decision", None)
        if SIGNERS[r.kind] == "anyone" or kind in OPEN_TYPES or decided:
            return 1, "member", None
        if r.noun == "admission" and terms.admission.by == "vouch":
            return terms.admission.vouchers, "member", None
        if r.noun == "recall-petition":
            asked = max(terms.recall_petition.least, -(-len(self.active()) * terms.recall_petition.share // 1))
            return asked, "member", r.now + terms.recall_petition.within_days * DAY
        who = next((entry.who for entry in terms.permissions if entry.kind == r.kind), [SIGNERS[r.kind]])
        if r.noun in ("key-revocation", "key-recovery"):
            own = self.keys.get(b.key) if r.noun == "key-revocation" and b.member == r.author else None
            if own and self.outranks(r, own):
                return 1, "member", None
            if self.holds(r.author, "steward"):
                return terms.recovery_threshold, "steward", None
            who = ["steward"]
        if not any(role in ("member", "party") or self.holds(r.author, role) for role in who):
            need(IDN_012=not any(self.holds(x.handle, role) for x in self.active() for role in who))
            return min(3, len(self.active())), "member", None
        return 1, "member", None

    def at(self, when, r, index, fire):
        heapq.heappush(self.timers, (when, r.position, index, fire))

    def wait(self, r, act, needed, who, agreed, until):
        wait = self.waiting[r.id] = Bag(r=r, act=act, needed=needed, who=who, agreed=agreed, over=None)
        if until is not None:
            self.at(until, r, 90, partial(close, wait))

    def mandate(self, r, target):
        """That the decision which the record names, if it names one, permits it."""
        m = self.mandates.get(r.body.decision)
        need(CHA_010=m or not r.body.decision)
        need(CHA_012=not m or (m.kind, m.target) == (r.kind, target),
             CHA_011=not m or m.adopted and (m.force or BIG) <= r.now, CHA_013=not m or not m.used)

    def check_charter(self, charter):
        types = [kind.name for kind in charter.decision_types]
        lists = [types, [role.name for role in charter.roles], [each.kind for each in charter.permissions]]
        need(CHA_004=charter.rules == 1, CHA_001=all(len(set(names)) == len(names) for names in lists),
             CHA_002=set(OPEN_TYPES) <= set(types), CHA_003=charter.recall_petition.share <= 1 and all(
                 kind.method in METHODS and max(kind.quorum, kind.threshold) <= 1 for kind in charter.decision_types))

    # people and their keys
    def applicant(self, application):
        return next((x for x in self.candidates.values() if x.application == application), None)

    def enrol(self, r, x):
        close(x, r.now)
        self.members[x.handle] = Bag(handle=x.handle, status="active", last=r.now, day=0, used=0)
        self.give_key(r, x.handle, x.key)
        for index, role in enumerate(x.roles):
            self.give_role(r, x.handle, role, None, index)

    def give_key(self, r, name, key):
        self.keys[key] = Bag(member=name, start=r.position, valid=True, suspect=None)

    def give_role(self, r, name, role, days, index=0):
        term = self.roles[name, role] = Bag(over=None)
        self.at(r.now + (days or named(self.terms.roles, role).term_days) * DAY, r, index, partial(close, term))

    def is_free(self, key):
        return key not in self.keys and all(x.key != key or x.over is not None for x in self.candidates.values())

    def outranks(self, r, key):
        """Whether the key that signed may revoke this one alone."""
        own = self.keys[r.key]
        return own is key or own.member == key.member and own.start < key.start

    def proved(self, body, name):
        """The id of the key that a body brings, which must be new and prove that its holder has it."""
        key = key_of(body.key)
        need(IDN_021=self.is_free(key))
        try:
            need(IDN_022=signer_of(body.proof.encode(), f"{self.group} {name} {key}\n".encode(), "tos.key.v1") == key)
        except Refused as refused:
            raise Refused("IDN-022") from refused
        return key

    def valid_key(self, name, key):
        need(IDN_041=key in self.keys and self.keys[key].member == name and self.keys[key].valid)
        return self.keys[key]

    def of_charter(self, r):
        b, x = r.body, self.candidates.get(r.author)
        match r.noun:
            case "founding":
                need(REC_011=re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", b.handle))
                self.check_charter(b.charter)
                pairs = [(founder.handle, key_of(founder.key)) for founder in b.founders]
                roles = {role.name for role in b.charter.roles}
                need(IDN_002=all(len(set(each)) == len(pairs) for each in zip(*pairs)),
                     IDN_050=all(set(founder.roles) <= roles for founder in b.founders),
                     IDN_051=all(len(set(founder.roles)) == len(founder.roles) for founder in b.founders),
                     IDN_001=(r.author, r.key) in pairs)
                yield
                self.group, self.handle, self.terms = r.id, b.handle, b.charter
                self.candidates = {name: Bag(handle=name, key=key, application=None, roles=founder.roles, over=None)
                                   for founder, (name, key) in zip(b.founders, pairs)}
                self.enrol(r, self.candidates[r.author])
            case "acceptance" | "refusal":
                need(IDN_004=x and x.application is None and x.over is None and x.key == r.key)
                yield
                self.enrol(r, x) if r.noun == "acceptance" else close(x, r.now)
            case "amendment":
                self.check_charter(b.charter)
                digest, m = sha256(printed(r.raw["charter"]).encode()).hex(), self.mandates.get(b.decision)
                need(CHA_020=not m or m.kind != r.kind or m.target == digest)
                self.mandate(r, digest)
                yield
                self.terms = b.charter
            case "approval":
                wait = self.waiting.get(b.record)
                need(IDN_060=wait and wait.over is None)
                need(IDN_062=wait.who == "member" or self.holds(r.author, wait.who),
                     IDN_061=r.author not in wait.agreed)
                last = len(wait.agreed) + 1 >= wait.needed
                then = Bag(**{**vars(wait.r), "position": r.position, "now": r.now, "clock": r.clock})
                effect = wait.act(then) if last else iter([])
                next(effect, None)
                yield
                wait.agreed.append(r.author)
                if last:
                    close(wait, r.now)
                    self.take_effect(then, effect)

    def of_identity(self, r):
        b, name = r.body, getattr(r.body, "member", r.author)
        need(IDN_030=name in self.members or r.noun == "application")
        target, m, x = f"{name}/{getattr(b, 'role', '')}", self.members.get(name), self.candidates.get(r.author)
        match r.noun:
            case "application":
                need(IDN_020=not x or x.application and x.over is not None and r.author not in self.members)
                need(IDN_022=key_of(b.key) == r.key, IDN_021=self.is_free(r.key))
                yield
                x = self.candidates[r.author] = Bag(handle=r.author, key=r.key, application=r.id, roles=[], over=None)
                self.at(r.now + 30 * DAY, r, 0, partial(close, x))
            case "admission":
                x = self.applicant(b.application)
                need(IDN_023=x and x.over is None, IDN_024=b.decision or self.terms.admission.by != "decision")
                self.mandate(r, x.handle)
                yield
                self.enrol(r, x)
            case "suspension" | "reinstatement":
                before, after = ("active", "suspended") if r.noun == "suspension" else ("suspended", "active")
                voting = any(not poll.decided and name in poll.active for poll in self.polls.values())
                need(IDN_031=m.status == before, IDN_032=b.decision or r.noun == "reinstatement" or not voting)
                self.mandate(r, name)
                yield
                m.status = after
            case "leaving":
                yield
                m.status = "left"
                for term in [term for (holder, _), term in self.roles.items() if holder == name]:
                    close(term, r.now)
            case "key-addition":
                key, old = self.proved(b, name), self.valid_key(name, b.replaces) if b.replaces else None
                need(IDN_040=not old or self.outranks(r, old))
                yield
                self.give_key(r, name, key)
                if old:
                    old.valid = False
            case "key-revocation":
                key = self.valid_key(name, b.key)
                need(IDN_042=b.compromised_from is None or key.start <= b.compromised_from < r.position,
                     IDN_040=r.author != name or self.outranks(r, key) or self.holds(name, "steward"))
                yield
                key.valid, key.suspect = False, b.compromised_from
            case "key-recovery":
                need(IDN_031=m.status != "left")
                key = self.proved(b, name)
                yield
                for old in self.keys.values():
                    old.valid = old.valid and old.member != name
                self.give_key(r, name, key)
            case "role-assignment":
                role, last = named(self.terms.roles, b.role), self.roles.get((name, b.role))
                need(IDN_050=role)
                need(IDN_031=m.status == "active", IDN_054=(b.term_days or 1) <= role.term_days,
                     IDN_051=not last or last.over is not None and r.now >= last.over + role.pause_days * DAY)
                self.mandate(r, target)
                yield
                self.give_role(r, name, b.role, b.term_days)
            case "role-resignation" | "recall" | "recall-petition":
                failed = self.failed.get(("identity.recall/v1", target), -BIG)
                again = failed + self.terms.recall_petition.pause_days * DAY
                need(IDN_052=self.holds(name, b.role),
                     IDN_053=r.noun != "recall-petition" or r.now >= again)
                if r.noun == "recall":
                    self.mandate(r, target)
                yield
                if r.noun == "recall-petition":
                    self.petitions[target] = r.now
                else:
                    close(self.roles[name, b.role], r.now)
            case "redaction":
                record = self.short.get(b.record[:16])
                need(IDN_071=record and record.id == b.record and set(b.texts) <= set(record.texts))
                need(IDN_070=b.decision or record.author == r.author)
                self.mandate(r, b.record)
                yield
                self.permitted |= {(b.record, field) for field in b.texts}
            case "consent-grant" | "consent-withdrawal":
                grant = getattr(b, "grant", None)
                giver, until = self.consents.get(grant) or (None, None)
                need(IDN_080=grant is None or giver == r.author and (until is None or until > r.now))
                yield
                self.consents[grant or r.id] = (r.author, b.until) if grant is None else None

    def of_deliberation(self, r):
        b, act = r.body, getattr(r.body, "mandate", None) or Bag(kind="identity.redaction/v1", target="")
        if r.noun != "proposal":
            chain, party = self.version(b.proposal).chain, r.noun == "recusal"
            need(DEL_010=party or r.author in chain.authors, DEL_011=chain.state == "open",
                 DEL_012=party or chain.newest == b.proposal, DEL_013=party or not chain.poll,
                 DEL_014=not party or r.author not in chain.recused)
            yield
            if r.noun == "recusal":
                chain.recused.append(r.author)
            else:
                chain.state = "withdrawn"
            return
        need(DEL_001=named(self.terms.decision_types, b.decision_type), DEL_002=len(set(b.paths)) == len(b.paths),
             DEL_003=b.sunset is None or b.sunset > r.at, DEL_004=act.kind in ACTS)
        petition, failed = self.petitions.get(act.target, -1), self.failed.get((act.kind, act.target), -1)
        need(DEL_005=ACTS[act.kind] in ("any", b.decision_type),
             DEL_006=act.kind != "identity.recall/v1" or petition > failed)
        chain = self.version(b.replaces).chain if b.replaces else Bag(
            state="open", newest=None, authors=[r.author], folder=self.folder(r), poll=None, missed=0, recused=[])
        roles = next((entry.who for entry in self.terms.permissions if entry.kind == r.kind), [])
        need(DEL_007=chain.state == "open" and chain.newest == b.replaces,
             DEL_008=r.author in chain.authors or any(self.holds(r.author, role) for role in roles))
        yield
        chain.newest, chain.authors = r.id, [*chain.authors, r.author]
        self.versions[r.id] = Bag(chain=chain, type=b.decision_type, logged=r.now, act=b.mandate)

    def of_voting(self, r):
        b, poll = r.body, self.polls.get(getattr(r.body, "poll", None))
        match r.noun:
            case "poll":
                need(VOT_022=b.method in METHODS[:2], VOT_023=not b.options, VOT_024=max(b.quorum, b.threshold) <= 1)
                version, terms, voters = self.version(b.proposal), self.terms, self.active()
                chain, kind = version.chain, named(terms.decision_types, version.type)
                need(VOT_020=chain.state == "open" and chain.newest == b.proposal, VOT_021=not chain.poll)
                need(VOT_020=kind)
                asked, least = ([of.quorum, (of.threshold, of.method == "majority"), SIZES.index(of.denominator), by]
                                for of, by in ((b, b.certifiers), (kind, terms.certifiers)))
                since, year = r.now - terms.dormant_after_days * DAY, 365 * DAY
                electors = {m.handle for m in voters if m.last >= since or m.handle == r.author}
                need(VOT_025=kind.method in METHODS[:2] and all(ours >= theirs for ours, theirs in zip(asked, least)),
                     VOT_030=b.late_ballots_hours >= terms.late_ballots_hours,
                     VOT_032=asked == least or r.author in chain.authors,
                     VOT_028=r.at <= b.opens_at <= r.at + year and b.opens_at < b.closes_at <= b.opens_at + year,
                     VOT_026=b.opens_at >= version.logged + kind.discussion_hours * HOUR,
                     VOT_027=b.closes_at >= b.opens_at + kind.vote_hours * HOUR,
                     VOT_029=b.closes_at >= r.now + kind.vote_hours * HOUR // 2,
                     VOT_031=b.sharded == (len(electors) > 1000))
                yield
                chain.poll = self.polls[r.id] = Bag(
                    **vars(b), id=r.id, version=version, chain=chain, terms=terms, electors=electors, ballots=[],
                    decided=False, active={m.handle for m in voters}, last=b.closes_at + b.late_ballots_hours * HOUR)
            case "ballot":
                need(VOT_001=poll)
                others = (b.approves, b.ranks, b.scores)
                need(VOT_002=b.choice in ("yes", "no", "abstain") and others == (None, None, None),
                     VOT_003=r.at >= poll.opens_at, VOT_004=r.at <= poll.closes_at, VOT_005=r.clock <= poll.last,
                     VOT_006=r.author in poll.active, VOT_007=r.author not in poll.chain.recused,
                     VOT_008=r.author in poll.electors)
                yield
                poll.ballots.append(r)
            case "decision":
                need(VOT_040=poll)
                need(VOT_041=not poll.decided, VOT_042=r.at > poll.last)
                need(VOT_043=self.recount(poll) == r.raw)
                yield
                self.decide(r, poll, poll.chain, poll.version.act)

    def recount(self, poll):
        """The body of the poll's decision."""
        aside, counted, electors = [], {}, sorted(poll.electors.difference(poll.chain.recused))
        for ballot in sorted(poll.ballots, key=lambda each: (each.author, each.at, each.id)):
            suspect, recused = self.keys[ballot.key].suspect or BIG, ballot.author in poll.chain.recused
            if recused or ballot.position >= suspect:
                aside.append({"ballot": ballot.id, "reason": "recused" if recused else "compromised-key"})
            else:
                counted[ballot.author] = ballot
        choices = [ballot.body.choice for ballot in counted.values()]
        yes, no, cast, size = choices.count("yes"), choices.count("no"), len(choices), len(electors)
        whole = {"cast": cast, "non-abstaining": yes + no, "eligible": size}[poll.denominator]
        majority = poll.method == "majority"
        margin = yes * poll.threshold.denominator - whole * poll.threshold.numerator
        passed = yes and (margin > 0 or margin == 0 and not majority)
        tied = poll.terms.tie == "again" and majority and yes == no and yes and margin >= 0
        missed = cast < size * poll.quorum or not size and poll.quorum > 0
        quorum, threshold = poll.quorum.as_integer_ratio(), poll.threshold.as_integer_ratio()
        figures = [("turnout", cast, size), ("quorum", *quorum), ("yes", yes, whole), ("no", no, whole),
                   ("abstain", cast - yes - no, cast), ("threshold", *threshold)]
        outcome = "no-quorum" if missed else "adopted" if passed else "tied" if tied else "rejected"
        return {"poll": poll.id, "outcome": outcome, "winners": [],
                "figures": [dict(zip(("name", "numerator", "denominator"), figure)) for figure in figures],
                "electorate": {"size": size, "root": root_of([name.encode() for name in electors])},
                "ballots": {"size": cast, "root": root_of([bytes.fromhex(ballot.id) for ballot in counted.values()])},
                "set_aside_count": len(aside), "set_aside": aside if len(aside) <= 256 else []}

    def decide(self, r, poll, chain, act):
        """What follows from a decision: the chain's state, a mandate, and when it takes force."""
        outcome, poll.decided, chain.poll = r.body.outcome, True, None
        listed = {name: r.raw[name] for name in ("outcome", "winners", "figures")}
        self.decisions.append({"id": r.id, "method": poll.method, **listed})
        decided = outcome in ("adopted", "rejected") or outcome == "no-quorum" and chain.missed
        chain.missed, chain.state = chain.missed + (outcome == "no-quorum"), "decided" if decided else chain.state
        cooled, limit = r.now + poll.terms.cooling_off_hours * HOUR, r.now + poll.terms.certify_within_days * DAY
        force = Bag(adopted=outcome == "adopted", force=None, used=False, certified=not poll.certifiers,
                    **vars(act or Bag()))
        if decided and act:
            self.mandates[r.id] = force
            self.failed.update({} if force.adopted else {(act.kind, act.target): r.now})

        def take_force(when):
            if force.force is None and when >= cooled and (force.certified or when >= limit):
                force.force = when

        def certify(approval):
            yield
            force.certified = True
            take_force(approval.now)
        take_force(r.now)
        if cooled > r.now:
            self.at(cooled, r, 0, take_force)
        if force.force is None and poll.certifiers:
            self.at(limit, r, 1, take_force)
            self.wait(r, certify, poll.certifiers, "member", [], None)

# log.md: the repository, its commits and its trees
HOMES = "charter community initiatives ledger members peers proposals resources".split()
LIMITS = {"commit": 1 << 20, "tree": 64 << 20, "blob": 1 << 20}
ATTRIBUTES = b"* -text -filter -ident -export-subst\n"
HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")

class Repository:
    """Git's objects, each checked against its name; refuses a repository that cannot be judged."""
    def __init__(self, path):
        self.start = ["git", "-c", "safe.directory=*", "-C", path]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", GIT_NO_REPLACE_OBJECTS="1")
        common, config = self.git("rev-parse", "--git-common-dir"), self.git("config", "--list").lower()
        need(LOG_001=common)
        files = [os.path.join(path, common, name) for name in ("shallow", "info/grafts")]
        shallow, grafts = (os.path.exists(file) and os.path.getsize(file) for file in files)
        need(LOG_002=not shallow, LOG_004=not grafts, LOG_006="extensions.objectformat=sha256" not in config,
             LOG_003=not re.search(r"^(extensions\.partialclone=.*|remote\..*\.promisor=true)$", config, re.M),
             LOG_005=not self.git("for-each-ref", "refs/replace/"))
        self.head = self.git("rev-parse", "--verify", "-q", "refs/heads/main^{commit}")
        need(LOG_008=self.head)
        self.batch = subprocess.Popen([*self.start, "cat-file", "--batch-command"], env=self.environment,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def git(self, *arguments):
        done = subprocess.run([*self.start, *arguments], env=self.environment, capture_output=True, check=False)
        return done.stdout.decode(errors="replace").strip()

    def ask(self, question, name):
        self.batch.stdin.write(f"{question} {name}\n".encode())
        self.batch.stdin.flush()
        return self.batch.stdout.readline().decode().split()

    def read(self, name, kind):
        about = self.ask("info", name)
        need(LOG_009=about[1:2] == [kind])
        need(LOG_012=int(about[2]) <= LIMITS[kind])
        need(LOG_009=len(self.ask("contents", name)) == 3)
        data = self.batch.stdout.read(int(about[2]) + 1)[:-1]
        need(LOG_010=kind == "blob" or hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest() == name)
        return data

    def tree(self, name):
        """[(mode, name, id)]"""
        data = self.read(name, "tree")
        found = re.findall(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", data, re.S)
        order = [entry + b"/" * (mode == b"40000") for mode, entry, _ in found]
        need(LOG_011=b"".join(b"%s %s\0%s" % entry for entry in found) == data and order == sorted(set(order)))
        return [(mode.decode(), entry, identity.hex()) for mode, entry, identity in found]

    def commit(self, name):
        """Tree, parents, the ids that it lists (none: a free commit), and the whole text but for a signature."""
        data = self.read(name, "commit").decode("utf-8", "surrogateescape")
        head, _, message = data.partition("\n\n")
        match = re.match(r"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author ", data)
        need(LOG_011=match and "\n\n" in data)
        listing = re.fullmatch(r"([^\n]*)\n\n((?:Record: [0-9a-f]{64}\n){1,10000})", message)
        ids = listing[2].split()[1::2] if listing else []
        subject = (r"[a-z][a-z0-9]{0,63}\.[a-z][a-z0-9-]{0,63} by [a-z][a-z0-9-]{0,63}" if len(ids) == 1 else
                   f"{len(ids)} records")
        sound = ids and len(set(ids)) == len(ids) and re.fullmatch(subject, listing[1])
        return Bag(name=name, tree=match[1], parents=match[2].split()[1::2], ids=ids if sound else [],
                   plain=re.sub(r"\ngpgsig [^\n]*(\n [^\n]*)*", "", head, count=1) + "\n\n" + message)

def fault(where, mode, identity):
    """The rule that an entry of the head's tree breaks, or None."""
    name, root, home = where[-1], len(where) == 1, where[0].decode("latin-1").lower() in HOMES
    texts = (name.decode("latin-1"), HFS_IGNORED.sub("", name.decode("utf-8", "surrogateescape")))
    taken_for = {each.split(":")[0].lower().rstrip(". ") for each in texts}
    attributes = ".gitattributes" in taken_for or re.fullmatch(rb"gitatt~[1-4]", name.lower())
    own = (b".gitattributes", "100644", hashlib.sha1(b"blob %d\0" % len(ATTRIBUTES) + ATTRIBUTES).hexdigest())
    rules = {"LOG-017": taken_for & {"", ".git", "git~1"} or re.search(rb"[/\\]", name),
             "LOG-016": mode not in ("100644", "100755", "120000", "40000"),
             "LOG-019": attributes and (home or root and (name, mode, identity) != own),
             "LOG-018": home and (not re.fullmatch(rb"[a-z0-9_-][a-z0-9._-]*", name) or root and mode != "40000"),
             "LOG-020": home and len(b"/".join(where)) > 512 or mode == "40000" and len(where) > (7 if home else 64),
             "LOG-016 ": home and mode not in ("40000", "100644")}
    return next((rule.strip() for rule, broken in rules.items() if broken), None)

class Verification:
    """What `tos verify` establishes, in the order of verdict.md, "How problems are found"."""
    def __init__(self, path, now):
        self.repository, self.log = Repository(path), Log(now)
        self.problems, self.files, self.walked, self.checked, self.records = [], {}, set(), 0, 0

    def problem(self, rule, record=""):
        self.problems.append({"rule": str(rule), "class": class_of(str(rule)), "record": record})
        return False

    def walk(self, tree, short, above=()):
        """The head's tree: problems, and the file of each listed record by the id's first 16 digits."""
        entries, home = self.repository.tree(tree), above and above[0].decode("latin-1") in HOMES
        if home and not entries:
            self.problem("LOG-011")
        for mode, name, identity in entries:
            where = (*above, name)
            rule, end = fault(where, mode, identity), re.fullmatch(r".+-([0-9a-f]{16})\.yaml", name.decode("latin-1"))
            if rule:
                self.problem(rule)
            elif mode == "40000" and (home or not above or identity not in self.walked):
                self.walked.add(identity if above and not home else None)
                self.walk(identity, short, where)
            elif mode == "100644" and home:
                if not end or end[1] not in short or end[1] in self.files:
                    self.problem("LOG-110")
                if end:
                    self.files.setdefault(end[1], (b"/".join(where).decode(), identity))

    def history(self):
        """The commits, oldest first; the one that ends the log, a merge or a free one that touches a home; its rule."""
        commits, names, before = [], [self.repository.head], []
        while names:
            commits.append(self.repository.commit(names[0]))
            names = commits[-1].parents[:1]
        for each in commits[::-1]:
            homes = [entry for entry in self.repository.tree(each.tree) if entry[1].decode("latin-1") in HOMES]
            if len(each.parents) > 1 or not each.ids and homes != before:
                return commits[::-1], each, "LOG-014" if len(each.parents) > 1 else "LOG-015"
            before = homes
        return commits[::-1], None, None

    def read(self, identity):
        """A listed record, or False."""
        try:
            need(LOG_109=identity[:16] in self.files)
            data = self.repository.read(self.files[identity[:16]][1], "blob")
            self.checked += 1
            record = read_record(data)
            self.checked -= record.id != identity
            need(LOG_114=record.id == identity)
            return record
        except Refused as refused:
            return self.problem(refused, identity)

    def accept(self, record):
        try:
            need(LOG_107=self.log.accept(record) == self.files[record.id[:16]][0])
            return True
        except Refused as refused:
            return self.problem(refused, record.id)

    def header(self, commit, records, parent):
        """What a commit of these records is, to the byte."""
        first, seconds = records[0], max(record.at for record in records) // 1000
        who = f"{first.author} <{first.author}@{self.log.handle}.tos.invalid> {seconds} +0000"
        subject = f"{first.kind.split('/')[0]} by {first.author}" if len(records) == 1 else f"{len(records)} records"
        return (f"tree {commit.tree}\n" + f"parent {parent}\n" * bool(parent)
                + f"author {who}\ncommitter {who}\n\n{subject}\n\n"
                + "".join(f"Record: {record.id}\n" for record in records))

    def judge(self):
        commits, bad, rule = self.history()
        listed = [identity for each in commits for identity in each.ids]
        self.walk(commits[-1].tree, {identity[:16] for identity in listed})
        sound, parent = True, ""
        for each in commits:
            records = [self.read(identity) for identity in each.ids]
            sound = sound and each is not bad and all(record and self.accept(record) for record in records)
            if sound and records:
                sound = each.plain == self.header(each, records, parent) or self.problem("LOG-013")
            self.records, parent = len(self.log.records) if sound else self.records, each.name
        absent = [(record.id, name) for record in self.log.records for name in record.absent]
        for broken, record in [(rule, "")] * bool(rule) + [("REC-009", record) for record, name in absent
                                                           if (record, name) not in self.log.permitted]:
            self.problem(broken, record)
        if not listed:
            self.problem("IDN-001")
        rules = {problem["rule"] for problem in self.problems}
        return {"verdict": "UNVERIFIED" if rules & {"LOG-112", "CHA-004"} else "RED" if rules else "GREEN",
                "group": self.log.group or "", "records": self.records, "signatures_checked": self.checked,
                "root": self.log.root(self.records), "commit": self.repository.head, "redacted": len(absent),
                "problems": self.problems, "decisions": self.log.decisions}

def judge(path, now=None):
    """(what is answered or None, exit code)"""
    try:
        verification = Verification(path, now or int(time.time() * 1000))
        with verification.repository.batch:
            data = verification.judge()
    except Refused as refused:
        return None, CLASSES[class_of(str(refused))][0]
    broken = {3} if data["verdict"] == "UNVERIFIED" else {problem["class"] for problem in data["problems"]}
    return data, next((code for number, (code, _) in CLASSES.items() if number in broken), 0)

def main(arguments):
    now = int(arguments[arguments.index("--now") + 1]) if "--now" in arguments else None
    data, code = judge(next(iter(arguments), "."), now)
    print(json.dumps(data, indent=2))
    return code

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
