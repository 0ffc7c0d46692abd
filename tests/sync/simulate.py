#!/usr/bin/env python3
"""Members with clones of a hub and its mirror do what comes to their minds; messages are late, lost, forged and repeated; processes die.

usage: simulate.py --tos BINARY [--seed N] [--steps N]
"""
import json
import random
import shutil
import sys

from place import CONFLICT, ENVIRONMENT, NAMES, expect, main, test
from witness import Witness
import forge  # noqa: E402

CLONES = {"mara": "mara", "juno": "juno", "timo": "timo", "laptop": "juno"}  # whose they are
HUB, MIRROR = "hub.git", "mirror.git"
REFUSED = (4, 5, 6, 7, 8, 9)
TITLES = ("A bench", "A tree", "Quiet hours", "A new roof", "Bike repair", "Shared tools")


class World:
    """The clones, a courier's bag of record files, and what must never be forgotten."""

    def __init__(self, place, seed):
        self.place, self.rng, self.bag = place, random.Random(seed), place / "bag"
        self.bag.mkdir()
        place.tos(".", "clone", place / HUB, "laptop")
        place.git(".", "clone", "-q", "--bare", place / HUB, MIRROR)
        place.git(MIRROR, "remote", "remove", "origin")  # what is in it is published
        place.tos(MIRROR, "hooks", "install", "--hub")
        self.witness = Witness(place, HUB, CLONES)
        self.forged, self.numbers, self.counts = set(), iter(range(10**6)), {}

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def run(self, clone, *words, **more):
        """A command of the clone's owner, that may be killed. It says yes, says no, or dies; it does not break."""
        fault = f"kill:{self.rng.randint(1, 45)}" if self.rng.random() < 0.12 else None
        done = self.place.run(clone, CLONES[clone], *words, TOS_FAULT=fault, **more)
        expect(done.code in (0, ENVIRONMENT, *REFUSED) or (fault and done.code == -9), clone, words, done)
        expect(done.code != ENVIRONMENT or "no commits" in done.err or "FED-" in done.err, clone, words, done)
        self.count("killed" if done.code == -9 else f"{words[0]} {'done' if done.code == 0 else 'refused'}")
        self.witness.see(clone)
        return done

    def somebody(self):
        return self.rng.choice(list(CLONES))

    # What may happen.

    def act(self):
        clone, rng = self.somebody(), self.rng
        poll, proposal = f"V{rng.randint(1, 4)}", f"P{rng.randint(1, 5)}"
        choice = rng.choice(("yes", "no", "abstain"))
        words = rng.choice((("ballot", "cast", poll, choice), ("ballot", "cast", poll, choice),
                            ("proposal", "new", "--title", rng.choice(TITLES), "--summary", "For all of us."),
                            ("poll", "open", proposal, "--hours", rng.choice((2, 24, 72))), ("poll", "close", "--due"),
                            ("proposal", "withdraw", proposal, "--reason", "Not now."), ("role", "resign", "steward"),
                            ("member", "suspend", rng.choice(NAMES), "--reason", "Absent.")))
        self.run(clone, *words)

    def export(self):
        """A ballot that a courier is to bring: perhaps never, perhaps twice."""
        clone = self.somebody()
        self.place.run(clone, CLONES[clone], "ballot", "cast", f"V{self.rng.randint(1, 3)}", self.rng.choice(("yes", "no")),
                       "--out", self.bag / f"{next(self.numbers)}.yaml")

    def join(self):
        name = f"guest{next(self.numbers)}"
        self.place.run(self.somebody(), None, "join", "--handle", name, "--out", self.bag / f"{name}.yaml", TOS_AS="(unset)",
                       TOS_KEY=self.place.key(name))

    def tamper(self):
        """Somebody flips a byte in what the courier has, or puts one record's signature under another."""
        files = sorted(self.bag.glob("*.yaml"))
        if not files:
            return
        data = bytearray(self.rng.choice(files).read_bytes())
        end = data.index(b"\n---\n")
        if self.rng.random() < 0.5:
            data[self.rng.randrange(end)] ^= 1 << self.rng.randrange(7)
        else:
            other = self.rng.choice(files).read_bytes()
            data = bytearray(data[:end].replace(b'"yes"', b'"no"') + other[other.index(b"\n---\n"):])
        name = forge.record_id(bytes(data))
        if name not in {forge.record_id(path.read_bytes()) for path in files} | self.forged:
            self.forged.add(name)
        (self.bag / f"forged{next(self.numbers)}.yml").write_bytes(data)

    def carry(self):
        """Everything in the bag, or a part of it in any order, true and forged."""
        files = sorted(self.bag.iterdir())
        if not files:
            return
        clone = self.somebody()
        for path in self.rng.sample(files, min(len(files), 3)):
            done = self.run(clone, "carry", path)
            expect(done.code != 0 or path.suffix == ".yaml" or forge.record_id(path.read_bytes()) not in self.forged, "a forged record was carried", done)

    def network(self):
        """pull, push or sync with the hub, or with nobody because the line is dead."""
        clone = self.somebody()
        if self.rng.random() < 0.1:
            self.place.git(clone, "remote", "set-url", "origin", self.place / "nowhere.git")
            done = self.run(clone, self.rng.choice(("pull", "push", "sync")))
            expect(done.code in (ENVIRONMENT, -9), "nobody answered, and it was pleased", done)
            self.place.git(clone, "remote", "set-url", "origin", self.place / HUB)
        else:
            self.run(clone, self.rng.choice(("pull", "push", "sync", "sync")))

    def mirror(self):
        """Somebody brings the mirror up to date; others pull from it, ahead or behind."""
        if self.rng.random() < 0.6:
            self.place.git(HUB, "push", "-q", self.place / MIRROR, "main", code=None)
        clone = self.somebody()
        self.place.git(clone, "remote", "set-url", "origin", self.place / MIRROR)
        done = self.run(clone, "pull")
        expect("LOG-113" not in done.err, "the mirror is another history", done)
        self.place.git(clone, "remote", "set-url", "origin", self.place / HUB)

    def assault(self):
        """A push by plain git of a record that was tampered with: signed by nobody, though it says so."""
        path = next((path for path in self.rng.sample(sorted(self.bag.iterdir()), len(list(self.bag.iterdir())))
                     if forge.record_id(path.read_bytes()) in self.forged), None)
        if path is None:
            return
        shutil.rmtree(self.place / "villain", ignore_errors=True)
        self.place.git(".", "clone", "-q", self.place / HUB, "villain")
        data, head = path.read_bytes(), self.place.head(HUB)
        name = forge.record_id(data)
        forge.commit(self.place / "villain", {f"charter/ballot-{name[:16]}.yaml": data}, forge.subject_message("voting.ballot/v1", "mara", [name]),
                     "mara", handle="maple")
        done = self.place.git("villain", "push", "origin", "main", code=None)
        expect(done.code != 0 and "remote: error[" in done.err and self.place.head(HUB) == head, "the hub took it", done)
        self.count("assaults")

    def time(self):
        self.place.pass_time(minutes=self.rng.choice((1, 30, 600, 1500)))

    # What always holds.

    def check(self):
        hub, logs = self.witness.check()
        for clone, ids in logs.items():
            expect(not set(ids) & self.forged, clone, "a forged record is in the log")
        expect(not set(hub) & self.forged, "a forged record is in the hub")
        self.agree()

    def agree(self):
        """Repositories at the same commit say the same, byte for byte; and all are sound."""
        answers = {}
        for where in (*CLONES, HUB, MIRROR):
            said = [self.place.run(where, "mara", *words, "--json").out for words in (("verify",), ("decision", "list"))]
            verdict = json.JSONDecoder().raw_decode(said[0])[0]["data"]
            expect(verdict["verdict"] == "GREEN", where, json.dumps(verdict["problems"]))
            answers.setdefault(self.place.head(where), {}).setdefault(tuple(said), []).append(where)
        for head, found in answers.items():
            expect(len(found) == 1, "they see the same main and disagree", head, *found.items())

    def come_together(self):
        for _ in range(2):
            for clone in CLONES:
                done = self.place.run(clone, CLONES[clone], "sync")
                expect(done.code in (0, CONFLICT), clone, done)
        self.place.git(HUB, "push", "-q", self.place / MIRROR, "main")
        self.check()
        expect(len({self.place.head(where) for where in (*CLONES, HUB, MIRROR)}) == 1, "they did not come together")
        for clone in CLONES:
            self.place.clean(clone)


@test
def simulation(place):
    seed = place.options.seed if place.options.seed is not None else random.randrange(10**6)
    print(f"SEED={seed}", flush=True)
    world = World(place, seed)
    happenings = [world.act] * 6 + [world.network] * 5 + [world.export, world.join, world.tamper, world.carry,
                                                          world.mirror, world.assault] * 2 + [world.time]
    for step in range(1, place.options.steps + 1):
        world.rng.choice(happenings)()
        if step % 20 == 0:
            world.check()
    world.come_together()
    print(f"{place.options.steps} steps, {len(world.witness.published)} records published, {len(world.forged)} forged;",
          ", ".join(f"{what}: {count}" for what, count in sorted(world.counts.items())))


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
