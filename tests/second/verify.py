#!/usr/bin/env python3
"""A second opinion: judges a group's repository as docs/spec says, and shares no code with tos.

usage: verify.py [REPOSITORY] [--now MILLISECONDS]

Prints what `tos verify --json` prints as `data` (problems without prose, decisions as recounted), exits with the same
code. Needs git, ssh-keygen and PyYAML. In the order of docs/spec, from which alone it was written: classes of rules,
record form, fields, keys and signatures, a record, the rules of the log and of each kind, the repository, the verdict.
"""
import base64
import datetime
import hashlib
import heapq
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from functools import lru_cache, partial
from types import SimpleNamespace as Bag

import yaml

# ---- verdict.md: the class of each rule, 404 counted as 422, and its exit code

CLASSES = {
    403: "LOG-103 IDN-003 IDN-004 IDN-010 IDN-012 IDN-013 IDN-024 IDN-032 IDN-040 IDN-062 IDN-070 CHA-011 CHA-012 CHA-020 "
         "DEL-006 DEL-008 DEL-010 VOT-003 VOT-004 VOT-005 VOT-006 VOT-007 VOT-008 VOT-025 VOT-026 VOT-027 VOT-030 VOT-032",
    409: "LOG-102 LOG-104 LOG-105 LOG-106 LOG-113 IDN-020 IDN-021 IDN-031 IDN-051 IDN-053 IDN-061 CHA-013 DEL-007 DEL-011 "
         "DEL-012 DEL-013 DEL-014 VOT-020 VOT-021 VOT-029 VOT-041 VOT-042",
    401: "IDN-011 IDN-022", 422: "SIG-013 SIG-015",
    3: "LOG-001 LOG-002 LOG-003 LOG-004 LOG-005 LOG-006 LOG-008 LOG-112 CHA-004"}
CLASS_OF = {rule: number for number, rules in CLASSES.items() for rule in rules.split()}
EXIT = {3: 3, 401: 4, 403: 5, 409: 7, 422: 6}  # of several classes the first in this order decides


def class_of(rule):
    return CLASS_OF.get(rule, 401 if rule.startswith("SIG") else 422)


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


# ---- record-form.md: PyYAML reads, and printing must give the same bytes again

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STREAM = (yaml.StreamStartEvent, yaml.DocumentStartEvent)
BIG = 2**53 - 1
WORDS = "null true false yes no on off y n".split()
NO_CHARACTER = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef"
                          + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)) + "]")


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
        head = " " * indent + name + ":"
        if not inner or not isinstance(inner, (dict, list)):
            yield head + " " + scalar(inner, indent + 2)
            continue
        yield head
        if isinstance(inner, dict):
            yield from lines_of(inner, indent + 2)
            continue
        for item in inner:
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
            need(REC_004=re.fullmatch(r"[a-z][a-z0-9_]*", name) and name not in [*WORDS, *value] and len(value) < 256)
            value[name] = value_of(events, next(events), level + 1)
    return value


