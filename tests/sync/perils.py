"""Commands that die on the way: at a point where something is about to reach the disk, there or in the hub, or after a while."""
import collections
import contextlib
import os
import pathlib
import signal
import subprocess
import time

from place import ENVIRONMENT, ended, expect

REFUSED = (4, 5, 6, 7, 8, 9)
POINTS = 24  # most commands have fewer


def living(session):
    """The processes of a session: tos, the git that it called, what that called in the hub."""
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, found = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(found) == session and state not in "ZX":
            yield int(path.parent.name)


def kill(process, victims):
    """While nobody has waited for the process, its number and that of its group are its own."""
    if victims == "all":
        os.killpg(process.pid, signal.SIGKILL)
    elif victims == "tos":
        process.kill()
    else:
        for one in set(living(process.pid)) - {process.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)


class Peril:
    """What happens to one command: a fault that its environment names; or, after a share of its usual time, SIGKILL for it, for what it
    called, which is git and on the other side of a push the hub, or for all of them."""

    def __init__(self, rng, is_network):
        self.environment, self.share, self.victims = {}, None, ""
        chance, point = rng.random(), rng.randint(1, POINTS)
        if chance < 0.12:
            self.environment = {"TOS_FAULT": f"kill:{point}"}
        elif chance < 0.15:
            self.environment = {"TOS_FAULT": f"full:{point}"}
        elif chance < 0.24:
            self.share, self.victims = rng.random() * 1.2, rng.choice(("tos", "tos", "all"))
        elif chance < 0.32 and is_network:
            self.share, self.victims = rng.random() * 1.2, rng.choice(("tos", "what it called", "all"))
        elif chance < 0.36 and is_network:
            self.environment = {"HUB_FAULT": "kill:1"}

    def permits(self, code):
        is_full = self.environment.get("TOS_FAULT", "").startswith("full")
        if code == -signal.SIGKILL:
            return self.victims in ("tos", "all") or bool(self.environment) and not is_full
        return code in (0, *REFUSED) or code == ENVIRONMENT and (is_full or bool(self.victims))

    def name(self, code):
        """What came of it."""
        if code < 0:
            return "killed at a write" if self.environment else "killed"
        if code == ENVIRONMENT:
            return "git killed" if self.victims else "no space"
        return "hook killed" if "HUB_FAULT" in self.environment else "unharmed"


class Perils:
    """Runs commands in clones, `owners` saying whose they are, and counts how they ended."""

    def __init__(self, place, owners):
        self.place, self.owners, self.counts = place, owners, collections.Counter()
        self.trail, self.took = collections.deque(maxlen=12), {}  # the last commands; by verb, how long the last one took
        place.arm_hook("post-receive")

    def run(self, clone, words, peril):
        """It says yes, says no, or dies; it does not break."""
        begun, verb = time.monotonic(), words[0]
        process = self.place.start(clone, self.owners[clone], *words, **peril.environment)
        try:
            done = ended(process, None if peril.share is None else peril.share * self.took.get(verb, 0.1))
        except subprocess.TimeoutExpired:
            kill(process, peril.victims)
            done = ended(process)
        while (peril.victims or done.code < 0) and any(living(process.pid)):
            time.sleep(0.01)  # a git that outlives tos ends by itself
        if peril.victims not in ("", "tos"):
            self.remove_locks(clone)
        if done.code >= 0 and not peril.environment:
            self.took[verb] = time.monotonic() - begun
        expect(peril.permits(done.code), clone, words, peril.environment, peril.victims, done)
        self.note(clone, words, done, peril)
        return done

    def remove_locks(self, clone):
        """What a person does after git died, as git says. Where tos alone dies nobody must."""
        for where in (self.place / "hub.git", self.place / clone / ".git"):
            for path in (*where.glob("*.lock"), *where.glob("refs/**/*.lock")):
                path.unlink()
                self.counts["locks of git removed"] += 1

    def run_together(self, commands):
        """At the same moment: (clone, words) …"""
        for clone, words, process in [(clone, words, self.place.start(clone, self.owners[clone], *words)) for clone, words in commands]:
            done = ended(process)
            expect(done.code in (0, *REFUSED), clone, words, done)
            self.note(clone, words, done, None)

    def note(self, clone, words, done, peril):
        said = done.err.strip().splitlines()[:1]
        hit = (peril.environment or peril.victims and f"kill {peril.victims}") if peril else ""
        self.trail.append(f"{clone}: {' '.join(map(str, words))} {hit or ''} → {done.code} {said}")
        self.counts[words[0] + (" done" if done.code == 0 else " refused" if done.code > 0 else " killed")] += 1
        if peril and (peril.environment or peril.victims):
            self.counts[peril.name(done.code)] += 1
