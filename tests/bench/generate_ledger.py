#!/usr/bin/env python3
"""Builds a group with a large ledger through public commands: tos init, tos import. Same arguments, same records.

usage: generate_ledger.py --tos BIN --transactions N [--members N] [--busy] [--per-commit N] FOLDER
Makes FOLDER/keys and FOLDER/group: members (353 unless said: with three currencies that makes 1,060 accounts) who pay
each other, HOURS on credit, EUR from a bank, C4 on credit. --busy: also holds that are paid, voided, expire or stay
open, corrections, transfers of many legs, dates of long ago, and memos that try to be something else.
Prints a JSON line with what the import of the transactions took.
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
WORDS = "bread repair childcare market garden translation bicycle dues rent paint lift story soup".split()
# What would begin a comment, a tag, another posting or another entry in a journal that does not quote it.
MEMOS = ["; a comment", "a  ; comment", "x | y", 'say "hi" \\ and "bye', "* starred", "! pending", "(code) text", "key:value, tag:",
         "two  spaces  -5 EUR", "    assets:members:mara  1000.00 EUR", "= 5 EUR", "@ 5 EUR @@ 3", "{5 EUR} [2020-01-01]", "~ monthly",
         "2026-01-01 * Fake", "include /etc/passwd", "comment", "end comment", "Grüße, 日本 🌻", "'single'", "`tick` $(x) %name", "#tag ^link",
         "\\", '"', ";", "|", "*", "!", "()", "a" * 200]
CREDIT = 1_000_000_000


def stamp(seconds):
    return (START + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.") + "000Z"


def charter():
    text = (pathlib.Path(__file__).resolve().parents[2] / "templates/charter/demo.yaml").read_text()
    return text.replace("records_per_day: 1000", "records_per_day: 1000000")


def currency(code, kind, scale, terms):
    return {"code": code, "name": f"{code} of the bench", "kind": kind, "scale": scale, "terms": {"transferable": True, **terms}}


def credit():
    return {"credit": {"limit": CREDIT, "growth_days": 0, "soft": CREDIT, "hard": CREDIT, "earned_step": 0, "earned_window_days": 90}}


CURRENCIES = (currency("HOURS", "time", 2, credit()), currency("EUR", "backed", 2, {"issuance": {"roles": ["steward"]}}),
              currency("C4", "mutual-credit", 0, credit()))


class Writer:
    """Lines of an import file, so many seconds apart."""

    def __init__(self, path, clock, step, keys):
        self.file, self.clock, self.step, self.keys = open(path, "w"), clock, step, keys

    def add(self, kind, author, body, label=None):
        self.clock += self.step
        line = {"kind": kind, "author": author, "key": str(self.keys / author), "at": stamp(self.clock), "body": body}
        if label:
            line["label"] = label
        self.file.write(json.dumps(line) + "\n")


class Ledger:
    """Makes transactions that fit: members never pay EUR that they do not have."""

    def __init__(self, writer, members, dice, busy):
        self.writer, self.members, self.dice, self.busy = writer, members, dice, busy
        self.euro = dict.fromkeys(members, 0)
        self.made = 0

    def memo(self):
        return self.dice.choice(MEMOS) if self.busy else " ".join(self.dice.choice(WORDS) for _ in range(3))

    def pay(self, legs, author, label=None):
        body = {"legs": [{"account": name, "amount": amount} for name, amount in legs]}
        if self.busy and self.dice.random() < 0.2:
            body["date"] = stamp(self.writer.clock - self.dice.randint(1, 1000) * 86_400)
        body["memo"] = self.memo()
        self.writer.add("economy.transfer/v1", author, body, label)

    def deposit(self, member):
        amount = self.dice.randint(10_000, 1_000_000)
        self.euro[member] += amount
        self.pay([("bank/EUR/external", -amount), (f"{member}/EUR/member", amount)], "mara")

    def transfer(self):
        payer, payee = self.dice.sample(self.members, 2)
        code = self.dice.choice(("HOURS", "EUR", "C4"))
        if code == "EUR" and self.euro[payer] < 100:
            return self.deposit(payer)
        amount = self.dice.randint(1, 100)
        if code == "EUR":
            self.euro[payer] -= amount
            self.euro[payee] += amount
        self.pay([(f"{payer}/{code}/member", -amount), (f"{payee}/{code}/member", amount)], payer)

    def many_legs(self):
        payer, *payees = self.dice.sample(self.members, min(len(self.members), self.dice.randint(3, 9)))
        hours, points = [self.dice.randint(1, 50) for _ in payees], [self.dice.randint(1, 5) for _ in payees]
        legs = [(f"{payer}/HOURS/member", -sum(hours))] + [(f"{name}/HOURS/member", amount) for name, amount in zip(payees, hours)]
        legs += [(f"{payer}/C4/member", -sum(points))] + [(f"{name}/C4/member", amount) for name, amount in zip(payees, points)]
        self.pay(legs, payer)

    def corrected(self):
        """A transfer of too little, and a correction, itself corrected now and then."""
        payer, payee = self.dice.sample(self.members, 2)
        label = f"t{self.made}"
        first = self.dice.randint(1, 100)
        legs = lambda amount: [{"account": f"{payer}/HOURS/member", "amount": -amount}, {"account": f"{payee}/HOURS/member", "amount": amount}]
        self.pay([(f"{payer}/HOURS/member", -first), (f"{payee}/HOURS/member", first)], payer, label)
        more = first + self.dice.randint(1, 9)
        self.writer.add("economy.correction/v1", payer, {"corrects": "@" + label, "legs": legs(more), "reason": "It was more."}, label + "c")
        if self.dice.random() < 0.3:
            self.writer.add("economy.correction/v1", payee, {"corrects": f"@{label}c", "legs": [], "reason": "It was nothing."})

    def held(self):
        payer, payee = self.dice.sample(self.members, 2)
        label = f"h{self.made}"
        amount = self.dice.randint(2, 100)
        body = {"from": f"{payer}/HOURS/member", "to": f"{payee}/HOURS/member", "amount": amount}
        fate = self.dice.choice(("paid", "part", "void", "expires", "open"))
        if fate == "expires":
            body["expires_at"] = stamp(self.writer.clock + self.writer.step * self.dice.randint(2, 50))
        self.writer.add("economy.hold/v1", payer, body | {"memo": self.memo()}, label)
        if fate == "paid":
            self.writer.add("economy.post/v1", payer, {"hold": "@" + label})
        elif fate == "part":
            self.writer.add("economy.post/v1", payer, {"hold": "@" + label, "amount": self.dice.randint(1, amount - 1)})
        elif fate == "void":
            self.writer.add("economy.void/v1", payee, {"hold": "@" + label})

    def make(self, count):
        """Every member has an account in every currency first, where there are as many transactions."""
        for place, member in enumerate(self.members):
            after = self.members[(place + 1) % len(self.members)]
            if self.made + 3 <= count:
                self.deposit(member)
                for code in ("HOURS", "C4"):
                    self.pay([(f"{member}/{code}/member", -1), (f"{after}/{code}/member", 1)], member)
                self.made += 3
        while self.made < count:
            self.made += 1
            chance = self.dice.random() if self.busy else 1
            (self.held if chance < 0.15 else self.corrected if chance < 0.25 else self.many_legs if chance < 0.3 else self.transfer)()


def run(command, **kwargs):
    started = time.perf_counter()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **kwargs)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


def found(tos, folder, members):
    keys = folder / "keys"
    keys.mkdir(parents=True)
    for name in members:
        seeded_keys.write_key(keys, name)
    (folder / "charter.yaml").write_text(charter())
    environment = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME="bench",
                       GIT_AUTHOR_EMAIL="bench@example.invalid", GIT_COMMITTER_NAME="bench", GIT_COMMITTER_EMAIL="bench@example.invalid")
    run([tos, "-C", folder / "founded", "-q", "--as", "mara", "--key", keys / "mara", "--at", stamp(0), "init", "--name", "Bench group",
         "--handle", "bench", "--charter", folder / "charter.yaml"], env=environment)
    run(["git", "clone", "-q", "--bare", folder / "founded", folder / "group"], env=environment)
    run(["git", "-C", folder / "group", "remote", "remove", "origin"], env=environment)
    return keys, environment


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", required=True)
    parser.add_argument("--transactions", type=int, required=True)
    parser.add_argument("--members", type=int, default=353)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--per-commit", type=int, default=100)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    members = ["mara", *(f"m{number}-x" if number % 7 == 0 else f"m{number}" for number in range(1, options.members))]
    keys, environment = found(options.tos, options.folder, members)
    step = max(1, min(60, 40_000_000 // (options.transactions + 1)))
    tos = [options.tos, "-C", options.folder / "group", "-q"]

    writer = Writer(options.folder / "members.jsonl", 0, 1, keys)
    for body in CURRENCIES:
        writer.add("economy.currency/v1", "mara", body)
    for name in members[1:]:
        line = (keys / f"{name}.pub").read_text().split()
        writer.add("identity.application/v1", name, {"key": " ".join(line[:2]), "skills": []}, f"a-{name}")
        writer.add("identity.admission/v1", "mara", {"application": f"@a-{name}"})
    writer.file.close()
    run([*tos, "import", writer.file.name, "--per-commit", options.per_commit], env=environment)

    writer = Writer(options.folder / "transactions.jsonl", writer.clock, step, keys)
    Ledger(writer, members, random.Random(7), options.busy).make(options.transactions)
    writer.file.close()
    count = sum(1 for _ in open(writer.file.name))
    seconds = run([*tos, "import", writer.file.name, "--per-commit", options.per_commit], env=environment)
    pathlib.Path(writer.file.name).unlink()
    print(json.dumps({"records": count, "seconds": round(seconds, 3), "clock": stamp(writer.clock)}))


if __name__ == "__main__":
    main()
