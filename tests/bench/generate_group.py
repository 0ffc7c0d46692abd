#!/usr/bin/env python3
"""Builds a large group through public commands: tos init, tos import. Same arguments, same records but for salts.

usage: generate_group.py --tos BIN --records N --per-commit N[,N…] FOLDER
Makes FOLDER/keys and FOLDER/group: a member for twenty records (at most 1,000), then polls with up to 190 ballots
each, 30 % of them with a reason; all but the last are decided. --per-commit gives the sizes of record commits in
turn, an import each; prints a JSON line with what each import took.
"""
import argparse
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import seeded_keys  # noqa: E402

START = datetime.datetime(2025, 1, 6, 8, tzinfo=datetime.timezone.utc)
WORDS = ("roof bike shed garden kitchen heating repair tools shared cost winter plan offer water "
         "fence quiet hours market stall fund loan paint doors window storage rota clean path").split()


def stamp(seconds):
    moment = START + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + "000Z"


def sentence(dice, count):
    return " ".join(dice.choice(WORDS) for _ in range(count)).capitalize() + "."


def charter():
    text = (pathlib.Path(__file__).resolve().parents[2] / "templates/charter/demo.yaml").read_text()
    return text.replace("records_per_day: 1000", "records_per_day: 1000000").replace('quorum: "0.5"', 'quorum: "0.1"')


class Writer:
    """Lines of an import file, dated one second after another."""

    def __init__(self, path, clock, keys):
        self.file = open(path, "w")
        self.clock = clock
        self.keys = keys

    def add(self, kind, author, body, label=None):
        self.clock += 1
        line = {"kind": kind, "author": author, "key": str(self.keys / author), "at": stamp(self.clock), "body": body}
        if label:
            line["label"] = label
        self.file.write(json.dumps(line) + "\n")


def poll(writer, dice, number, members, ballots):
    writer.add("deliberation.proposal/v1", dice.choice(members),
               {"title": sentence(dice, 5)[:-1] + f" {number}", "summary": sentence(dice, 30), "decision_type": "routine",
                "paths": ["social-economy"]}, f"p{number}")
    opens = writer.clock + 1
    writer.add("voting.poll/v1", dice.choice(members),
               {"proposal": f"@p{number}", "options": [], "method": "majority", "quorum": "0.1", "threshold": "0.5",
                "denominator": "non-abstaining", "opens_at": stamp(opens), "closes_at": stamp(opens + ballots + 60),
                "late_ballots_hours": 0, "certifiers": 0, "sharded": False}, f"v{number}")
    for voter in dice.sample(members, ballots):
        body = {"poll": f"@v{number}", "choice": dice.choice(["yes", "yes", "no", "abstain"])}
        if dice.random() < 0.3:
            body["reason"] = sentence(dice, dice.randint(5, 40))
        writer.add("voting.ballot/v1", voter, body)


def run(command, **kwargs):
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, **kwargs)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", required=True)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--per-commit", default="1,2")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    dice = random.Random(7)
    sizes = [int(size) for size in options.per_commit.split(",")]
    member_count = max(4, min(1000, options.records // 20))
    ballot_count = min(190, member_count * 3 // 5)
    poll_count = max(len(sizes), (options.records - 2 * member_count + 1) // (ballot_count + 2))
    keys = options.folder / "keys"
    keys.mkdir(parents=True)
    members = [f"m{i}" for i in range(1, member_count)]
    for name in ["mara", *members]:
        seeded_keys.write_key(keys, name)
    (options.folder / "charter.yaml").write_text(charter())
    founded = options.folder / "founded"
    group = options.folder / "group"  # bare: what is measured is the log, not the writing of a work tree
    tos = [options.tos, "-C", str(group), "--quiet"]
    run([options.tos, "-C", str(founded), "-q", "--as", "mara", "--key", str(keys / "mara"), "--at", stamp(0), "init", "--name",
         "Bench group", "--handle", "bench", "--charter", str(options.folder / "charter.yaml")])

    run(["git", "clone", "-q", "--bare", str(founded), str(group)])
    run(["git", "-C", str(group), "remote", "remove", "origin"])

    clock = 0
    figures = []
    for part, size in enumerate(sizes):
        path = options.folder / f"part-{part}.jsonl"
        writer = Writer(path, clock, keys)
        if part == 0:
            for name in members:
                line = (keys / f"{name}.pub").read_text().split()
                writer.add("identity.application/v1", name, {"key": " ".join(line[:2]), "skills": []}, f"a-{name}")
                writer.add("identity.admission/v1", "mara", {"application": f"@a-{name}"})
        first = poll_count * part // len(sizes)
        last = poll_count * (part + 1) // len(sizes)
        for number in range(first, last):
            poll(writer, dice, number, ["mara", *members], ballot_count)
        writer.file.close()
        clock = writer.clock
        count = sum(1 for _ in open(path))
        seconds = run([*tos, "import", str(path), "--per-commit", str(size)])
        figures.append({"per_commit": size, "records": count, "seconds": round(seconds, 3)})
        path.unlink()
    run([*tos, "--as", "mara", "--key", str(keys / "mara"), "poll", "close", "--due"],
        env=dict(os.environ, TOS_CLOCK=stamp(clock)))
    print(json.dumps({"imports": figures}))


if __name__ == "__main__":
    main()
