#!/usr/bin/env python3
"""A quarter of a co-operative of twelve: hours, credit, dues, a relief fund and an agenda, kept with tos; see README.md.

usage: build_group.py [--tos TOS] [--dir DIR]     (makes DIR/cooperative and DIR/cooperative-keys)"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

# Examples of members, not people. The first two found the group; mara keeps the till.
MEMBERS = "mara ben cleo dan eva finn gil hana ivo jana kim leo".split()
STEWARD = MEMBERS[0]
START = datetime.datetime(2026, 7, 1, 9)
MONTHS = ("2026-07", "2026-08", "2026-09")
# No settings of yours are read or changed: each member has a key made for this example.
ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

IDEAS = ["Repair the boiler of the common room", "A second cargo bike", "Open the workshop on Sundays"]
# Who gives how many points to which idea.
SUPPORT = [("ben", 0, 10), ("cleo", 0, 4), ("dan", 0, 6), ("eva", 0, 2), ("finn", 1, 10), ("gil", 1, 10), ("hana", 1, 9), ("ivo", 2, 10)]
# Hours: who asks, what for, in which category, who answers, how many hours.
DEALS = [("cleo", "Paint the hall", "repair", "dan", "3"), ("eva", "Mind two children on Friday", "care", "finn", "4"),
         ("gil", "Translate a letter", "language", "hana", "1.5"), ("ivo", "Prune the apple trees", "garden", "jana", "2.5"),
         ("kim", "Set up a laptop", "computers", "leo", "2"), ("dan", "Mend a bicycle", "repair", "kim", "1"),
         ("finn", "Bake for the meeting", "kitchen", "cleo", "2"), ("hana", "Carry a wardrobe", "repair", "ivo", "1")]
# Mutual credit: who sells what to whom, for how much.
SALES = [("jana", "ben", "24.00", "Apples, two crates"), ("leo", "mara", "60.00", "A shelf"), ("hana", "gil", "12.50", "Bread for a week"),
         ("ben", "leo", "36.00", "Bicycle parts"), ("mara", "jana", "18.00", "Jam"), ("gil", "hana", "40.00", "A lamp"),
         ("cleo", "eva", "15.00", "Cut flowers")]


def shell(*words, text=None):
    done = subprocess.run([*map(str, words)], input=text, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    if done.returncode:
        sys.exit(f"$ {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


class Cooperative:
    """The group's folder and its members' keys; each command is typed by a member, a minute after the one before."""

    def __init__(self, tos, folder):
        self.tos, self.group, self.keys, self.now = tos, folder / "cooperative", folder / "cooperative-keys", START
        self.group.mkdir(parents=True)
        self.keys.mkdir()
        for member in MEMBERS:
            shell("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", member, "-f", self.keys / member)

    def wait(self, **step):
        self.now += datetime.timedelta(**step)

    def run(self, member, *words):
        self.wait(minutes=1)
        return shell(self.tos, "-q", "-C", self.group, "--as", member, "--key", self.keys / member, "--at",
                     self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"), *words)

    def ask(self, member, *words):
        return json.loads(self.run(member, "--json", *words))["data"]

    def show(self, title, member, *words):
        print(f"\n{title}\n$ tos {' '.join(map(str, words))}\n{self.run(member, *words)}", end="")

    def found(self):
        self.run(STEWARD, "init", "--name", "An example co-operative", "--handle", "cooperative", "--template", "demo",
                 "--founder", f"ben={self.keys / 'ben'}.pub")
        self.run("ben", "accept")
        for member in MEMBERS[2:]:
            self.run(member, "join", "--handle", member)
            self.run(STEWARD, "member", "add", member)

    def open_books(self):
        self.run(STEWARD, "currency", "add", "HOURS", "--name", "Hours of the time bank", "--kind", "time", "--scale", "2",
                 "--credit-limit", "10", "--soft", "6", "--hard", "15", "--growth-days", "0")
        self.run(STEWARD, "currency", "add", "CREDIT", "--name", "Credit among members", "--kind", "mutual-credit", "--scale", "2",
                 "--credit-limit", "100", "--soft", "80", "--hard", "150", "--growth-days", "0", "--earned-step", "10",
                 "--earned-window-days", "60")
        self.run(STEWARD, "currency", "add", "EUR", "--name", "Euro in the till", "--kind", "backed", "--scale", "2", "--issuers", "steward",
                 "--issue-per-month", "1000")
        self.run(STEWARD, "currency", "add", "POINTS", "--name", "Support points", "--kind", "points")
        self.run(STEWARD, "fund", "open", "relief", "--name", "Relief fund", "--currency", "EUR", "--dues", "10", "--every", "month",
                 "--per-payment", "250", "--per-month", "300", "--per-person", "250", "--purpose",
                 "Helps members over what they cannot pay alone, and mends what all of us use.")

    def pay_dues(self):
        """Each member brings cash to the till, and pays the month's dues out of it; one of them gives more."""
        for member in MEMBERS:
            self.run(STEWARD, "ledger", "transfer", member, "12", "EUR", "--from", "till/EUR/external", "--memo", "Cash in the till")
            self.run(member, "fund", "contribute", "relief", "--dues")
        self.run("leo", "fund", "contribute", "relief", "2", "--donation")

    def trade(self, deals, sales):
        for asks, title, category, answers, hours in deals:
            listing = self.ask(asks, "aid", "request", "--title", title, "--kind", "time", "--category", category, "--currency", "HOURS",
                               "--amount", hours)["id"]
            deal = self.ask(answers, "aid", "match", listing, "--hours", hours)["id"]
            self.run(asks, "aid", "confirm", deal)
            self.run(answers, "aid", "confirm", deal)
        for seller, buyer, amount, memo in sales:
            self.run(buyer, "ledger", "transfer", seller, amount, "CREDIT", "--memo", memo)

    def set_agenda(self):
        ideas = [self.ask(member, "proposal", "new", "--type", "routine", "--title", title, "--summary",
                          "An idea for the next meeting; points say how soon we talk about it.")["id"]
                 for member, title in zip(MEMBERS[1:], IDEAS)]
        for member, idea, points in SUPPORT:
            self.run(member, "points", "give", ideas[idea], str(points))
        self.show("What the members want to talk about first", "ben", "points", "agenda")

    def decide(self, proposal):
        poll = self.ask("dan", "poll", "open", proposal, "--hours", "24")["id"]
        for member in MEMBERS[:9]:
            self.run(member, "ballot", "cast", poll, "no" if member == "gil" else "yes")
        self.wait(hours=25)
        return self.ask("dan", "poll", "close", poll)["id"]

    def mend_the_boiler(self):
        """The fund pays by decision: who wrote the payment, and who gets it, do not approve it."""
        payment = self.ask("ben", "fund", "propose", "relief", "180", "dan", "--title", "Pay Dan's plumber for the boiler", "--summary",
                           "Dan has paid the plumber 180 euro; the fund gives them back.")["id"]
        decision = self.decide(payment)
        self.run("ben", "fund", "pay", decision, "--interest", "None: the boiler heats the common room.")
        self.run("cleo", "fund", "approve", "latest")

    def report(self, folder):
        self.show("A member's statement", "cleo", "ledger", "statement", "cleo")
        self.show("The fund", "ben", "fund", "show", "relief")
        self.show("Every account adds up", "ben", "ledger", "check")
        (folder / "treasury.md").write_text(self.run("ben", "treasury", "report", "--markdown"))

    def verify_clone(self, folder):
        shell("git", "clone", "-q", self.group, folder / "cooperative-clone")
        print("\nA fresh clone, verified\n$ tos verify")
        print(shell(self.tos, "-C", folder / "cooperative-clone", "verify"), end="")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", default="build/release/tos", type=pathlib.Path)
    parser.add_argument("--dir", default="build/demo", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.dir.resolve()
    group = Cooperative(options.tos.resolve(), folder)
    group.found()
    group.open_books()
    for number, _ in enumerate(MONTHS):
        group.pay_dues()
        group.trade(DEALS[number::3], SALES[number::3])
        if number == 0:
            group.set_agenda()
        if number == 1:
            group.mend_the_boiler()
        group.wait(days=31)
    group.report(folder)
    group.verify_clone(folder)


if __name__ == "__main__":
    main()