def parse(data):
    """Bytes in record form → a mapping."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        need(REC_003=False)
    need(REC_003=not NO_CHARACTER.search(text))
    try:
        events = (event for event in yaml.parse(text, Loader=LOADER) if not isinstance(event, STREAM))
        value = value_of(events, next(events))
    except (yaml.YAMLError, StopIteration):
        need(REC_004=False)
    need(REC_004=value and isinstance(value, dict) and printed(value).encode() == data)
    return value


# ---- record-form.md, types: each takes a value as parsed and answers what it means

def typed(kind, fits=lambda value: True, meaning=lambda value: value, rule="REC-007"):
    def take(value):
        need(**{"REC-006": type(value) is kind})
        need(**{rule: fits(value)})
        return meaning(value)
    return take


def shaped(pattern, rule="REC-006"):
    return typed(str, re.compile(pattern).fullmatch, rule=rule)


def integer(least, most):
    return typed(int, lambda value: least <= value <= most)


def line(least, most):
    return typed(str, lambda value: least <= len(value) <= most and "\n" not in value)


def one_of(words):
    return typed(str, words.split().__contains__)


def many(least, most, inner):
    return typed(list, lambda value: least <= len(value) <= most, lambda value: [inner(item) for item in value])


def mapping(**fields):
    """Fields in their order; a name that ends in _ may be absent, and means None then."""
    def take(value):
        need(REC_006=type(value) is dict)
        given, out = list(value), Bag()
        for name, kind in fields.items():
            present = given[:1] == [name.rstrip("_")]
            need(REC_005=present or name.endswith("_"))
            setattr(out, name.rstrip("_"), kind(value[given.pop(0)]) if present else None)
        need(REC_005=not given)
        return out
    take.texts = [name.rstrip("_") for name, kind in fields.items() if kind is text]
    return take


def instant(value):
    epoch, at = datetime.datetime(1970, 1, 1), None
    try:
        at = datetime.datetime.fromisoformat(value[:-1])
    except (TypeError, ValueError):
        pass
    need(REC_006=at and at.tzinfo is None and at >= epoch and at.isoformat(timespec="milliseconds") + "Z" == value)
    return (at - epoch) // datetime.timedelta(milliseconds=1)


def fraction(value):
    need(REC_006=type(value) is str and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?", value))
    exact = Fraction(value)
    whole, decimals = divmod(int(exact * 10**9), 10**9)
    decimal = f"{whole}.{decimals:09}".rstrip("0").rstrip(".")
    need(REC_006=value == (decimal if 10**9 % exact.denominator == 0 else str(exact)))
    return exact


DEVICES = "con prn aux nul".split() + [name + digit for name in ("com", "lpt") for digit in "0123456789"]
RESERVED = [*WORDS, *DEVICES, "tos", "anyone", "member", "group"]
handle = typed(str, lambda value: re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) and 2 <= len(value) <= 32
               and value not in RESERVED, rule="REC-011")
identifier, text = shaped("[0-9a-f]{64}"), shaped("[0-9a-f]{64}")

# ---- the fields of each kind: charter.md, identity.md, deliberation.md, voting.md, and the envelope of record.md

SHARE_OF, OPTION = one_of("cast non-abstaining eligible"), integer(1, 64)
CHARTER = mapping(
    rules=integer(1, 1000), offline_grace_hours=integer(0, 720), late_ballots_hours=integer(0, 720),
    records_per_day=integer(1, 10**6), admission=mapping(by=one_of("steward vouch decision"), vouchers=integer(1, 100)),
    recovery_threshold=integer(1, 100), certifiers=integer(0, 20), certify_within_days=integer(1, 365),
    cooling_off_hours=integer(0, 8760), challenge_days=integer(0, 365), dormant_after_days=integer(1, 3650),
    recall_petition=mapping(share=fraction, least=integer(1, 1000), within_days=integer(1, 365), pause_days=integer(0, 3650)),
    tie=one_of("again status-quo lot"),
    roles=many(1, 32, mapping(name=handle, term_days=integer(1, 3650), pause_days=integer(0, 3650),
                              records_per_day_=integer(1, 10**6))),
    decision_types=many(3, 32, mapping(name=handle, method=line(2, 32), quorum=fraction, threshold=fraction, denominator=SHARE_OF,
                                       discussion_hours=integer(0, 8760), vote_hours=integer(0, 8760))),
    permissions=many(0, 256, mapping(kind=line(3, 64), who=many(1, 8, line(2, 32)))))
COMMITMENT, PREFIX = mapping(size=integer(0, BIG), root=identifier), mapping(size=integer(1, BIG), root=identifier)
STANDING, PROVED = mapping(member=handle, decision_=identifier, reason=text), {"key": line(20, 512), "proof": typed(
    str, lambda value: len(value.encode()) <= 2048)}
BODIES = {
    "charter.founding/v1": mapping(
        name=line(3, 100), handle=line(3, 50), type=one_of("local thematic federated"),
        parent_=mapping(group=identifier, size=integer(1, BIG), root=identifier),
        founders=many(1, 100, mapping(handle=handle, key=line(20, 512), roles=many(0, 8, handle))), charter=CHARTER),
    "charter.acceptance/v1": mapping(), "charter.refusal/v1": mapping(), "charter.approval/v1": mapping(record=identifier),
    "charter.amendment/v1": mapping(decision=identifier, charter=CHARTER),
    "identity.application/v1": mapping(
        key=line(20, 512), archetype_=one_of("builder community-heart guided-contributor steady-cultivator"),
        skills=many(0, 20, line(2, 60)), statement_=text),
    "identity.admission/v1": mapping(application=identifier, decision_=identifier),
    "identity.suspension/v1": STANDING, "identity.reinstatement/v1": STANDING, "identity.leaving/v1": mapping(reason_=text),
    "identity.key-addition/v1": mapping(**PROVED, replaces_=identifier),
    "identity.key-revocation/v1": mapping(member=handle, key=identifier, compromised_from_=integer(1, BIG)),
    "identity.key-recovery/v1": mapping(member=handle, **PROVED),
    "identity.role-assignment/v1": mapping(role=handle, member=handle, term_days_=integer(1, 3650), decision_=identifier),
    "identity.role-resignation/v1": mapping(role=handle),
    "identity.recall-petition/v1": mapping(role=handle, member=handle, reason=text),
    "identity.recall/v1": mapping(role=handle, member=handle, decision=identifier),
    "identity.redaction/v1": mapping(record=identifier, texts=many(1, 16, line(1, 64)), decision_=identifier, ground=line(3, 200)),
    "identity.consent-grant/v1": mapping(scope=one_of("identity contributions visibility federation"), purpose=line(3, 200),
                                         until_=instant),
    "identity.consent-withdrawal/v1": mapping(grant=identifier),
    "deliberation.proposal/v1": mapping(
        title=line(3, 200), summary=text, text_=text, decision_type=handle, paths=many(1, 8, one_of(
            "collaborative-education social-economy common-wellbeing cooperative-technology collective-governance "
            "community-connection collaborative-media-culture common-planet")),
        test_=text, sunset_=instant, replaces_=identifier, mandate_=mapping(kind=line(3, 64), target=line(1, 128))),
    "deliberation.withdrawal/v1": mapping(proposal=identifier, reason=text),
    "deliberation.recusal/v1": mapping(proposal=identifier, reason_=text),
    "voting.poll/v1": mapping(
        proposal=identifier, options=many(0, 64, line(1, 200)), method=line(2, 32), quorum=fraction, threshold=fraction,
        denominator=SHARE_OF, opens_at=instant, closes_at=instant, late_ballots_hours=integer(0, 720), certifiers=integer(0, 20),
        sharded=typed(bool)),
    "voting.ballot/v1": mapping(
        poll=identifier, choice_=line(1, 32), approves_=many(0, 64, OPTION), ranks_=many(0, 64, mapping(option=OPTION, rank=OPTION)),
        scores_=many(0, 64, mapping(option=OPTION, score=integer(-BIG, BIG))), reason_=text),
    "voting.decision/v1": mapping(
        poll=identifier, outcome=one_of("adopted rejected no-quorum tied"), winners=many(0, 64, OPTION),
        figures=many(1, 32, mapping(name=line(2, 32), numerator=integer(0, BIG), denominator=integer(0, BIG))),
        electorate=COMMITMENT, ballots=COMMITMENT, set_aside_count=integer(0, BIG),
        set_aside=many(0, 256, mapping(ballot=identifier, reason=one_of("recused compromised-key"))))}
ENVELOPE = mapping(
    tos=integer(1, 1), kind=shaped(r"(?=.{1,64}$)[a-z]+\.[a-z-]+/v[1-9][0-9]{0,2}"), group_=identifier, author=handle, key=identifier,
    at=instant, seen_=PREFIX, idempotency_key_=shaped("[!-~]{1,64}", "REC-007"), body=typed(dict))
ENCLOSURE = mapping(salt=identifier, text=typed(str))

# ---- record.md: keys and signatures

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, NEUTRAL = -121665 * pow(121666, -1, P) % P, (0, 1)
ALGORITHMS = (b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com")
ARMOR = rb"-----BEGIN SSH SIGNATURE-----\n((?:[^\n]{70}\n)*[^\n]{1,70}\n)-----END SSH SIGNATURE-----\n"


def point_of(data):
    """32 bytes → a point of the curve, or None."""
    y = int.from_bytes(data, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or x == 0 and data[31] >> 7:
        return None
    return (x if x % 2 == data[31] >> 7 else P - x), y % P


def add(a, b):
    both = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + a[1] * b[0]) * pow(1 + both, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - both, -1, P) % P)


def times(number, point):
    half = times(number // 2, add(point, point)) if number > 1 else NEUTRAL
    return add(half, point) if number % 2 else half


@lru_cache(maxsize=None)
def has_small_order(data):
    point = point_of(data)
    return point is not None and times(8, point) == NEUTRAL


def strings(data, count, rule):
    """The first `count` strings of SSH's wire format, and what is left."""
    out = []
    for _ in range(count):
        end = 4 + int.from_bytes(data[:4], "big")
        need(**{rule: len(data) >= end})
        out.append(data[4:end])
        data = data[end:]
    return [*out, data]


