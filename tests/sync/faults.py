#!/usr/bin/env python3
"""Whole commands, killed or out of disk at every point where something is about to reach the disk.

usage: faults.py --tos BINARY [--only WORD] [--full]      --full: every point of every command; else two of some commands
"""
import datetime
import itertools
import json
import shutil
import sys

from place import CONFLICT, ENVIRONMENT, NAMES, Failed, expect, long_test, main, rewrite, test

KILLED = -9


def files(place, name):
    """A file that the command reads."""
    (place / "files").mkdir(exist_ok=True)
    return place / "files" / name


def new_group(place):
    """What `init` needs: an empty folder."""
    (place / "fresh").mkdir()
    return "fresh"


def alone(place):
    """A group without a remote, whose read model moves with main."""
    (place / "alone").mkdir()
    for words in (("init", "--name", "Oak house", "--handle", "oak", "--template", "demo"),
                  ("proposal", "new", "--title", "A bench", "--summary", "To sit on."), ("poll", "open", "P1", "--hours", 24)):
        done = place.run("alone", "mara", *words)
        expect(done.code == 0, done)
    write_lines(place, "alone", ("mara",) * 3)
    return "alone"


def ended_poll(place):
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.pass_time(days=4)
    return "juno"


def applicant(place):
    place.run("mara", None, "join", "--handle", "lena", "--out", files(place, "lena.yaml"), TOS_AS="(unset)", TOS_KEY=place.key("lena"))
    shutil.copy(place / "keys" / "lena.pub", files(place, "lena.pub"))
    return "mara"


def ballots_in_files(place):
    for who in NAMES:
        place.tos(who, "ballot", "cast", "V1", "yes", "--out", files(place, f"ballot-{who}.yaml"))
    return "juno"


def others_published(place):
    for choice in ("yes", "no"):
        place.tos("mara", "ballot", "cast", "V1", choice)
    place.tos("mara", "push")
    return "timo"


def apart(place):
    """timo is behind and has records of his own, one of which no longer fits."""
    for who in ("mara", "timo"):
        place.run("mara", None, "join", "--handle", "lena", "--out", place / f"{who}.yaml", TOS_AS="(unset)", TOS_KEY=place.key(f"lena-{who}"))
        place.tos(who, "carry", place / f"{who}.yaml")
    place.tos("mara", "push")
    place.tos("timo", "ballot", "cast", "V1", "no")
    return "timo"


def unpublished(place):
    for choice in ("yes", "no"):
        place.tos("juno", "ballot", "cast", "V1", choice)
    return "juno"


def summary(place):
    """A proposal, whose summary goes."""
    path = next(one for one in place.git("mara", "ls-tree", "-r", "--name-only", "main").splitlines() if "/proposal-" in one)
    place.record = path[-21:-5]
    return "mara"


def photo_on_the_hub(place):
    """A hub without hooks took a file by hand, and timo has a record of his own."""
    shutil.rmtree(place / "hub.git" / "hooks")
    place.git(".", "clone", "-q", place / "hub.git", "forge")
    (place / "forge" / "charter" / "photo.yaml").write_text("x\n")
    place.git("forge", "add", ".")
    place.git("forge", "commit", "-qm", "Photo")
    place.git("forge", "push", "-q", "origin", "main")
    place.tos("timo", "ballot", "cast", "V1", "no")
    place.tos("timo", "pull", code=CONFLICT)
    return "timo"


def photo_in_main(place):
    (place / "juno" / "charter" / "photo.yaml").write_text("x\n")
    place.git("juno", "add", ".")
    place.git("juno", "commit", "-qnm", "Photo")
    return "juno"


def rewritten_hub(place):
    shutil.rmtree(place / "hub.git" / "hooks")
    rewrite(place, "mara", list(range(5)))
    place.git("mara", "push", "-qf", "origin", "main")
    place.tos("timo", "ballot", "cast", "V1", "no")
    return "timo"


def json_lines(place):
    write_lines(place, "juno", NAMES)
    return "juno"


