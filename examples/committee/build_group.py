#!/usr/bin/env python3
"""Four years of a committee's votes as a group of signed records, counted again by tos; see README.md.

usage: build_group.py [--tos TOS] [--dir DIR]     (makes DIR/committee, DIR/keys and more beside them)"""
import argparse
import csv
import datetime
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VOTES = json.loads((HERE / "votes.json").read_text())
PROOFS = list(csv.DictReader((HERE / "proof_lines.tsv").open(), delimiter="\t"))
CHOICES = ("yes", "no", "abstain")
DELIVERED = "Ship the test runner under the winning name"
PROVED = {"records": 271, "lines": 328, "green": 5}  # green: all of the charter's required gates in one record
# No settings of yours are read or changed: each member has a key made for this example.
ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def choices(vote):
    """Who said what, in the order of the voters: a word, or a number for each option."""
    if "options" in vote:
        return sorted(vote["scores"].items())
    return sorted((voter, choice) for choice in CHOICES for voter in vote.get(choice, "").split())


# Everybody is a member from their first ballot to their last, so that nobody is missed before they came.
FIRST = {voter: n for n, vote in reversed([*enumerate(VOTES)]) for voter, _ in choices(vote)}
LAST = {voter: n for n, vote in enumerate(VOTES) for voter, _ in choices(vote)}
CLERK = min(voter for voter in FIRST if FIRST[voter] == 0 and LAST[voter] == len(VOTES) - 1)


class Committee:
    """The group's folder and its members' keys; each method is a few commands of tos."""

    def __init__(self, tos, folder):
        self.tos, self.group, self.keys = tos, folder / "committee", folder / "keys"
        self.group.mkdir(parents=True)
        self.keys.mkdir()
        for voter in FIRST:
            shell("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", voter, "-f", self.keys / voter)

    def run(self, *words, member=CLERK, at=None, text=None):
        """Runs a command as a member, signing at that time; answers what it prints."""
        when = ["--at", stamp(at)] if at else []
        return shell(self.tos, "-q", "-C", self.group, "--as", member, "--key", self.keys / member, *when, *words, text=text)

    def ask(self, *words, **options):
        return json.loads(self.run("--json", *words, **options))["data"]

    def append(self, kind, records):
        """Signs many records (author, time, body), each with its author's key, and appends each in a commit of its own."""
        lines = [{"kind": kind, "author": author, "key": str(self.keys / author), "at": stamp(at), "body": body}
                 for author, at, body in records]
        self.run("import", "-", text="\n".join(map(json.dumps, lines)))

    def found(self, founders, at):
        named = [word for founder in founders for word in ("--founder", f"{founder}={self.keys / founder}.pub")]
        self.run("init", "--name", "A committee", "--handle", "committee", "--charter", HERE / "charter.yaml", *named, at=at)
        for minute, founder in enumerate(founders, 1):
            if founder != CLERK:
                self.run("accept", member=founder, at=after(at, minutes=minute))

    def admit(self, newcomers, at):
        for minute, voter in enumerate(newcomers, 1):
            self.run("join", "--handle", voter, member=voter, at=after(at, minutes=minute))
            self.run("member", "add", voter, at=after(at, minutes=minute))

    def vote(self, vote, opens):
        """Puts a question to the vote, casts everybody's ballot, and answers the decision as tos counts it."""
        kind = "choice" if "options" in vote else "routine"
        self.run("proposal", "new", "--type", kind, "--title", vote["question"],
                 "--summary", "A vote that a real committee took, in our own words.", at=opens)
        options = [word for option in vote.get("options", []) for word in ("--option", option)]
        poll = self.ask("poll", "open", "latest", "--hours", 4, *options, at=opens)["id"]
        ballots = [(voter, after(opens, minutes=minute), said) for minute, (voter, said) in enumerate(choices(vote), 1)]
        if kind == "choice":
            for voter, at, scores in ballots:
                said = [word for option, score in enumerate(scores, 1) for word in ("--score", f"{option}={score}")]
                self.run("ballot", "cast", poll, *said, member=voter, at=at)
        else:
            self.append("voting.ballot/v1", [(voter, at, {"poll": poll, "choice": said}) for voter, at, said in ballots])
        self.run("poll", "close", poll, at=after(opens, hours=4, minutes=1))
        return self.ask("decision", "show", "latest")

    def leave(self, members, at):
        self.append("identity.leaving/v1", [(voter, after(at, minutes=minute), {}) for minute, voter in enumerate(members)])

    def deliver(self):
        """Carries out a decision: an initiative with everything that was proved for it. Answers the counts of tos."""
        times = [datetime.datetime.fromisoformat(row["committed_at"]).astimezone(datetime.timezone.utc) for row in PROOFS]
        initiative = self.ask("initiative", "start", "--decision", DELIVERED, "--title", DELIVERED, "--done",
                              "The required gates are green.", at=after(times[0], days=-1))["id"]
        self.append("delivery.proof/v1", [
            (CLERK, at, {"initiative": initiative, "lines": row["proof_lines"].split(" ; "), "links": [],
                         "commits": [row["commit"]], "artefacts": [], "metrics": []})
            for at, row in zip(times, PROOFS)])
        self.run("initiative", "deliver", initiative, "--shipped", "What the proofs show.", at=after(times[-1], hours=1))
        return self.ask("initiative", "show", initiative)["proofs"]


