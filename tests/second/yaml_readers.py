#!/usr/bin/env python3
"""That PyYAML finds in record form the same tree as the specification's reader: strings, integers and booleans.

usage: yaml_readers.py [--trees N] [--seed N]        reads tests/fuzz/corpus/record_form as well
"""
import argparse
import itertools
import pathlib
import random
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from record_form import NO_CHARACTER, parse, printed  # noqa: E402
from specification import RESERVED, Refused  # noqa: E402

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "fuzz" / "corpus" / "record_form"
LOADERS = [loader for loader in (getattr(yaml, "CSafeLoader", None), yaml.SafeLoader) if loader]
PIECES = ["a", "e", "0", "1", "7", "-", "+", ".", ":", "#", "_", "x", "o", "b", " ", "\n", "\t", "\"", "\\", "'", "~", "=", "<<", "!", "&", "*", "?",
          "|", ">", "%", "@", "`", "[", "]", "{", "}", ",", "/", "ü", "\u200d", "\U0001F6B2", "yes", "null", "inf", "nan", "2026-01-01", "12:30"]
ALPHABETS = ["0123456789abcdef", "0123456789e", "01b", "0123456789d", "0123456789f"]


def text(rng):
    if rng.random() < 0.2:
        return "".join(rng.choice(rng.choice(ALPHABETS)) for _ in range(rng.choice((32, 64))))
    if rng.random() < 0.1:
        return rng.choice(RESERVED.split("|"))
    return "".join(rng.choice(PIECES) for _ in range(rng.randrange(7)))


def tree(rng, depth=0):
    kind = rng.randrange(8 if depth < 5 else 6)
    if kind == 6:
        return {f"k{number}": tree(rng, depth + 1) for number in range(rng.randrange(4))}
    if kind == 7:
        return [item for item in (tree(rng, depth + 2) for _ in range(rng.randrange(4))) if not isinstance(item, list) or not item]
    return [rng.randint(1 - 2**53, 2**53 - 1), rng.randrange(10), rng.random() < 0.5, text(rng), text(rng), text(rng)][kind]


def same(one, other):
    """Equal, the types too: 1 is not True."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def differences(data, wanted):
    for loader in LOADERS:
        found = yaml.load(data.decode(), Loader=loader)
        if not same(found, wanted):
            yield f"{loader.__name__}: {found!r}\n of {data.decode()!r}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trees", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, failures, count = random.Random(options.seed), [], 0
    for value in itertools.chain(({"root": tree(rng)} for _ in range(options.trees)), ({"root": "".join(two)} for two in itertools.product(PIECES, repeat=2))):
        data = printed(value)
        count += 1
        if NO_CHARACTER.search(data.decode()) or not same(parse(data), value):
            failures.append(f"not in record form: {data!r}")
        failures += differences(data, value)
    for path in sorted(CORPUS.iterdir()):
        data = path.read_bytes()
        try:
            failures += differences(data, parse(data))
            count += 1
        except Refused:
            pass
    print("\n".join(failures[:20] + [f"{count} documents, {len(failures)} differences"]))
    return 1 if failures or not count else 0


if __name__ == "__main__":
    sys.exit(main())