def write_lines(place, where, authors):
    """ballots.jsonl: a ballot of each author in V1."""
    path = next(one for one in place.git(where, "ls-tree", "-r", "--name-only", "main").splitlines() if "/poll-" in one)
    poll = next(one for one in place.ids(where) if path.endswith(f"/poll-{one[:16]}.yaml"))
    at = place.now.strftime("%Y-%m-%dT%H:%M:%S.")
    lines = [{"kind": "voting.ballot/v1", "author": who, "key": str(place.key(who)), "at": f"{at}{number:03}Z", "body": {"poll": poll, "choice": "yes"}}
             for number, who in enumerate(authors)]
    files(place, "ballots.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def hub_with(hook):
    """Records to push, to a hub whose hook of this name gets the fault that HUB_FAULT names."""
    def before(place):
        place.arm_hook(hook)
        return unpublished(place)
    return before


# name: (what is there before, who, the command, its exit code, what carries the fault)
COMMANDS = {
    "init": (new_group, "mara", ("init", "--name", "Oak house", "--handle", "oak", "--template", "demo")),
    "ballot cast without a remote": (alone, "mara", ("ballot", "cast", "V1", "yes")),
    "import without a remote": (alone, "mara", ("import", "files/ballots.jsonl", "--per-commit", "2")),
    "ballot cast": (unpublished, "juno", ("ballot", "cast", "V1", "abstain")),
    "poll close": (ended_poll, "juno", ("poll", "close", "V1")),
    "member add": (applicant, "mara", ("member", "add", "files/lena.yaml", "files/lena.pub")),
    "carry": (ballots_in_files, "juno", ("carry", "files/")),
    "import": (json_lines, "juno", ("import", "files/ballots.jsonl", "--per-commit", "2")),
    "undo": (unpublished, "juno", ("undo",)),
    "redact": (summary, "mara", ("redact", "RECORD", "--text", "summary", "--ground", "It named a neighbour.")),
    "pull": (others_published, "timo", ("pull",)),
    "pull onto records of one's own": (apart, "timo", ("pull",), CONFLICT),
    "pull of a rewritten log": (rewritten_hub, "timo", ("pull",)),
    "push": (unpublished, "juno", ("push",)),
    "push, judged by the hub": (hub_with("pre-receive"), "juno", ("push",), 0, "HUB_FAULT"),
    "push, taken by the hub": (hub_with("post-receive"), "juno", ("push",), 0, "HUB_FAULT"),
    "sync": (apart, "timo", ("sync",), CONFLICT),
    "repair": (photo_in_main, "juno", ("repair", "--yes")),
    "repair and push": (photo_on_the_hub, "timo", ("repair", "--yes", "--push")),
}
# Tried also where not all is.
CHOSEN = ("init", "ballot cast without a remote", "carry", "import without a remote", "pull onto records of one's own", "push, taken by the hub", "repair")
# Done again after it has happened, these change nothing; the others are refused or do the same act once more.
REPEATABLE = ("pull", "push", "sync", "repair")


class Scene:
    """A command and what it starts from, made once and copied for every point."""

    def __init__(self, place, name):
        before, self.who, self.words, *more = COMMANDS[name]
        self.code, self.carrier = (more + [0, "TOS_FAULT"][len(more):])[:2]
        self.name, self.place, self.numbers = name, place, itertools.count(1)
        self.where = before(place)
        self.before = self.state(place)
        self.was_bad = {one for one in self.repositories(place) if place.verdict(one)["verdict"] != "GREEN"}
        done = self.copy()
        ended = self.run(done)
        expect(ended.code == self.code, name, ended)
        self.after = self.state(done)
        expect(self.before != self.after or self.was_bad, name, "the command does nothing", ended)
        self.drop(done)

    def copy(self):
        return self.place.beside(f"copy{next(self.numbers)}")

    def drop(self, place):
        shutil.rmtree(place.folder)

    def run(self, place, fault=None):
        words = [str(place / word) if word.startswith("files/") else self.place.record if word == "RECORD" else word for word in self.words]
        return place.run(self.where, self.who, *words, **({self.carrier: fault} if fault else {}))

    def repositories(self, place):
        names = (self.where, "hub.git") if self.words[0] in ("push", "sync", "repair") else (self.where,)
        return [name for name in names if any((place / name / path).exists() for path in (".git/refs/heads/main", "refs/heads/main"))]

    def state(self, place):
        """The records of each repository that the command may write to. Ids do not depend on the run: the clock and the keys are the tests'."""
        return {name: frozenset(place.ids(name)) for name in self.repositories(place)}

    def points(self):
        place = self.copy()
        self.run(place, f"count:{place / 'points'}")
        count = int((place / "points").read_text()) if (place / "points").exists() else 0
        self.drop(place)
        return count

    def judge(self, place, done):
        """Before or after, in each repository, and sound; and the command can be run again."""
        state = self.state(place)
        for name in {**self.before, **self.after}:
            found = state.get(name, frozenset())
            expect(found in (self.before.get(name, frozenset()), self.after[name]), name, "neither before nor after", done)
        for name in state:
            expect(place.git(name, "fsck", "--strict", "--no-progress", "--no-dangling") == "", "git fsck", done)
            verdict = place.verdict(name)
            expect(verdict["verdict"] == "GREEN" or name in self.was_bad, name, json.dumps(verdict["problems"]), done)
        happened = state.get(self.where) == self.after[self.where]
        again = self.run(place)
        if not happened or self.name.startswith(REPEATABLE):
            # Whatever it set aside the first time it need not tell again.
            expect(again.code in (0, self.code), "again", again, done)
            expect({name: len(ids) for name, ids in self.state(place).items()} == {name: len(ids) for name, ids in self.after.items()},
                   "it did not end as the first time", done, again)
        else:
            expect(again.code in (0, 4, 5, 6, 7, 9), "again", again, done)
        if done.code == ENVIRONMENT and not happened:
            expect(state == self.before or self.name.startswith(REPEATABLE), "refused, and something was written", done)
        expect(place.run(self.where, self.who, "status").code == 0, "tos status", done, again)
        place.clean(self.where)
        self.expect_kept(place, state, done)

    def expect_kept(self, place, state, done):
        """Each record that there was is in a log or in a file beside it."""
        now = frozenset().union(*self.state(place).values())
        aside = {path.stem for path in (place / self.where / ".git" / "tos" / "aside").glob("*.yaml")}
        lost = frozenset().union(*self.before.values(), *state.values()) - now - aside
        expect(not lost, "lost", lost, done)


def killed(scene, point):
    place = scene.copy()
    done = scene.run(place, f"kill:{point}")
    if scene.carrier == "TOS_FAULT":
        expect(done.code == KILLED, "it was not killed", done)
    scene.judge(place, done)
    scene.drop(place)


def out_of_disk(scene, point):
    place = scene.copy()
    done = scene.run(place, f"full:{point}")
    expect(done.code in (0, scene.code, ENVIRONMENT), "exit code of a full disk", done)
    if done.code == ENVIRONMENT:
        expect("error[" in done.err and "hint:" in done.err, "no error that tells", done)
    elif scene.carrier == "TOS_FAULT":
        expect(scene.state(place) == scene.after, "it said that it had done what it had not", done)
    scene.judge(place, done)
    scene.drop(place)


def try_command(place, name):
    scene = Scene(place, name)
    points = scene.points()
    tries = [(mode, point) for point in range(1, points + 1) for mode in (killed, out_of_disk)]
    if not place.full and points:
        tries = [(killed, (points + 1) // 2), (out_of_disk, points)]
    failures = []
    for mode, point in tries:
        try:
            mode(scene, point)
        except Failed as failed:
            failures.append(f"{name}, {mode.__name__} at {point}: {failed}")
    print(f"{name}: {points} fault points, {len(tries)} tries", flush=True)
    expect(not failures, *failures)


for _name in COMMANDS:
    def _try(place, name=_name):
        try_command(place, name)
    _try.__name__ = "faults_of_" + _name.replace(" ", "_")
    (test if _name in CHOSEN else long_test)(_try)


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