def shell(*words, text=None):
    done = subprocess.run([*map(str, words)], input=text, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    if done.returncode:
        sys.exit(f"$ {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def stamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def after(time, **step):
    return time + datetime.timedelta(**step)


def day_of(vote):
    """The beginning of the vote's day; for a second vote of that day, eight hours later."""
    return after(datetime.datetime.fromisoformat(vote["id"][:10]), hours=8 * int(vote["id"][11:]))


def outcome_of(vote, decision):
    if "options" in vote:
        return [vote["options"][number - 1] for number in decision["winners"]]
    return "Yes" if decision["outcome"] == "adopted" else "No"


def words(outcome):
    return outcome if isinstance(outcome, str) else " / ".join(outcome)


def take_votes(committee):
    """All votes in their order, and the table; whether every published outcome was reached."""
    print(f"{'vote':<13} {'question':<58} {'took part':>9}  {'tos counts':<43} published")
    reached = 0
    for number, vote in enumerate(VOTES):
        day = day_of(vote)
        newcomers = sorted(voter for voter in FIRST if FIRST[voter] == number)
        (committee.admit if number else committee.found)(newcomers, day)
        decision = committee.vote(vote, after(day, hours=1))
        outcome, published = outcome_of(vote, decision), vote["published"]
        reached += outcome == published
        turnout = next(figure for figure in decision["figures"] if figure["name"] == "turnout")
        verdict = "not stated" if published is None else "the same" if outcome == published else words(published)
        print(f"{vote['id']:<13} {vote['question']:<58} {turnout['numerator']:>3} of {turnout['denominator']:<2}  "
              f"{words(outcome):<43} {verdict}", flush=True)
        if number < len(VOTES) - 1:
            committee.leave(sorted(voter for voter in LAST if LAST[voter] == number), after(day, hours=6))
    stated = sum(vote["published"] is not None for vote in VOTES)
    print(f"{len(VOTES)} outcomes; of the {stated} that the committee published, {reached} are the same")
    return reached == stated


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tos", default="tos")
    parser.add_argument("--dir", type=pathlib.Path, default=pathlib.Path("demo"))
    arguments = parser.parse_args()
    folder = arguments.dir.resolve()
    committee = Committee(arguments.tos, folder)
    if not take_votes(committee):
        sys.exit("an outcome differs from the published one")

    proofs = committee.deliver()
    print("\n{records} proof records, {lines} proof lines, {green} records with all three gates green".format(**proofs))
    if proofs != PROVED:
        sys.exit(f"the source holds {PROVED}")

    for form, name in (("markdown", "report.md"), ("html", "report.html"), ("json", "report.json")):
        (folder / name).write_text(committee.run("report", "I1", "--format", form, "--base", "committee/"))
    print(f"the delivery report: {folder / 'report.html'}, also .md and .json")

    print("\na fork, and a stranger's clone:")
    print(committee.run("fork", "--handle", "committee-fork", "--name", "The committee, continued"), end="")
    shell("git", "clone", "-q", committee.group, folder / "clone")
    print(shell(arguments.tos, "-C", folder / "clone", "verify"), end="")


if __name__ == "__main__":
    main()