def from_base64(data, rule):
    try:
        blob = base64.b64decode(data, validate=True)
    except ValueError:
        blob = b""
    need(**{rule: blob and base64.b64encode(blob) == data})
    return blob


@lru_cache(maxsize=None)
def key_of(key):
    """The id of a key as records write it."""
    algorithm, _, encoded = key.encode().partition(b" ")
    need(SIG_013=encoded)
    need(SIG_015=algorithm in ALGORITHMS)
    blob = from_base64(encoded, "SIG-013")
    name, data, *more, end = strings(blob, 3 if algorithm.startswith(b"sk") else 2, "SIG-013")
    named = all(re.fullmatch(rb"[!-~]{1,128}", application) for application in more)
    need(SIG_013=len(blob) <= 512 and name == algorithm and len(data) == 32 and not end and named)
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
    point, end = strings(blob, 2 + hardware, "SIG-003")[1::1 + hardware]
    _, numbers, flags = strings(signature, 2, "SIG-003")
    need(SIG_003=len(point) == 32 and not end and len(flags) == 5 * hardware,
         SIG_008=len(numbers) == 64 and int.from_bytes(numbers[32:], "little") < L,
         SIG_012=not hardware or flags[0] & 1, SIG_009=name == namespace.encode())
    canonical = int.from_bytes(point, "little") % 2**255 < P
    need(SIG_011=canonical and not has_small_order(point) and not has_small_order(numbers[:32]))
    with tempfile.NamedTemporaryFile() as file:
        file.write(armored)
        file.flush()
        command = ["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", file.name]
        need(SIG_011=subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0)
    return sha256(blob).hex()


# ---- record.md: the parts of a record and the order of checks

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
    record = ENVELOPE(raw)
    need(SIG_010=signer in (None, record.key))
    record.id, record.raw, record.noun = sha256(message).hex(), raw["body"], re.split("[./]", record.kind)[1]
    record.month, record.texts, record.absent = raw["at"][:7], [], []
    given = list(parse(enclosed).items()) if enclosed else []
    if record.kind in BODIES:
        record.body = BODIES[record.kind](record.raw)
        record.texts = [name for name in BODIES[record.kind].texts if name in record.raw]
    taken = [ENCLOSURE(value) for _, value in given]
    for name in record.texts:
        if given and given[0][0] == name:
            one, _ = taken.pop(0), given.pop(0)
            need(REC_008=sha256(bytes.fromhex(one.salt), one.text.encode()).hex() == record.raw[name])
        else:
            record.absent.append(name)
    need(REC_008=not given)
    return record


# ---- the log: log.md, charter.md, identity.md, deliberation.md, voting.md

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
METHODS = ("majority supermajority approval score star irv scottish-stv wigm-stv meek-stv schulze ranked-pairs debian consent "
           "consensus consensus-minus sociocratic support-points equal-shares greedy-budget quadratic-funding").split()
ACTS = {"charter.amendment/v1": "charter", "identity.admission/v1": "membership", "identity.suspension/v1": "membership",
        "identity.reinstatement/v1": "membership", "identity.role-assignment/v1": "role", "identity.recall/v1": "role",
        "identity.redaction/v1": None}
STEWARDS = "admission suspension reinstatement key-revocation key-recovery role-assignment".split()
SIZES, OPEN_TYPES = ("non-abstaining", "cast", "eligible"), ("role", "membership", "charter")


def close(thing, when):
    """Ends a term, an application or a wait for approvals, unless something else did before."""
    thing.over = when if thing.over is None else thing.over


def named(things, name):
    return next((thing for thing in things if thing.name == name), None)


