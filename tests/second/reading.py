"""Records for the second opinion: form, fields, keys, signatures. Written from docs/spec/record-form.md and record.md."""
import base64
import datetime
import hashlib
import re
import struct
import subprocess
import tempfile
from fractions import Fraction
from types import SimpleNamespace as Bag

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BIG = 2**53 - 1
CLASSES = {  # docs/spec/verdict.md; 404 counts as 422
    401: "SIG IDN-011 IDN-022",
    403: "LOG-103 IDN-003 IDN-004 IDN-010 IDN-012 IDN-013 IDN-024 IDN-032 IDN-040 IDN-062 IDN-070 CHA-011 CHA-012 CHA-020 DEL-006 "
         "DEL-008 DEL-010 VOT-003 VOT-004 VOT-005 VOT-006 VOT-007 VOT-008 VOT-025 VOT-026 VOT-027 VOT-030 VOT-032",
    409: "LOG-102 LOG-104 LOG-105 LOG-106 LOG-113 IDN-020 IDN-021 IDN-031 IDN-051 IDN-053 IDN-061 CHA-013 DEL-007 DEL-011 DEL-012 "
         "DEL-013 DEL-014 VOT-020 VOT-021 VOT-029 VOT-041 VOT-042",
    3: "LOG-001 LOG-002 LOG-003 LOG-004 LOG-005 LOG-006 LOG-008 LOG-112 CHA-004"}
CLASS_OF = {rule: number for number, rules in CLASSES.items() for rule in rules.split()}


class Refused(Exception):
    pass


def refuse(rule):
    raise Refused(rule)


def need(condition, rule):
    if not condition:
        raise Refused(rule)


def class_of(rule):
    default = 401 if rule.startswith("SIG") and rule not in ("SIG-013", "SIG-015") else 422
    return CLASS_OF.get(rule, default)


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


# ---- record form

WORDS = "null true false yes no on off y n".split()
KEY = re.compile(r"[a-z][a-z0-9_]*")
INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")
BAD_CHARACTER = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef"
                           + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)) + "]")


def style(text):
    if re.fullmatch(r"[a-z][a-z0-9_./-]*", text) and text not in WORDS:
        return "plain"
    if re.fullmatch(r"[0-9][0-9a-f]{31}|[0-9][0-9a-f]{63}", text) and re.search("[abcdf]", text) and not re.fullmatch("0b[01]+", text):
        return "plain"
    block = len(text) > 1 and text.endswith("\n") and not text.endswith("\n\n") and text[0] not in " \n"
    return "block" if block and " \n" not in text and "\t" not in text else "quoted"


def write_scalar(value, indent):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    how = style(value)
    if how == "plain":
        return value
    if how == "block":
        return "|\n" + "\n".join(" " * indent + line if line else "" for line in value[:-1].split("\n"))
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        value = value.replace(plain, escaped)
    return f'"{value}"'


def write(value, indent=0):
    """The lines of a non-empty mapping in record form."""
    out = []
    for key, inner in value.items():
        out.append(" " * indent + key + ":")
        if isinstance(inner, dict) and inner:
            out += write(inner, indent + 2)
        elif isinstance(inner, list) and inner:
            for item in inner:
                if isinstance(item, dict) and item:
                    lines = write(item, indent + 4)
                    out += [" " * (indent + 2) + "- " + lines[0][indent + 4:], *lines[1:]]
                elif isinstance(item, list) and item:
                    refuse("REC-004")
                else:
                    out.append(" " * (indent + 2) + "- " + (empty(item) or write_scalar(item, indent + 4)))
        else:
            out[-1] += " " + (empty(inner) or write_scalar(inner, indent + 2))
    return out


def empty(value):
    return "{}" if value == {} and isinstance(value, dict) else "[]" if value == [] and isinstance(value, list) else ""


def printed(value):
    return "\n".join(write(value)) + "\n"


def scalar_of(event):
    if event.implicit[0] and event.style in (None, ""):
        if event.value in ("true", "false"):
            return event.value == "true"
        if INTEGER.fullmatch(event.value) and abs(int(event.value)) <= BIG:
            return int(event.value)
    return event.value


