"""What the tests of whole commands share: a group with a hub and three clones, made once and copied for every test."""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "second"), str(HERE.parent / "support")]
import seeded_keys  # noqa: E402

IDENTITY, FORBIDDEN, MALFORMED, CONFLICT, ENVIRONMENT, USAGE = 4, 5, 6, 7, 3, 2
NAMES = ("mara", "juno", "timo")
START = datetime.datetime(2026, 11, 20, 10, 0)
GIT_CONFIG = "[user]\n\tname = Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n[safe]\n\tdirectory = *\n" \
             "[protocol \"file\"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n"


class Done:
    """A command that has ended."""

    def __init__(self, process):
        self.code, self.out, self.err = process.returncode, process.stdout.decode(errors="replace"), process.stderr.decode(errors="replace")

    def __str__(self):
        return f"exit {self.code}\n{self.out}{self.err}"

    @property
    def data(self):
        return json.JSONDecoder().raw_decode(self.out)[0]["data"]


def ended(process, timeout=None):
    """What became of a command that was started."""
    out, err = process.communicate(timeout=timeout)
    return Done(subprocess.CompletedProcess(process.args, process.returncode, out, err))


class Failed(Exception):
    pass


def expect(condition, *what):
    if not condition:
        raise Failed("; ".join(str(one) for one in what))