class Log:
    """What the records so far amount to. The method of a kind asks its rules, yields, and then takes effect."""

    def __init__(self, now):
        self.reader, self.clock, self.timers, self.records, self.leaves = now, 0, [], [], []
        self.group = self.handle = self.charter = None
        self.members, self.keys, self.candidates, self.terms = {}, {}, {}, {}  # by handle, key, handle, (handle, role)
        self.pending, self.mandates, self.consents, self.versions, self.polls, self.short = {}, {}, {}, {}, {}, {}
        self.petitions, self.failed, self.idempotent, self.permitted, self.decisions = {}, {}, set(), set(), []

    def root(self, size):
        return tree_hash(self.leaves[:size]).hex()

    def accept(self, r):
        """Adds a record and answers its path, or refuses it; log.md, "Checks of every record"."""
        first, size = r.kind == "charter.founding/v1", len(self.records)
        need(REC_010=r.kind in BODIES, IDN_001=first == (size == 0), LOG_108=first == (r.group is None) == (r.seen is None),
             LOG_101=first or r.group == self.group, LOG_104=r.at <= self.reader + 5 * MINUTE)
        need(LOG_103=first or r.at >= self.clock - self.charter.offline_grace_hours * HOUR, LOG_105=r.id[:16] not in self.short,
             LOG_102=first or r.seen.size <= size and self.root(r.seen.size) == r.seen.root)
        need(LOG_111=first or r.at >= self.records[r.seen.size - 1].now - 5 * MINUTE,
             LOG_106=(r.author, r.idempotency_key) not in self.idempotent)
        r.position, r.clock, r.now = size + 1, self.clock, max(self.clock, r.at)
        while self.timers and self.timers[0][0] <= r.now:
            due, _, _, fire = heapq.heappop(self.timers)
            fire(due)
        answer, founders = r.noun in ("acceptance", "refusal"), [x for x in self.candidates.values() if x.application is None]
        need(IDN_003=first or answer or 2 * sum(x.handle in self.members for x in founders) > len(founders))
        needed, who, until = (1, "member", None) if first or answer or r.noun == "application" else self.authority(r)
        act = getattr(self, "on_" + r.noun.replace("-", "_"))(r)
        next(act)
        path = f"{self.folder(r)}/{r.noun}-{r.id[:16]}.yaml"
        if needed > 1:
            self.wait(r, getattr(self, "on_" + r.noun.replace("-", "_")), needed, who, [r.author], until)
        else:
            next(act, None)
        if r.author in self.members:
            m = self.members[r.author]
            m.last, m.used, m.day = r.now, m.used * (m.day == r.now // DAY) + 1, r.now // DAY
        self.clock = r.now
        self.records.append(r)
        self.leaves.append(sha256(b"\0", bytes.fromhex(r.id)))
        self.short[r.id[:16]] = r
        self.idempotent |= {(r.author, r.idempotency_key)} if r.idempotency_key else set()
        return path

    def folder(self, r):
        b, poll = r.body, self.polls.get(getattr(r.body, "poll", None))
        proposal = getattr(b, "replaces" if r.noun == "proposal" else "proposal", None)
        if poll:
            ballots = "/ballots" * (r.noun == "ballot") + f"/{r.id[:2]}" * (r.noun == "ballot" and poll.sharded)
            return poll.chain.folder + ballots
        if proposal in self.versions:
            return self.versions[proposal].chain.folder
        if r.noun == "proposal":
            slug = re.sub(r"[^a-z0-9]+", "-", re.sub("[A-Z]", lambda found: found[0].lower(), b.title)).strip("-")[:40].rstrip("-")
            return f"proposals/{r.month}/{slug or 'proposal'}-{r.id[:16]}"
        if r.kind.startswith("charter."):
            return "charter"
        return f"members/{self.applicant(b.application).handle if r.noun == 'admission' else getattr(b, 'member', r.author)}"

    # who may: members, keys, quotas, roles, decisions, approvals

    def active(self):
        return [m for m in self.members.values() if m.status == "active"]

    def member(self, name):
        need(IDN_030=name in self.members)
        return self.members[name]

    def holds(self, name, role):
        return (name, role) in self.terms and self.terms[name, role].over is None

    def authority(self, r):
        """(persons needed, the role whose holders count or "member", until when)"""
        b, m, key, charter = r.body, self.members.get(r.author), self.keys.get(r.key), self.charter
        need(IDN_010=m, IDN_011=key and key.member == r.author and key.valid)
        limits = [role.records_per_day or 0 for role in charter.roles if self.holds(r.author, role.name)]
        need(IDN_010=m.status == "active", IDN_013=m.day != r.now // DAY or m.used < max([charter.records_per_day, *limits]))
        about = self.versions.get(b.proposal).type if r.noun == "poll" and b.proposal in self.versions else None
        who = next((entry.who for entry in charter.permissions if entry.kind == r.kind), ["steward" if r.noun in STEWARDS else "member"])
        if r.noun in ("ballot", "decision", "recusal") or getattr(b, "decision", None) or (
                b.decision_type if r.noun == "proposal" else about) in OPEN_TYPES:
            return 1, "member", None
        if r.noun == "admission" and charter.admission.by == "vouch":
            return charter.admission.vouchers, "member", None
        if r.noun == "recall-petition":
            share, terms = charter.recall_petition.share, charter.recall_petition
            return max(terms.least, -(-len(self.active()) * share // 1)), "member", r.now + terms.within_days * DAY
        if r.noun in ("key-revocation", "key-recovery"):
            if r.noun == "key-revocation" and b.member == r.author and b.key in self.keys and self.outranks(r, self.keys[b.key]):
                return 1, "member", None
            if self.holds(r.author, "steward"):
                return charter.recovery_threshold, "steward", None
            who = ["steward"]
        if any(role in ("member", "party") or self.holds(r.author, role) for role in who):
            return 1, "member", None
        need(IDN_012=not any(self.holds(x.handle, role) for x in self.active() for role in who))
        return min(3, len(self.active())), "member", None

    def wait(self, r, act, needed, who, agreed, until=None):
        wait = self.pending[r.id] = Bag(r=r, act=act, needed=needed, who=who, agreed=agreed, over=None)
        if until is not None:
            heapq.heappush(self.timers, (until, r.position, 90, partial(close, wait)))

    def on_approval(self, r):
        wait = self.pending.get(r.body.record)
        need(IDN_060=wait and wait.over is None)
        need(IDN_062=wait.who == "member" or self.holds(r.author, wait.who), IDN_061=r.author not in wait.agreed)
        reached = len(wait.agreed) + 1 >= wait.needed
        act = wait.act(Bag(**{**vars(wait.r), "position": r.position, "now": r.now, "clock": r.clock})) if reached else iter(())
        next(act, None)
        yield
        wait.agreed.append(r.author)
        wait.over = r.now if reached else None
        next(act, None)

    def mandate(self, r, target):
        """Whether the decision that the record names, if it names one, permits it; what follows uses it up."""
        if r.body.decision:
            mandate = self.mandates.get(r.body.decision)
            need(CHA_010=mandate)
            need(CHA_012=(mandate.kind, mandate.target) == (r.kind, target),
                 CHA_011=mandate.adopted and mandate.force is not None and mandate.force <= r.now, CHA_013=not mandate.used)
        yield
        if r.body.decision:
            mandate.used = True

    def check_charter(self, charter):
        types, lists = [kind.name for kind in charter.decision_types], (charter.roles, charter.decision_types)
        names = [[each.name for each in things] for things in lists] + [[each.kind for each in charter.permissions]]
        need(CHA_004=charter.rules == 1, CHA_001=all(len(set(each)) == len(each) for each in names),
             CHA_002=set(OPEN_TYPES) <= set(types), CHA_003=charter.recall_petition.share <= 1 and all(
                 kind.method in METHODS and max(kind.quorum, kind.threshold) <= 1 for kind in charter.decision_types))

    # charter and identity

    def on_founding(self, r):
        b, roles = r.body, {role.name for role in r.body.charter.roles}
        need(REC_011=re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", b.handle))
        self.check_charter(b.charter)
        pairs = [(founder.handle, key_of(founder.key)) for founder in b.founders]
        need(IDN_002=all(len(set(each)) == len(pairs) for each in zip(*pairs)),
             IDN_050=all(set(founder.roles) <= roles for founder in b.founders), IDN_001=(r.author, r.key) in pairs)
        yield
        self.group, self.handle, self.charter = r.id, b.handle, b.charter
        for founder, (name, key) in zip(b.founders, pairs):
            self.candidates[name] = Bag(handle=name, key=key, application=None, roles=founder.roles, over=None)
        self.enrol(r, self.candidates[r.author])

    def enrol(self, r, x):
        x.over, self.members[x.handle] = r.now, Bag(handle=x.handle, status="active", last=r.now, day=0, used=0)
        self.keys[x.key] = Bag(member=x.handle, start=r.position, valid=True, suspect=None)
        for index, role in enumerate(x.roles):
            self.begin_term(r, x.handle, named(self.charter.roles, role), None, index)

    def begin_term(self, r, name, role, days, index=0):
        term = self.terms[name, role.name] = Bag(over=None)
        heapq.heappush(self.timers, (r.now + (days or role.term_days) * DAY, r.position, index, partial(close, term)))

    def on_acceptance(self, r):
        x = self.candidates.get(r.author)
        need(IDN_004=x and x.application is None and x.over is None and x.key == r.key)
        yield
        x.over = r.now
        if r.noun == "acceptance":
            self.enrol(r, x)

    on_refusal = on_acceptance

    def on_application(self, r):
        x = self.candidates.get(r.author)
        need(IDN_020=not x or x.application and x.over is not None and r.author not in self.members)
        need(IDN_022=key_of(r.body.key) == r.key, IDN_021=self.is_free(r.key))
        yield
        x = self.candidates[r.author] = Bag(handle=r.author, key=r.key, application=r.id, roles=[], over=None)
        heapq.heappush(self.timers, (r.now + 30 * DAY, r.position, 0, partial(close, x)))

    def applicant(self, application):
        return next((x for x in self.candidates.values() if x.application == application), None)

    def on_admission(self, r):
        x = self.applicant(r.body.application)
        need(IDN_023=x and x.over is None, IDN_024=r.body.decision or self.charter.admission.by != "decision")
        yield from self.mandate(r, x.handle)
        self.enrol(r, x)

    def on_suspension(self, r):
        b, m, before = r.body, self.member(r.body.member), {"suspension": "active", "reinstatement": "suspended"}
        voting = any(not poll.decided and m.handle in poll.active for poll in self.polls.values())
        need(IDN_031=m.status == before[r.noun], IDN_032=b.decision or r.noun == "reinstatement" or not voting)
        yield from self.mandate(r, m.handle)
        m.status = "suspended" if r.noun == "suspension" else "active"

    on_reinstatement = on_suspension

    def on_leaving(self, r):
        yield
        self.members[r.author].status = "left"
        for (name, _), term in self.terms.items():
            if name == r.author:
                close(term, r.now)

    def is_free(self, key):
        return key not in self.keys and all(x.key != key or x.over is not None for x in self.candidates.values())

    def new_key(self, r, name):
        """Enrols the key that the record brings; a generator, as the kinds are."""
        key, proved = key_of(r.body.key), False
        need(IDN_021=self.is_free(key))
        try:
            proved = signer_of(r.body.proof.encode(), f"{self.group} {name} {key}\n".encode(), "tos.key.v1") == key
        except Refused:
            pass
        need(IDN_022=proved)
        yield
        self.keys[key] = Bag(member=name, start=r.position, valid=True, suspect=None)

    def outranks(self, r, key):
        """Whether the key that signed may revoke this one alone."""
        own = self.keys[r.key]
        return own is key or own.member == key.member and own.start < key.start

    def valid_key(self, name, key):
        need(IDN_041=key in self.keys and self.keys[key].member == name and self.keys[key].valid)
        return self.keys[key]

    def on_key_addition(self, r):
        enrolment = self.new_key(r, r.author)
        next(enrolment)
        old = self.valid_key(r.author, r.body.replaces) if r.body.replaces else None
        need(IDN_040=not old or self.outranks(r, old))
        yield
        next(enrolment, None)
        if old:
            old.valid = False

    def on_key_revocation(self, r):
        b, m = r.body, self.member(r.body.member)
        key = self.valid_key(m.handle, b.key)
        need(IDN_042=b.compromised_from is None or key.start <= b.compromised_from < r.position,
             IDN_040=r.author != m.handle or self.outranks(r, key) or self.holds(r.author, "steward"))
        yield
        key.valid, key.suspect = False, b.compromised_from

    def on_key_recovery(self, r):
        need(IDN_031=self.member(r.body.member).status != "left")
        enrolment = self.new_key(r, r.body.member)
        yield next(enrolment)
        for key in self.keys.values():
            key.valid = key.valid and key.member != r.body.member
        next(enrolment, None)

    def on_role_assignment(self, r):
        b, role = r.body, named(self.charter.roles, r.body.role)
        need(IDN_050=role)
        last = self.terms.get((b.member, b.role))
        need(IDN_031=self.member(b.member).status == "active", IDN_054=(b.term_days or 1) <= role.term_days,
             IDN_051=not last or last.over is not None and r.now >= last.over + role.pause_days * DAY)
        yield from self.mandate(r, f"{b.member}/{b.role}")
        self.begin_term(r, b.member, role, b.term_days)

    def on_recall(self, r):
        """What ends a term, or asks for its end: resignation, petition, recall."""
        name, role = getattr(r.body, "member", r.author), r.body.role
        target, asks = f"{name}/{role}", r.noun == "recall-petition"
        failed, pause = self.failed.get(("identity.recall/v1", target)), self.charter.recall_petition.pause_days * DAY
        need(IDN_030=name in self.members, IDN_052=self.holds(name, role), IDN_053=not asks or failed is None or r.now >= failed + pause)
        yield from self.mandate(r, target) if r.noun == "recall" else [None]
        if asks:
            self.petitions[target] = r.now
        else:
            close(self.terms[name, role], r.now)

    on_role_resignation = on_recall_petition = on_recall

    def on_redaction(self, r):
        record = self.short.get(r.body.record[:16])
        need(IDN_071=record and record.id == r.body.record and set(r.body.texts) <= set(record.texts))
        need(IDN_070=r.body.decision or record.author == r.author)
        yield from self.mandate(r, record.id)
        self.permitted |= {(record.id, name) for name in r.body.texts}

    def on_consent_grant(self, r):
        yield
        self.consents[r.id] = r.author

    def on_consent_withdrawal(self, r):
        need(IDN_080=self.consents.get(r.body.grant) == r.author)
        yield
        del self.consents[r.body.grant]

    def on_amendment(self, r):
        self.check_charter(r.body.charter)
        digest, mandate = sha256(printed(r.raw["charter"]).encode()).hex(), self.mandates.get(r.body.decision)
        need(CHA_020=not mandate or mandate.kind != r.kind or mandate.target == digest)
        yield from self.mandate(r, digest)
        self.charter = r.body.charter

    # deliberation and voting

    def version(self, name):
        need(DEL_009=name in self.versions)
        return self.versions[name]

    def on_proposal(self, r):
        b, act = r.body, r.body.mandate or Bag(kind="identity.redaction/v1", target="")
        need(DEL_001=named(self.charter.decision_types, b.decision_type), DEL_002=len(set(b.paths)) == len(b.paths),
             DEL_003=b.sunset is None or b.sunset > r.at, DEL_004=act.kind in ACTS)
        petition, failed = self.petitions.get(act.target, -1), self.failed.get((act.kind, act.target), -1)
        need(DEL_005=ACTS[act.kind] in (None, b.decision_type), DEL_006=act.kind != "identity.recall/v1" or petition > failed)
        chain = self.version(b.replaces).chain if b.replaces else Bag(
            state="open", newest=None, authors=[r.author], folder=self.folder(r), poll=None, missed=0, recused=[])
        roles = next((entry.who for entry in self.charter.permissions if entry.kind == r.kind), [])
        need(DEL_007=chain.state == "open" and chain.newest == b.replaces,
             DEL_008=r.author in chain.authors or any(self.holds(r.author, role) for role in roles))
        yield
        chain.newest, chain.authors = r.id, [*chain.authors, r.author]
        self.versions[r.id] = Bag(chain=chain, type=b.decision_type, logged=r.now, act=b.mandate)

    def on_withdrawal(self, r):
        chain = self.version(r.body.proposal).chain
        need(DEL_010=r.author in chain.authors, DEL_011=chain.state == "open", DEL_012=chain.newest == r.body.proposal,
             DEL_013=not chain.poll)
        yield
        chain.state = "withdrawn"

    def on_recusal(self, r):
        chain = self.version(r.body.proposal).chain
        need(DEL_011=chain.state == "open", DEL_014=r.author not in chain.recused)
        yield
        chain.recused.append(r.author)

    def on_poll(self, r):
        b = r.body
        need(VOT_022=b.method in METHODS[:2], VOT_023=not b.options, VOT_024=max(b.quorum, b.threshold) <= 1)
        version, terms = self.version(b.proposal), self.charter
        chain, kind, voters = version.chain, named(terms.decision_types, version.type), self.active()
        need(VOT_020=chain.state == "open" and chain.newest == b.proposal, VOT_021=not chain.poll)
        need(VOT_020=kind)
        asked, least = [[of.quorum, (of.threshold, of.method == "majority"), SIZES.index(of.denominator), who.certifiers]
                        for of, who in ((b, b), (kind, terms))]
        electors = {m.handle for m in voters if m.last >= r.now - terms.dormant_after_days * DAY or m.handle == r.author}
        need(VOT_025=kind.method in METHODS[:2] and all(ours >= theirs for ours, theirs in zip(asked, least)),
             VOT_030=b.late_ballots_hours >= terms.late_ballots_hours, VOT_032=asked == least or r.author in chain.authors,
             VOT_028=r.at <= b.opens_at <= r.at + 365 * DAY and b.opens_at < b.closes_at <= b.opens_at + 365 * DAY,
             VOT_026=b.opens_at >= version.logged + kind.discussion_hours * HOUR,
             VOT_027=b.closes_at >= b.opens_at + kind.vote_hours * HOUR, VOT_029=b.closes_at >= r.now + kind.vote_hours * HOUR // 2,
             VOT_031=b.sharded == (len(electors) > 1000))
        yield
        chain.poll = self.polls[r.id] = Bag(**vars(b), id=r.id, version=version, chain=chain, terms=terms, electors=electors,
                                            active={m.handle for m in voters}, ballots=[], decided=False,
                                            last=b.closes_at + b.late_ballots_hours * HOUR)

    def on_ballot(self, r):
        b, poll = r.body, self.polls.get(r.body.poll)
        need(VOT_001=poll)
        need(VOT_002=b.choice in ("yes", "no", "abstain") and (b.approves, b.ranks, b.scores) == (None, None, None),
             VOT_003=r.at >= poll.opens_at, VOT_004=r.at <= poll.closes_at, VOT_005=r.clock <= poll.last,
             VOT_006=r.author in poll.active, VOT_007=r.author not in poll.chain.recused, VOT_008=r.author in poll.electors)
        yield
        poll.ballots.append(r)

    def recount(self, poll):
        """The body of the poll's decision."""
        aside, counted, electors = [], {}, sorted(poll.electors.difference(poll.chain.recused))
        for ballot in sorted(poll.ballots, key=lambda each: (each.author, each.at, each.id)):
            suspect, recused = self.keys[ballot.key].suspect, ballot.author in poll.chain.recused
            if recused or suspect is not None and ballot.position >= suspect:
                aside.append({"ballot": ballot.id, "reason": "recused" if recused else "compromised-key"})
            else:
                counted[ballot.author] = ballot
        choices = [ballot.body.choice for ballot in counted.values()]
        yes, no, cast, size = choices.count("yes"), choices.count("no"), len(choices), len(electors)
        whole = {"cast": cast, "non-abstaining": yes + no, "eligible": size}[poll.denominator]
        margin, majority = yes * poll.threshold.denominator - whole * poll.threshold.numerator, poll.method == "majority"
        outcome = "rejected"
        if cast < size * poll.quorum or not size and poll.quorum > 0:
            outcome = "no-quorum"
        elif yes and (margin > 0 or margin == 0 and not majority):
            outcome = "adopted"
        elif poll.terms.tie == "again" and majority and yes == no and yes and margin >= 0:
            outcome = "tied"
        figures = [("turnout", cast, size), ("quorum", *poll.quorum.as_integer_ratio()), ("yes", yes, whole), ("no", no, whole),
                   ("abstain", cast - yes - no, cast), ("threshold", *poll.threshold.as_integer_ratio())]
        return {"poll": poll.id, "outcome": outcome, "winners": [],
                "figures": [dict(zip(("name", "numerator", "denominator"), figure)) for figure in figures],
                "electorate": {"size": size, "root": root_of([name.encode() for name in electors])},
                "ballots": {"size": cast, "root": root_of([bytes.fromhex(ballot.id) for ballot in counted.values()])},
                "set_aside_count": len(aside), "set_aside": aside if len(aside) <= 256 else []}

    def on_decision(self, r):
        poll, outcome = self.polls.get(r.body.poll), r.body.outcome
        need(VOT_040=poll)
        need(VOT_041=not poll.decided, VOT_042=r.at > poll.last)
        need(VOT_043=self.recount(poll) == r.raw)
        yield
        chain, act, terms = poll.chain, poll.version.act, poll.terms
        poll.decided, chain.poll = True, None
        decided = outcome in ("adopted", "rejected") or outcome == "no-quorum" and chain.missed
        chain.missed += outcome == "no-quorum"
        chain.state = "decided" if decided else chain.state
        mandate = Bag(adopted=outcome == "adopted", force=None, used=False, certified=not poll.certifiers,
                      cooled=r.now + terms.cooling_off_hours * HOUR, limit=r.now + terms.certify_within_days * DAY)
        if decided and act:
            self.mandates[r.id] = Bag(**vars(mandate), **vars(act))
        self.decisions.append({"id": r.id, "method": poll.method, **{name: r.raw[name] for name in ("outcome", "winners", "figures")}})
        force = self.mandates.get(r.id, mandate)

        def take_force(when):
            if force.force is None and when >= force.cooled and (force.certified or when >= force.limit):
                force.force = when

        def certify(approval):
            yield
            force.certified = True
            take_force(approval.now)

        take_force(r.now)
        if force.force is None and force.cooled > r.now:
            heapq.heappush(self.timers, (force.cooled, r.position, 0, take_force))
        if force.force is None and poll.certifiers:
            heapq.heappush(self.timers, (force.limit, r.position, 1, take_force))
            self.wait(r, certify, poll.certifiers, "member", [])
        if decided and act and outcome != "adopted":
            self.failed[act.kind, act.target] = r.now


# ---- log.md: the repository, its commits and its trees

HOMES = "charter community initiatives ledger members peers proposals resources".split()
LIMITS = {"commit": 1 << 20, "tree": 64 << 20, "blob": 1 << 20}
ATTRIBUTES = b"* -text -filter -ident -export-subst\n"
HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


class Repository:
    """Git's objects, each checked against its name; refuses a repository that cannot be judged."""

    def __init__(self, path):
        self.start = ["git", "-c", "safe.directory=*", "-C", path]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_NO_REPLACE_OBJECTS="1")
        common, config = self.git("rev-parse", "--git-common-dir"), self.git("config", "--list").lower()
        need(LOG_001=common)
        files = [os.path.join(path, common, name) for name in ("shallow", "info/grafts")]
        shallow, grafts = (os.path.exists(file) and os.path.getsize(file) for file in files)
        need(LOG_002=not shallow, LOG_004=not grafts, LOG_006="extensions.objectformat=sha256" not in config,
             LOG_003=not re.search(r"^(extensions\.partialclone=.*|remote\..*\.promisor=true)$", config, re.M),
             LOG_005=not self.git("for-each-ref", "refs/replace/"))
        self.head = self.git("rev-parse", "--verify", "-q", "refs/heads/main^{commit}")
        need(LOG_008=self.head)
        self.batch = subprocess.Popen([*self.start, "cat-file", "--batch-command"], env=self.environment, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

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
        need(LOG_012=int(about[2]) <= LIMITS[kind], LOG_009=len(self.ask("contents", name)) == 3)
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
        """Its tree, parents and message, and the whole text but for a signature."""
        data = self.read(name, "commit").decode("utf-8", "surrogateescape")
        head, _, message = data.partition("\n\n")
        match = re.match(r"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author ", data)
        need(LOG_011=match and "\n\n" in data)
        plain = re.sub(r"\ngpgsig [^\n]*(\n [^\n]*)*", "", head, count=1) + "\n\n" + message
        return Bag(name=name, tree=match[1], parents=match[2].split()[1::2], ids=listed_records(message), plain=plain)


def listed_records(message):
    """The ids that a record commit lists; none for a free commit."""
    match = re.fullmatch(r"([^\n]*)\n\n((?:Record: [0-9a-f]{64}\n){1,10000})", message)
    ids = match[2].split()[1::2] if match else []
    subject = r"[a-z][a-z0-9]{0,63}\.[a-z][a-z0-9-]{0,63} by [a-z][a-z0-9-]{0,63}" if len(ids) == 1 else f"{len(ids)} records"
    return ids if match and re.fullmatch(subject, match[1]) and len(set(ids)) == len(ids) else []


def folded(name):
    """The names that some file system may take this one for."""
    texts = (name.decode("latin-1"), HFS_IGNORED.sub("", name.decode("utf-8", "surrogateescape")))
    return {each.split(":")[0].lower().rstrip(". ") for each in texts}


def fault(where, mode, identity):
    """The rule that an entry of the head's tree breaks, or None."""
    name, root, home = where[-1], len(where) == 1, where[0].decode("latin-1").lower() in HOMES
    if folded(name) & {"", ".git", "git~1"} or re.search(rb"[/\\]", name):
        return "LOG-017"
    if mode not in ("100644", "100755", "120000", "40000"):
        return "LOG-016"
    if ".gitattributes" in folded(name) or re.fullmatch(rb"gitatt~[1-4]", name.lower()):
        blob = hashlib.sha1(b"blob %d\0" % len(ATTRIBUTES) + ATTRIBUTES).hexdigest()
        return "LOG-019" if home or root and (name, mode, identity) != (b".gitattributes", "100644", blob) else None
    if home and (not re.fullmatch(rb"[a-z0-9_-][a-z0-9._-]*", name) or root and mode != "40000"):
        return "LOG-018"
    if len(b"/".join(where)) > 512 and home or mode == "40000" and len(where) > (7 if home else 64):
        return "LOG-020"
    return "LOG-016" if home and mode not in ("40000", "100644") else None


class Verification:
    """What `tos verify` establishes, in the order of verdict.md, "How problems are found"."""

    def __init__(self, path, now):
        self.repository, self.log = Repository(path), Log(now)
        self.problems, self.files, self.walked, self.checked, self.records = [], {}, set(), 0, 0

    def problem(self, rule, record=""):
        self.problems.append({"rule": str(rule), "class": class_of(str(rule)), "record": record})

    def walk(self, tree, short, above=()):
        entries, home = self.repository.tree(tree), above and above[0].decode("latin-1") in HOMES
        if home and not entries:
            self.problem("LOG-011")
        for mode, name, identity in entries:
            where = (*above, name)
            rule = fault(where, mode, identity)
            if rule:
                self.problem(rule)
            elif mode == "40000" and (home or not above or identity not in self.walked):
                self.walked |= {identity} if above and not home else set()
                self.walk(identity, short, where)
            elif mode == "100644" and home:
                end = re.fullmatch(rb".+-([0-9a-f]{16})\.yaml", name)
                if not end or end[1].decode() not in short or end[1].decode() in self.files:
                    self.problem("LOG-110")
                if end:
                    self.files.setdefault(end[1].decode(), (b"/".join(where).decode(), identity))

    def history(self):
        """The commits, oldest first, and the first that ends the log: a merge, or a free commit that touches the homes."""
        commits, names, before = [], [self.repository.head], []
        while names:
            commits.insert(0, self.repository.commit(names[0]))
            names = commits[0].parents[:1]
        for each in commits:
            homes = [entry for entry in self.repository.tree(each.tree) if entry[1].decode("latin-1") in HOMES]
            if len(each.parents) > 1 or not each.ids and homes != before:
                return commits, each, "LOG-014" if len(each.parents) > 1 else "LOG-015"
            before = homes
        return commits, None, None

    def read(self, identity):
        """A listed record, or None and its problem."""
        checked = False
        try:
            need(LOG_109=identity[:16] in self.files)
            data = self.repository.read(self.files[identity[:16]][1], "blob")
            record, checked = None, True
            record = read_record(data)
            checked = record.id == identity
            need(LOG_114=checked)
            return record
        except Refused as refused:
            self.problem(refused, identity)
        finally:
            self.checked += checked
        return None

    def admit(self, record):
        try:
            need(LOG_107=self.log.accept(record) == self.files[record.id[:16]][0])
        except Refused as refused:
            self.problem(refused, record.id)
            return False
        return True

    def header(self, commit, records, parent):
        """What a commit of these records must be, to the byte."""
        first, seconds = records[0], max(record.at for record in records) // 1000
        who = f"{first.author} <{first.author}@{self.log.handle}.tos.invalid> {seconds} +0000"
        subject = f"{first.kind.split('/')[0]} by {first.author}" if len(records) == 1 else f"{len(records)} records"
        return (f"tree {commit.tree}\n" + f"parent {parent}\n" * bool(parent) + f"author {who}\ncommitter {who}\n\n{subject}\n\n"
                + "".join(f"Record: {record.id}\n" for record in records))

    def judge(self):
        commits, bad, rule = self.history()
        listed = [identity for each in commits for identity in each.ids]
        self.walk(commits[-1].tree, {identity[:16] for identity in listed})
        sound, parent = True, ""
        for each in commits:
            records = [self.read(identity) for identity in each.ids]
            sound = sound and each is not bad and all(record and self.admit(record) for record in records)
            if sound and records and each.plain != self.header(each, records, parent):
                self.problem("LOG-013")
                sound = False
            self.records, parent = len(self.log.records) if sound else self.records, each.name
        if rule:
            self.problem(rule)
        for record in self.log.records:
            for name in record.absent:
                if (record.id, name) not in self.log.permitted:
                    self.problem("REC-009", record.id)
        if not listed:
            self.problem("IDN-001")
        rules = {problem["rule"] for problem in self.problems}
        return {"verdict": "UNVERIFIED" if rules & {"LOG-112", "CHA-004"} else "RED" if rules else "GREEN",
                "group": self.log.group or "", "records": self.records, "signatures_checked": self.checked,
                "root": self.log.root(self.records), "commit": self.repository.head,
                "redacted": sum(len(record.absent) for record in self.log.records), "problems": self.problems,
                "decisions": self.log.decisions}


def judge(path, now=None):
    """(what is answered or None, exit code)"""
    try:
        verification = Verification(path, now or int(time.time() * 1000))
        with verification.repository.batch:
            data = verification.judge()
    except Refused as refused:
        return None, EXIT[class_of(str(refused))]
    codes = [3] if data["verdict"] == "UNVERIFIED" else [EXIT[problem["class"]] for problem in data["problems"]]
    return data, min(codes, key=list(EXIT.values()).index, default=0)


def main(arguments):
    now = int(arguments[arguments.index("--now") + 1]) if "--now" in arguments else None
    data, code = judge(next(iter(arguments), "."), now)
    print(json.dumps(data, indent=2))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
