"""A record's file: message, signature and enclosures; keys and signatures of SSH: record.md."""
import base64
import pathlib
import re
import subprocess
import tempfile
from functools import lru_cache
from record_form import meaning, parse
from specification import TABLES, Bag, need, sha256

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
    r.day = raw["at"][8:10]
    r.about = Bag(TABLES.get(r.kind, {"fields": {}}))
    r.by, r.body = r.about.by, meaning(r.raw, r.about.fields if r.about.by else "mapping")
    r.texts = [name for name in r.raw if "text" in (r.about.fields.get(name), r.about.fields.get(name + "?"))]
    given = {name: meaning(value, "enclosure") for name, value in parse(enclosed).items()} if enclosed else {}
    r.absent = [name for name in r.texts if name not in given]
    digests = [(name, sha256(bytes.fromhex(one.salt), one.text.encode()).hex()) for name, one in given.items()]
    need(REC_008=not r.by or digests == [(name, r.raw[name]) for name in r.texts if name in given])
    return r
