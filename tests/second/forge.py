"""Makes records and commits for the second opinion's tests: signs in Python, commits through git fast-import. Shares no code with tos."""
import base64
import datetime
import hashlib
import os
import pathlib
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import seeded_keys as ed  # noqa: E402
from record_form import printed  # noqa: E402
from specification import root_of as leaves_root  # noqa: E402

ENVIRONMENT = {**{k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "SSH_"))}, "GIT_CONFIG_GLOBAL": "/dev/null",
               "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
               "GIT_CONFIG_KEY_1": "protocol.file.allow", "GIT_CONFIG_VALUE_1": "always"}
HOUR, DAY = 3_600_000, 86_400_000
START = 1748772000000  # 2025-06-01T10:00:00.000Z


def git(path, *arguments, data=None, check=True):
    done = subprocess.run(["git", "-C", str(path), *arguments], input=data, capture_output=True, env=ENVIRONMENT, check=False)
    if check and done.returncode:
        raise RuntimeError(f"git {arguments}: {done.stderr.decode()}")
    return done.stdout.decode(errors="replace").strip()


def stamp(at):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=at)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


POWERS = [ed.BASE]
for _ in range(255):
    POWERS.append(ed.add(POWERS[-1], POWERS[-1]))


def times_base(scalar):
    result = (0, 1, 1, 0)
    for bit, power in enumerate(POWERS):
        if scalar >> bit & 1:
            result = ed.add(result, power)
    return result


class Key:
    """An Ed25519 key that follows from its name."""

    def __init__(self, name):
        self.seed = ed.seed_of(name)
        digest = hashlib.sha512(self.seed).digest()
        self.scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
        self.prefix, self.point = digest[32:], ed.public_key(self.seed)
        self.blob = ed.public_blob(self.seed)
        self.id = hashlib.sha256(self.blob).hexdigest()
        self.line = "ssh-ed25519 " + base64.b64encode(self.blob).decode()

    def raw(self, message):
        order = 2**252 + 27742317777372353535851937790883648493
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % order
        x, y, z, _ = times_base(r)
        inverse = pow(z, -1, ed.P)
        point = (y * inverse % ed.P | (x * inverse % ed.P & 1) << 255).to_bytes(32, "little")
        k = int.from_bytes(hashlib.sha512(point + self.point + message).digest(), "little") % order
        return point + ((r + k * self.scalar) % order).to_bytes(32, "little")

    def blob_of(self, message, namespace="tos.record.v1", version=1, reserved=b"", hash_name=b"sha512", tail=b""):
        hashed = hashlib.new(hash_name.decode() if hash_name in (b"sha512", b"sha256") else "sha512", message).digest()
        signed = b"SSHSIG" + ed.text(namespace.encode()) + ed.text(reserved) + ed.text(hash_name) + ed.text(hashed)
        signature = ed.text(b"ssh-ed25519") + ed.text(self.raw(signed))
        return (b"SSHSIG" + struct.pack(">I", version) + ed.text(self.blob) + ed.text(namespace.encode()) + ed.text(reserved)
                + ed.text(hash_name) + ed.text(signature) + tail)

    def sign(self, message, **options):
        return armor(self.blob_of(message, **options))


def armor(blob, columns=70):
    encoded = base64.b64encode(blob).decode()
    rows = [encoded[start:start + columns] for start in range(0, len(encoded), columns)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *rows, "-----END SSH SIGNATURE-----", ""]).encode()


KEYS = {}


def key(name):
    if name not in KEYS:
        KEYS[name] = Key(name)
    return KEYS[name]


def enclosed(body, **texts):
    """Adds text fields to a body; answers the enclosures."""
    out = {}
    for name, text in texts.items():
        salt = hashlib.sha256(text.encode()).digest()
        body[name] = hashlib.sha256(salt + text.encode()).hexdigest()
        out[name] = {"salt": salt.hex(), "text": text}
    return out


def message_of(kind, author, key_id, at, body, group=None, seen=None, idempotency_key=None):
    envelope = {"tos": 1, "kind": kind}
    if group:
        envelope["group"] = group
    envelope.update(author=author, key=key_id, at=stamp(at))
    if seen:
        envelope["seen"] = {"size": seen[0], "root": seen[1]}
    if idempotency_key:
        envelope["idempotency_key"] = idempotency_key
    envelope["body"] = body
    return printed(envelope)


def join(message, signature, enclosures=None):
    return message + b"---\n" + signature + (b"---\n" + printed(enclosures) if enclosures else b"")


def record_id(data):
    end = data.find(b"\n---\n")
    return hashlib.sha256(data[:end + 1] if end >= 0 else data).hexdigest()


def root_of(ids):
    return leaves_root([bytes.fromhex(one) for one in ids]).hex()


def subject_message(kind, author, ids):
    subject = f"{kind.split('/')[0]} by {author}" if len(ids) == 1 else f"{len(ids)} records"
    return subject + "\n\n" + "".join(f"Record: {one}\n" for one in ids)


def commit_text(files, message, who="mara", handle="test-group", seconds=START // 1000, parent=None, remove=(), mode="100644", merge=None):
    """One commit on main as git fast-import reads it. files: {path: bytes}; a value may be (mode, bytes or object id)."""
    out = [f"commit refs/heads/main\ncommitter {who} <{who}@{handle}.tos.invalid> {seconds} +0000\n".encode(),
           b"data %d\n" % len(message.encode()), message.encode(), b"\n"]
    if parent:
        out.append(f"from {parent}\n".encode())
    if merge:
        out.append(f"merge {merge}\n".encode())
    out += [f"D {name}\n".encode() for name in remove]
    for name, data in files.items():
        how, data = data if isinstance(data, tuple) else (mode, data)
        if how == "160000":
            out.append(f"M 160000 {data} {name}\n".encode())
        else:
            out += [f"M {how} inline {name}\n".encode(), b"data %d\n" % len(data), data, b"\n"]
    return b"".join(out)


def import_commits(path, texts):
    git(path, "fast-import", "--quiet", "--force", "--date-format=raw", data=b"".join(texts))


def commit(path, files, message, *arguments, parent="refs/heads/main^0", **options):
    import_commits(path, [commit_text(files, message, *arguments, parent=parent, **options)])


def rewrite(path, data):
    """Makes raw commit bytes the head of main."""
    name = git(path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", data=data)
    git(path, "update-ref", "refs/heads/main", name)
    return name
