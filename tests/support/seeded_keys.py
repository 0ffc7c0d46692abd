#!/usr/bin/env python3
"""SSH keys that tests can predict: Ed25519 key files made from a name, with nothing but hashlib.

usage: seeded_keys.py FOLDER NAME…      writes FOLDER/NAME and FOLDER/NAME.pub

Arithmetic from RFC 8032, section 5.1; file form from OpenSSH's PROTOCOL.key. Not constant in time: for tests only.
"""
import base64
import hashlib
import os
import pathlib
import struct
import sys

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P


def recover_x(y, odd):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return P - x if x % 2 != odd else x


BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def add(a, b):
    """Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    left, minus, plus, right = f - e, h - g, h + g, f + e
    return left * minus % P, plus * right % P, minus * plus % P, left * right % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def public_key(seed):
    """32 bytes of seed → 32 bytes of public key."""
    scalar = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    scalar = scalar & ((1 << 254) - 8) | (1 << 254)
    x, y, z, _ = multiply(scalar, BASE)
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def text(data):
    return struct.pack(">I", len(data)) + data


def public_blob(seed):
    return text(b"ssh-ed25519") + text(public_key(seed))


def public_line(seed, comment):
    return f"ssh-ed25519 {base64.b64encode(public_blob(seed)).decode()} {comment}\n"


def private_file(seed, comment):
    check = hashlib.sha256(b"check" + seed).digest()[:4]
    secret = check + check + public_blob(seed) + text(seed + public_key(seed)) + text(comment.encode())
    secret += bytes(range(1, 1 + -len(secret) % 8))
    whole = (b"openssh-key-v1\0" + text(b"none") + text(b"none") + text(b"") + struct.pack(">I", 1)
             + text(public_blob(seed)) + text(secret))
    encoded = base64.b64encode(whole).decode()
    lines = [encoded[start:start + 70] for start in range(0, len(encoded), 70)]
    return "\n".join(["-----BEGIN OPENSSH PRIVATE KEY-----", *lines, "-----END OPENSSH PRIVATE KEY-----", ""])


def seed_of(name):
    return hashlib.sha256(b"tos test key " + name.encode()).digest()


def write_key(folder, name):
    path = pathlib.Path(folder) / name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(private_file(seed_of(name), name))
    pathlib.Path(f"{path}.pub").write_text(public_line(seed_of(name), name))
    return path


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    for key_name in sys.argv[2:]:
        print(write_key(sys.argv[1], key_name))