def parse(data):
    """Bytes in record form → mappings, lists, integers, booleans, strings."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        refuse("REC-003")
    need(not BAD_CHARACTER.search(text), "REC-003")
    root, stack, keys = [], [], []
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                refuse("REC-004")
            if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                value = stack.pop()
                keys.pop()
                continue
            if isinstance(event, yaml.ScalarEvent):
                value = scalar_of(event)
                if stack and isinstance(stack[-1], dict) and keys[-1] is None:
                    need(KEY.fullmatch(event.value) and event.value not in WORDS and event.value not in stack[-1]
                         and len(stack[-1]) < 256, "REC-004")
                    keys[-1] = event.value
                    continue
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
            else:
                continue
            if not stack:
                root.append(value)
            elif isinstance(stack[-1], list):
                stack[-1].append(value)
            else:
                need(keys[-1] is not None, "REC-004")
                stack[-1][keys[-1]] = value
                keys[-1] = None
            if isinstance(value, (dict, list)):
                stack.append(value)
                keys.append(None)
                need(len(stack) <= 17, "REC-004")
    except yaml.YAMLError:
        refuse("REC-004")
    need(len(root) == 1 and isinstance(root[0], dict) and root[0] and depth_of(root[0]) <= 16, "REC-004")
    need(printed(root[0]).encode() == data, "REC-004")
    return root[0]


def depth_of(value):
    if not isinstance(value, (dict, list)) or not value:
        return 0
    return 1 + max(depth_of(inner) for inner in (value.values() if isinstance(value, dict) else value))


# ---- types of fields: each takes a parsed value and answers what it means

def typed(kind, check, convert=lambda value: value):
    def take(value):
        need(type(value) is kind, "REC-006")
        result = check(value)
        need(result is not False, "REC-007")
        return convert(value)
    return take


def integer(least, most):
    return typed(int, lambda value: least <= value <= most)


def line(least, most):
    return typed(str, lambda value: least <= len(value) <= most and "\n" not in value)


def lines(most):
    return typed(str, lambda value: len(value.encode()) <= most)


def one_of(words):
    return typed(str, lambda value: value in words.split())


def many(least, most, inner):
    return typed(list, lambda value: least <= len(value) <= most, lambda value: [inner(item) for item in value])


def optional(inner):
    inner_take = lambda value: inner(value)  # noqa: E731
    inner_take.optional = True
    return inner_take


def shaped(rule, pattern, convert=lambda value: value):
    return typed(str, lambda value: bool(re.fullmatch(pattern, value)) or refuse(rule), convert)


def handle(value):
    need(type(value) is str, "REC-006")
    reserved = WORDS + "tos anyone member group".split()
    need(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) and 2 <= len(value) <= 32 and value not in reserved
         and not re.fullmatch(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", value), "REC-011")
    return value


def time(value):
    need(type(value) is str and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", value), "REC-006")
    try:
        at = datetime.datetime.strptime(value[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        refuse("REC-006")
    need(at.year >= 1970 and not value[17:19] > "59", "REC-006")
    return int((at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds()) * 1000 + int(value[20:23])


def fraction(value):
    need(type(value) is str and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}|/[0-9]{1,9})?", value), "REC-006")
    need(not re.search(r"/0+$", value), "REC-006")
    result = Fraction(value)
    for places in range(10):
        if 10**places % result.denominator == 0:
            scaled = str(result.numerator * (10**places // result.denominator)).rjust(places + 1, "0")
            canonical = scaled if places == 0 else scaled[:-places] + "." + scaled[-places:]
            break
    else:
        canonical = f"{result.numerator}/{result.denominator}"
    need(value == canonical, "REC-006")
    return result


def mapping(**fields):
    def take(value):
        need(type(value) is dict, "REC-006")
        given, out = list(value), {}
        for name, kind in fields.items():
            if given and given[0] == name:
                out[name] = kind(value[given.pop(0)])
            else:
                need(hasattr(kind, "optional"), "REC-005")
                out[name] = None
        need(not given, "REC-005")
        return Bag(**out)
    take.fields = fields
    return take


def text(value):  # a digest; told apart from ids by being this very function
    return identifier(value)


identifier = shaped("REC-006", "[0-9a-f]{64}")
boolean = typed(bool, lambda value: True)
maybe_id = optional(identifier)
maybe_text = optional(lambda value: text(value))
maybe_text.is_text = text.is_text = True
DENOMINATOR = one_of("cast non-abstaining eligible")
CHARTER = mapping(
    rules=integer(1, 1000), offline_grace_hours=integer(0, 720), late_ballots_hours=integer(0, 720), records_per_day=integer(1, 10**6),
    admission=mapping(by=one_of("steward vouch decision"), vouchers=integer(1, 100)), recovery_threshold=integer(1, 100),
    certifiers=integer(0, 20), certify_within_days=integer(1, 365), cooling_off_hours=integer(0, 8760), challenge_days=integer(0, 365),
    dormant_after_days=integer(1, 3650),
    recall_petition=mapping(share=fraction, least=integer(1, 1000), within_days=integer(1, 365), pause_days=integer(0, 3650)),
    tie=one_of("again status-quo lot"),
    roles=many(1, 32, mapping(name=handle, term_days=integer(1, 3650), pause_days=integer(0, 3650),
                              records_per_day=optional(integer(1, 10**6)))),
    decision_types=many(3, 32, mapping(name=handle, method=line(2, 32), quorum=fraction, threshold=fraction, denominator=DENOMINATOR,
                                       discussion_hours=integer(0, 8760), vote_hours=integer(0, 8760))),
    permissions=many(0, 256, mapping(kind=line(3, 64), who=many(1, 8, line(2, 32)))))
COMMITMENT = mapping(size=integer(0, BIG), root=identifier)
PATHS = ("collaborative-education social-economy common-wellbeing cooperative-technology collective-governance community-connection "
         "collaborative-media-culture common-planet")
OPTION = integer(1, 64)
BODIES = {
    "charter.founding/v1": mapping(
        name=line(3, 100), handle=line(3, 50), type=one_of("local thematic federated"),
        parent=optional(mapping(group=identifier, size=integer(1, BIG), root=identifier)),
        founders=many(1, 100, mapping(handle=handle, key=line(20, 512), roles=many(0, 8, handle))), charter=CHARTER),
    "charter.acceptance/v1": mapping(), "charter.refusal/v1": mapping(), "charter.approval/v1": mapping(record=identifier),
    "charter.amendment/v1": mapping(decision=identifier, charter=CHARTER),
    "identity.application/v1": mapping(
        key=line(20, 512), archetype=optional(one_of("builder community-heart guided-contributor steady-cultivator")),
        skills=many(0, 20, line(2, 60)), statement=maybe_text),
    "identity.admission/v1": mapping(application=identifier, decision=maybe_id),
    "identity.suspension/v1": mapping(member=handle, decision=maybe_id, reason=text),
    "identity.reinstatement/v1": mapping(member=handle, decision=maybe_id, reason=text),
    "identity.leaving/v1": mapping(reason=maybe_text),
    "identity.key-addition/v1": mapping(key=line(20, 512), proof=lines(2048), replaces=maybe_id),
    "identity.key-revocation/v1": mapping(member=handle, key=identifier, compromised_from=optional(integer(1, BIG))),
    "identity.key-recovery/v1": mapping(member=handle, key=line(20, 512), proof=lines(2048)),
    "identity.role-assignment/v1": mapping(role=handle, member=handle, term_days=optional(integer(1, 3650)), decision=maybe_id),
    "identity.role-resignation/v1": mapping(role=handle),
    "identity.recall-petition/v1": mapping(role=handle, member=handle, reason=text),
    "identity.recall/v1": mapping(role=handle, member=handle, decision=identifier),
    "identity.redaction/v1": mapping(record=identifier, texts=many(1, 16, line(1, 64)), decision=maybe_id, ground=line(3, 200)),
    "identity.consent-grant/v1": mapping(scope=one_of("identity contributions visibility federation"), purpose=line(3, 200),
                                         until=optional(time)),
    "identity.consent-withdrawal/v1": mapping(grant=identifier),
    "deliberation.proposal/v1": mapping(
        title=line(3, 200), summary=text, text=maybe_text, decision_type=handle, paths=many(1, 8, one_of(PATHS)), test=maybe_text,
        sunset=optional(time), replaces=maybe_id, mandate=optional(mapping(kind=line(3, 64), target=line(1, 128)))),
    "deliberation.withdrawal/v1": mapping(proposal=identifier, reason=text),
    "deliberation.recusal/v1": mapping(proposal=identifier, reason=maybe_text),
    "voting.poll/v1": mapping(
        proposal=identifier, options=many(0, 64, line(1, 200)), method=line(2, 32), quorum=fraction, threshold=fraction,
        denominator=DENOMINATOR, opens_at=time, closes_at=time, late_ballots_hours=integer(0, 720), certifiers=integer(0, 20),
        sharded=boolean),
    "voting.ballot/v1": mapping(
        poll=identifier, choice=optional(line(1, 32)), approves=optional(many(0, 64, OPTION)),
        ranks=optional(many(0, 64, mapping(option=OPTION, rank=integer(1, 64)))),
        scores=optional(many(0, 64, mapping(option=OPTION, score=integer(-BIG, BIG)))), reason=maybe_text),
    "voting.decision/v1": mapping(
        poll=identifier, outcome=one_of("adopted rejected no-quorum tied"), winners=many(0, 64, OPTION),
        figures=many(1, 32, mapping(name=line(2, 32), numerator=integer(0, BIG), denominator=integer(0, BIG))), electorate=COMMITMENT,
        ballots=COMMITMENT, set_aside_count=integer(0, BIG),
        set_aside=many(0, 256, mapping(ballot=identifier, reason=one_of("recused compromised-key")))),
}
ENVELOPE = mapping(
    tos=integer(1, 1), kind=shaped("REC-006", r"(?=.{1,64}$)[a-z]+\.[a-z-]+/v[1-9][0-9]{0,2}"), group=maybe_id, author=handle,
    key=identifier, at=time, seen=optional(mapping(size=integer(1, BIG), root=identifier)),
    idempotency_key=optional(typed(str, lambda value: bool(re.fullmatch("[!-~]{1,64}", value)))), body=typed(dict, lambda value: True))

# ---- keys and signatures

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point_of(data):
    """32 bytes → a point (x, y, 1, xy), or None."""
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and data[31] >> 7):
        return None
    x = P - x if x % 2 != data[31] >> 7 else x
    return x, y % P, 1, x * y % P


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def times(scalar, point):
    result = (0, 1, 1, 0)
    for bit in bin(scalar)[2:]:
        result = add(result, result)
        result = add(result, point) if bit == "1" else result
    return result


def is_neutral(point):
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def has_small_order(data):
    point = point_of(data)
    return point is not None and is_neutral(times(8, point))


class Wire:
    def __init__(self, data, rule):
        self.data, self.rule = data, rule

    def take(self, count):
        need(len(self.data) >= count, self.rule)
        part, self.data = self.data[:count], self.data[count:]
        return part

    def string(self):
        return self.take(struct.unpack(">I", self.take(4))[0])

    def end(self):
        need(not self.data, self.rule)


def from_base64(data, rule):
    try:
        blob = base64.b64decode(data, validate=True)
    except ValueError:
        refuse(rule)
    need(base64.b64encode(blob) == data and blob, rule)
    return blob


def key_of(text_line):
    """A key as records write it → its id."""
    name, _, encoded = text_line.encode().partition(b" ")
    need(encoded, "SIG-013")
    need(name in (b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com"), "SIG-015")
    blob = from_base64(encoded, "SIG-013")
    wire = Wire(blob, "SIG-013")
    need(len(blob) <= 512 and wire.string() == name, "SIG-013")
    data = wire.string()
    need(len(data) == 32, "SIG-013")
    if name.startswith(b"sk"):
        need(re.fullmatch(rb"[!-~]{1,128}", wire.string()), "SIG-013")
    wire.end()
    point = point_of(data)
    canonical = int.from_bytes(data, "little") & (1 << 255) - 1 < P
    need(canonical and point and not is_neutral(point) and is_neutral(times(L, point)), "SIG-014")
    return sha256(blob).hex()


def read_signature(armored, namespace):
    """Everything about a signature but whether it fits → the id of its key."""
    head, tail = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
    need(armored.startswith(head) and armored.endswith(tail) and len(armored) > len(head) + len(tail), "SIG-001")
    rows = armored[len(head):-len(tail)].split(b"\n")
    need(rows.pop() == b"" and rows and all(len(row) == 70 for row in rows[:-1]) and 1 <= len(rows[-1]) <= 70, "SIG-001")
    wire = Wire(from_base64(b"".join(rows), "SIG-002"), "SIG-003")
    need(wire.take(6) == b"SSHSIG", "SIG-003")
    need(wire.take(4) == b"\0\0\0\1", "SIG-004")
    blob, name, reserved, hash_name, signature = (wire.string() for _ in range(5))
    wire.end()
    need(not reserved, "SIG-005")
    need(hash_name in (b"sha512", b"sha256"), "SIG-006")
    key, value = Wire(blob, "SIG-003"), Wire(signature, "SIG-003")
    algorithm = key.string()
    need(algorithm in (b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com") and value.string() == algorithm, "SIG-007")
    point, numbers = key.string(), value.string()
    if algorithm.startswith(b"sk"):
        key.string()
        flags = value.take(5)[0]
        need(flags & 1, "SIG-012")
    key.end()
    value.end()
    need(len(point) == 32, "SIG-003")
    need(len(numbers) == 64 and int.from_bytes(numbers[32:], "little") < L, "SIG-008")
    need(name == namespace.encode(), "SIG-009")
    small = has_small_order(point) or has_small_order(numbers[:32]) or int.from_bytes(point, "little") & (1 << 255) - 1 >= P
    need(not small, "SIG-011")
    return sha256(blob).hex()


CHECKED = {}  # (message, signature, namespace) digests whose fit ssh-keygen has judged, across calls of judge()


def fits(message, armored, namespace):
    known = sha256(sha256(message), sha256(armored), namespace.encode())
    if known not in CHECKED:
        with tempfile.NamedTemporaryFile() as file:
            file.write(armored)
            file.flush()
            CHECKED[known] = subprocess.run(["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", file.name], input=message,
                                            capture_output=True, check=False).returncode == 0
    return CHECKED[known]


# ---- a record

def split(data):
    need(len(data) <= 1 << 20, "REC-001")
    first = 0 if data.startswith(b"---\n") else data.find(b"\n---\n") + 1
    need(first > 0, "REC-002")
    need(first <= 1 << 16, "REC-001")
    rest = data[first + 4:]
    second = 0 if rest.startswith(b"---\n") else rest.find(b"\n---\n") + 1
    if second == 0 and not rest.startswith(b"---\n"):
        return data[:first], rest, b""
    need(rest[second + 4:], "REC-002")
    return data[:first], rest[:second], rest[second + 4:]


def read_record(data):
    message, armored, enclosed = split(data)
    signer = read_signature(armored, "tos.record.v1")
    need(fits(message, armored, "tos.record.v1"), "SIG-011")
    return decode(message, enclosed, signer)


def decode(message, enclosed, signer=None):
    """What a message says, its signature aside; `signer` is the id of the key that made it."""
    raw = parse(message)
    record = ENVELOPE(raw)
    need(signer in (None, record.key), "SIG-010")
    record.id, record.raw, record.message = sha256(message).hex(), raw["body"], message
    record.texts, record.absent = [], []
    if record.kind in BODIES:
        table = BODIES[record.kind]
        record.body = table(record.raw)
        record.texts = [name for name in record.raw if hasattr(table.fields[name], "is_text")]
    read_enclosures(record, enclosed)
    return record


def read_enclosures(record, data):
    one = mapping(salt=identifier, text=typed(str, lambda value: True))
    given = []
    for name, value in parse(data).items() if data else ():
        need(type(value) is dict and len(value) == 2, "REC-006")
        given.append((name, one(value)))
    if record.kind not in BODIES:
        return
    for name in record.texts:
        if not given or given[0][0] != name:
            record.absent.append(name)
            continue
        _, enclosure = given.pop(0)
        need(sha256(bytes.fromhex(enclosure.salt), enclosure.text.encode()).hex() == record.raw[name], "REC-008")
    need(not given, "REC-008")