class Place:
    """A folder with keys, a clock that the tests set, and repositories. Every command of tos takes a second of that clock."""

    def __init__(self, tos, folder):
        self.binary, self.folder, self.now = tos, pathlib.Path(folder), START
        (self.folder / "home").mkdir(exist_ok=True)
        (self.folder / "home" / ".gitconfig").write_text(GIT_CONFIG)

    def __truediv__(self, name):
        return self.folder / name

    def key(self, name):
        path = self / "keys" / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            seeded_keys.write_key(path.parent, name)
        return path

    def pass_time(self, **spans):
        self.now += datetime.timedelta(**spans)

    def stamp(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now.microsecond // 1000:03}Z"

    def environment(self, who=None, **more):
        keep = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SSH_", "TOS_"))}
        keep.update(HOME=str(self / "home"), GIT_CONFIG_SYSTEM="/dev/null", GIT_TERMINAL_PROMPT="0", TOS_CLOCK=self.stamp())
        if who:
            keep.update(TOS_AS=who, TOS_KEY=str(self.key(who)))
        keep.update({name: str(value) for name, value in more.items() if value is not None})
        return {name: value for name, value in keep.items() if value != "(unset)"}

    def run(self, where, who, *words, data=None, **more):
        """tos in the clone `where`, as `who` (by default whom the clone is named after)."""
        who = who or (where if where in NAMES else None)
        self.pass_time(seconds=1)
        return Done(subprocess.run([self.binary, "-C", str(self / where), *map(str, words)], input=data or b"", capture_output=True,
                                   env=self.environment(who, **more), check=False))

    def start(self, where, who, *words, **more):
        """The same, in a session of its own and not waited for."""
        self.pass_time(seconds=1)
        return subprocess.Popen([self.binary, "-C", str(self / where), *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment(who, **more), start_new_session=True)

    def tos(self, where, *words, code=0, **more):
        done = self.run(where, None, *words, **more)
        expect(done.code == code, f"tos {' '.join(map(str, words))} in {where}: expected exit {code}", done)
        return done

    def git(self, where, *words, code=0, data=None, **more):
        done = Done(subprocess.run(["git", "-C", str(self / where), *map(str, words)], input=data, capture_output=True,
                                   env=self.environment(**more), check=False))
        expect(code is None or done.code == code, f"git {' '.join(map(str, words))} in {where}", done)
        return done if code is None else done.out.strip()

    def verdict(self, where, **more):
        done = self.run(where, None, "verify", "--json", **more)
        expect(done.out.startswith("{"), "no verdict", done)
        return done.data

    def records(self, where):
        """(root, size) of a sound log."""
        data = self.verdict(where)
        expect(data["verdict"] == "GREEN", where, json.dumps(data["problems"], indent=1))
        return data["root"], data["records"]

    def ids(self, where):
        return [line[8:] for line in self.git(where, "log", "--reverse", "--format=%B", "main").splitlines() if line.startswith("Record: ")]

    def head(self, where):
        return self.git(where, "rev-parse", "refs/heads/main")

    def clean(self, where):
        found = self.git(where, "status", "--porcelain")
        expect(found == "", f"git status in {where}", found)

    def beside(self, name):
        return self.copy(pathlib.Path(f"{self.folder}-{name}"))

    def copy(self, folder):
        """The same again in a folder beside this one: remotes and keys are those there."""
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        for config in [*pathlib.Path(folder).glob("*/.git/config"), *pathlib.Path(folder).glob("*/config")]:
            config.write_text(config.read_text().replace(str(self.folder), str(folder)))
        other = Place(self.binary, folder)
        other.now = self.now
        return other

    def found(self):
        """mara, juno and timo with a clone each of hub.git; P1 proposed, V1 open for three days."""
        (self / "mara").mkdir()
        others = [word for name in NAMES[1:] for word in ("--founder", f"{name}={self.key(name)}.pub")]
        self.tos("mara", "init", "--name", "Maple house", "--handle", "maple", "--template", "demo", *others)
        self.tos("mara", "hub", "init", self / "hub.git")
        for name in NAMES[1:]:
            self.tos(".", "clone", self / "hub.git", name)
            self.tos(name, "accept")
            self.tos(name, "sync")
        self.tos("mara", "pull")
        self.tos("mara", "proposal", "new", "--title", "Shared cargo bike", "--summary", "A bike for all.")
        self.tos("mara", "push")
        self.tos("mara", "poll", "open", "P1", "--hours", 72)
        for name in NAMES:
            self.tos(name, "sync")
        return self

    def arm_hook(self, name):
        """The hub's hook of this name gets the fault that HUB_FAULT names."""
        path = self / "hub.git" / "hooks" / name
        path.write_text(path.read_text().replace("exec ", "TOS_FAULT=$HUB_FAULT exec "))

    def newest(self, where):
        return self.ids(where)[-1]


def rewrite(place, where, order):
    """main anew, its record commits in this order."""
    commits = place.git(where, "rev-list", "--reverse", "main").splitlines()
    commits = [one for one in commits if "\nRecord: " in place.git(where, "log", "-1", "--format=%B", one)]
    parent, have = None, []
    for number in order:
        have += added(place, where, commits[number])
        parent = commit_like(place, where, commits[number], have, parent)
    place.git(where, "update-ref", "refs/heads/main", parent)
    return parent


def added(place, where, commit):
    lines = place.git(where, "diff-tree", "--root", "-r", "--diff-filter=A", "--no-commit-id", commit).splitlines()
    return [f"100644 {line.split()[3]}\t{line.split(chr(9))[1]}" for line in lines
            if line.split("\t")[1].split("/")[0] in ("charter", "members", "proposals")]


def commit_like(place, where, commit, entries, parent):
    index = str(place / "index.tmp")
    pathlib.Path(index).unlink(missing_ok=True)
    place.git(where, "update-index", "--add", "--index-info", data=("\n".join(entries) + "\n").encode(), GIT_INDEX_FILE=index)
    tree = place.git(where, "write-tree", GIT_INDEX_FILE=index)
    raw = place.git(where, "cat-file", "commit", commit).splitlines()
    raw = [f"tree {tree}" if line.startswith("tree ") else line for line in raw if not line.startswith("parent ")]
    if parent:
        raw.insert(1, f"parent {parent}")
    return place.git(where, "hash-object", "-t", "commit", "-w", "--stdin", data=("\n".join(raw) + "\n").encode())


TESTS = []


def test(function):
    """Registers a test: its function gets a Place with a founded group."""
    TESTS.append(function)
    return function


def long_test(function):
    """One that is run with --full, or when it is named."""
    function.is_long = True
    return test(function)


def main(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--tos", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--full", action="store_true", help="every case, which takes minutes")
    parser.add_argument("--seed", type=int, help="of a simulation; else a random one")
    parser.add_argument("--steps", type=int, default=40, help="of a simulation")
    options = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory(prefix="tos-sync-") as folder:
        (pathlib.Path(folder) / "base").mkdir()
        base = Place(str(pathlib.Path(options.tos).resolve()), pathlib.Path(folder) / "base").found()
        chosen = [one for one in TESTS if options.only in one.__name__ and (options.full or options.only or not hasattr(one, "is_long"))]
        for number, one in enumerate(chosen):
            place = base.copy(pathlib.Path(folder) / f"{number}")
            place.full, place.options = options.full, options
            try:
                one(place)
            except Failed as failed:
                failures += 1
                print(f"FAILED {one.__name__}: {failed}", flush=True)
            for left in pathlib.Path(folder).glob(f"{number}*"):
                shutil.rmtree(left, ignore_errors=True)
    print(f"{len(chosen)} tests, {failures} failed")
    return 1 if failures or not chosen else 0
