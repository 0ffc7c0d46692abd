#!/usr/bin/env python3
"""Repositories, trees, read models and surroundings that a clone may meet: a clear error, and nothing is lost or changed.

usage: bad_input.py --tos BINARY [--only WORD] [--full]
"""
import hashlib
import os
import pathlib
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import zlib

from place import CONFLICT, ENVIRONMENT, MALFORMED, expect, long_test, main, test

READING = (("status",), ("log",), ("list",), ("member", "list"), ("member", "show", "juno"), ("proposal", "list"), ("proposal", "show", "P1"),
           ("poll", "list"), ("poll", "show", "V1"), ("decision", "list"), ("role", "list"), ("charter", "show"), ("due",))


@test
def odd_repositories(place):
    """Shallow, partial, grafted and replaced clones are not judged, and nothing is written in them."""
    url = "file://" + str(place / "hub.git")
    place.git(".", "clone", "-q", "--depth", "2", url, "shallow")
    # What a CI service does: an empty repository, one commit, a branch of its own making.
    place.git(".", "init", "-q", "ci")
    place.git("ci", "fetch", "-q", "--depth=1", url, "main")
    place.git("ci", "checkout", "-q", "-B", "main", "FETCH_HEAD")
    place.git("hub.git", "config", "uploadpack.allowFilter", "true")
    place.git(".", "clone", "-q", "--filter=blob:none", url, "partial")
    place.git(".", "clone", "-q", url, "replaced")
    place.git("replaced", "replace", place.git("replaced", "rev-parse", "main~1"), place.git("replaced", "rev-parse", "main~2"))
    place.git(".", "clone", "-q", url, "grafted")
    (place / "grafted" / ".git" / "info").mkdir(exist_ok=True)
    (place / "grafted" / ".git" / "info" / "grafts").write_text(place.head("grafted") + "\n")
    for where, rule, hint in (("shallow", "LOG-002", "fetch-depth: 0"), ("ci", "LOG-002", "fetch-depth: 0"), ("partial", "LOG-003", ""),
                              ("replaced", "LOG-005", ""), ("grafted", "LOG-004", "")):
        head = place.git(where, "for-each-ref")
        for words in (("verify",), ("status",), ("ballot", "cast", "V1", "yes"), ("pull",)):
            done = place.run(where, "juno", *words)
            expect(done.code == ENVIRONMENT and f"error[{rule}]" in done.err and "hint:" in done.err and hint in done.err, where, words, done)
        expect(place.git(where, "for-each-ref") == head, where, "a reference moved")


STRANGERS = {
    "a symbolic link": "ln -s ../README.md charter/link.yaml",
    "an executable": "echo x > charter/run.yaml; chmod +x charter/run.yaml",
    "a dotfile": "echo x > charter/.hidden",
    ".gitattributes": "echo '* text' > charter/.gitattributes",
    "a submodule": f"mkdir charter/lib; git update-index --add --cacheinfo 160000,{'ab' * 20},charter/lib",
    "another root .gitattributes": "echo '* text' > .gitattributes",
}


@test
def strangers_in_record_folders(place):
    """What may not stand among records comes in by plain git on a hookless forge: pull stays before it, whatever follows."""
    shutil.rmtree(place / "hub.git" / "hooks")
    good, ids = place.head("hub.git"), place.ids("timo")
    for name, command in STRANGERS.items():
        place.git("hub.git", "update-ref", "refs/heads/main", good)
        place.git(".", "clone", "-q", place / "hub.git", "forge")
        subprocess.run(f"{command}; git ls-files -o -z | xargs -0r git add -f; git add -u; git commit -qm Stranger; "
                       "git push -q origin HEAD:main", shell=True, check=True, cwd=place / "forge",
                       env=place.environment(), stderr=subprocess.DEVNULL)
        shutil.rmtree(place / "forge")
        head = place.head("hub.git")
        expect(head != good, name, "was not pushed")
        done = place.tos("timo", "pull", code=CONFLICT)
        expect("error[LOG-0" in done.err and "refs/tos/evidence/" in done.err, name, done)
        expect(place.head("timo") == good and place.ids("timo") == ids, name, "main moved")
        expect(place.git("timo", "rev-parse", f"refs/tos/evidence/{list(STRANGERS).index(name) + 1}") == head, name, "is not kept")
        verdict = place.verdict("hub.git")
        expect(verdict["verdict"] == "RED", name, verdict)
    place.clean("timo")
    place.tos("timo", "repair", "--yes", "--push")
    expect(place.records("hub.git") == place.records("timo") and place.ids("hub.git") == ids, "repair did not mend the hub")


class Objects:
    """Loose objects written straight into a repository, and a commit of a tree on top of main."""

    def __init__(self, place, where):
        self.place, self.where = place, where
        self.folder = place / where / "objects"

    def write(self, kind, data):
        raw = f"{kind} {len(data)}\0".encode() + data
        name = hashlib.sha1(raw).hexdigest()
        self.store(name, zlib.compress(raw, 1))
        return name

    def store(self, name, packed):
        path = self.folder / name[:2] / name[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(packed)

    def zeros(self, size):
        """A blob of `size` zero bytes, never held in memory."""
        digest, packer, block, parts = hashlib.sha1(), zlib.compressobj(1), bytes(1 << 20), []
        head = f"blob {size}\0".encode()
        digest.update(head)
        parts.append(packer.compress(head))
        for _ in range(size >> 20):
            digest.update(block)
            parts.append(packer.compress(block))
        parts.append(packer.flush())
        self.store(digest.hexdigest(), b"".join(parts))
        return digest.hexdigest()

    @staticmethod
    def tree(entries):
        return b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(one) for mode, name, one in sorted(
            entries, key=lambda entry: entry[1] + "/" if entry[0] == "40000" else entry[1]))

    def nested(self, depth, inner):
        for _ in range(depth):
            inner = self.write("tree", self.tree([("40000", "a", inner)]))
        return inner

    def commit(self, name, tree):
        """main with one more entry at the root (or in place of what was there)."""
        kept = [line for line in self.place.git(self.where, "ls-tree", "main").splitlines() if not line.endswith("\t" + name)]
        kept.append(f"040000 tree {tree}\t{name}" if isinstance(tree, str) else f"100644 blob {tree[0]}\t{name}")
        root = self.place.git(self.where, "mktree", "--missing", data=("\n".join(kept) + "\n").encode())
        made = self.place.git(self.where, "commit-tree", root, "-p", "main", "-m", "More")
        self.place.git(self.where, "update-ref", "refs/heads/main", made)


def hostile(place):
    """A bare hub without hooks that anything can be written to."""
    shutil.rmtree(place / "hub.git" / "hooks")
    return Objects(place, "hub.git")


def most_memory(place):
    """What the largest tos so far held, in MiB. Meaningless with sanitizers, which hold freed memory back."""
    symbols = subprocess.run(["grep", "-c", "__asan_init", place.binary], capture_output=True, check=False).stdout
    return 0 if symbols.strip() != b"0" else resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def refused(place, rule, *, pulled=True):
    """verify is RED by this rule with at most some hundred problems told, and pull stays where it is."""
    verdict = place.verdict("hub.git")
    expect(verdict["verdict"] == "RED" and rule in {one["rule"] for one in verdict["problems"]}, rule, verdict["problems"][:3])
    expect(len(verdict["problems"]) <= 310, "too many problems told", len(verdict["problems"]))
    if pulled:
        head = place.head("timo")
        place.tos("timo", "pull", code=CONFLICT)
        expect(place.head("timo") == head, "main moved")


def shard(objects, blob, count, name):
    return objects.write("tree", objects.tree([("100644", name(number), blob) for number in range(count)]))


@test
def very_many_files(place):
    """100,000 files that no record names, plain or named like records."""
    objects = hostile(place)
    blob = objects.write("blob", b"x\n")
    objects.commit("peers", shard(objects, blob, 100_000, lambda number: f"file-{number}.txt"))
    refused(place, "LOG-110")
    objects.commit("peers", shard(objects, blob, 100_000, lambda number: f"ballot-{number * 2654435761 % 2**64:016x}.yaml"))
    refused(place, "LOG-110", pulled=False)
    expect(most_memory(place) < 120, "memory", most_memory(place))


@long_test  # a million files are listed before it is enough
def trees_without_end(place):
    """A few small trees, each in the next many times over: 10^12 files, named like records, each in a folder of its own."""
    objects = hostile(place)
    blob = objects.write("blob", b"x\n")
    known = place.ids("timo")[2][:16]
    for name in (lambda number: f"ballot-{number:016x}.yaml", lambda number: f"n{number}-{known}.yaml"):
        inner = shard(objects, blob, 100, name)
        for _ in range(5):
            inner = objects.write("tree", objects.tree([("40000", f"a-rather-long-name-of-a-folder-{number}", inner) for number in range(100)]))
        objects.commit("peers", inner)
        refused(place, "LOG-110", pulled=False)
    inner = objects.write("tree", b"")
    for _ in range(6):
        inner = objects.write("tree", objects.tree([("40000", f"d{number}", inner) for number in range(100)]))
    objects.commit("peers", inner)
    refused(place, "LOG-011", pulled=False)
    expect(most_memory(place) < 120, "memory", most_memory(place))


@test
def very_deep_trees(place):
    """10,000 folders in one another, among records and outside."""
    objects = hostile(place)
    inner = objects.nested(10_000, objects.write("tree", objects.tree([("100644", "x", objects.write("blob", b"x\n"))])))
    for name in ("peers", "docs"):
        objects.commit(name, inner)
        refused(place, "LOG-020", pulled=name == "docs")


@test
def very_large_files(place):
    """A file of 1 GiB (300 MiB where not all is tried) among records is refused unread; outside it is pulled past."""
    objects = hostile(place)
    blob = objects.zeros((1 << 30) if place.full else (300 << 20))
    before = place.head("hub.git")
    founding = next(one for one in place.git("hub.git", "ls-tree", "--name-only", "main", "charter/").splitlines() if "founding" in one)
    rows = [line.replace(line.split()[2], blob) if line.endswith(founding.split("/")[1]) else line
            for line in place.git("hub.git", "ls-tree", "main:charter").splitlines()]
    objects.commit("charter", place.git("hub.git", "mktree", "--missing", data=("\n".join(rows) + "\n").encode()))
    refused(place, "LOG-012", pulled=False)
    expect(most_memory(place) < 120, "memory", most_memory(place))
    place.git("hub.git", "update-ref", "refs/heads/main", before)
    objects.commit("film.mp4", (blob,))
    place.tos("timo", "pull")
    expect(place.head("timo") == place.head("hub.git"), "main did not move")
    place.tos("timo", "ballot", "cast", "V1", "yes")
    place.tos("timo", "status")


def poisons(path):
    """(name, what does it) for every column of every table of the read model, and for the file as a whole."""
    size = path.stat().st_size
    rng = random.Random(7)
    yield "empty", lambda: path.write_bytes(b"")
    yield "half", lambda: os.truncate(path, size // 2)
    yield "odd half", lambda: os.truncate(path, size // 2 + 77)
    yield "no database", lambda: path.write_bytes(b"SQLite format 4\0" + bytes(4096))
    yield "text", lambda: path.write_text("hello\n" * 1000)
    yield "a folder", lambda: (path.unlink(), path.mkdir())
    yield "a link", lambda: (path.unlink(), path.symlink_to("/etc/passwd"))
    for number in range(8):
        def scribble(seed=rng.random()):
            own, data = random.Random(seed), bytearray(path.read_bytes())
            for _ in range(own.choice((1, 20, 400))):
                data[own.randrange(100, len(data))] = own.randrange(256)
            path.write_bytes(data)
        yield f"random bytes {number}", scribble
    with sqlite3.connect(path) as base:
        tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        columns = [(table, row[1]) for table in tables for row in base.execute(f'PRAGMA table_info("{table}")')]
    base.close()
    for table in tables:
        yield f"{table} is empty", lambda table=table: change(path, f'DELETE FROM "{table}"')
        yield f"{table} is gone", lambda table=table: change(path, f'DROP TABLE "{table}"')
    for table, column in columns:
        for value in ("''", "-1", "9223372036854775807", "'zzz'", "x'00ff'", f'"{column}" || \'x\'', f'"{column}" + 1', "NULL"):
            if (table, column) == ("value", "name") and value != "'zzz'":
                continue
            yield f"{table}.{column} = {value}", lambda sql=f'UPDATE OR IGNORE "{table}" SET "{column}" = {value}': change(path, sql)
    for name, value in (("commit", "''"), ("commit", f"'{'ab' * 20}'"), ("group", "''"), ("frontier", "x'00'"), ("group-handle", "'other'"),
                        ("charter", "x'00'"), ("charter", "replace(value, 'steward', 'anybody')"), ("charter", "replace(value, '72', '0')")):
        yield f"value {name} = {value}", lambda sql=f"UPDATE value SET value = {value} WHERE name LIKE '%{name}%'": change(path, sql)
    yield "a trigger", lambda: change(path, "CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM log; END")
    yield "a view in place of a table", lambda: change(path, "ALTER TABLE ballot RENAME TO b2; CREATE VIEW ballot AS SELECT * FROM b2")


def change(path, sql):
    base = sqlite3.connect(path)
    try:
        base.executescript(sql)
    except sqlite3.Error:
        pass  # a column that cannot hold it
    finally:
        base.close()


@test
def poisoned_read_models(place):
    """Whatever stands in index.db: verify does not care, and no command crashes or writes what is not valid."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("juno", "push")
    place.pass_time(days=4)
    place.tos("juno", "poll", "close", "V1")
    place.tos("juno", "push")
    place.tos("juno", "proposal", "new", "--title", "A bench", "--summary", "To sit on.")
    place.tos("juno", "push")
    place.tos("juno", "poll", "open", "P2", "--hours", 72)
    place.tos("juno", "push")
    place.tos("juno", "status")
    index = place / "juno" / ".git" / "tos" / "index.db"
    with sqlite3.connect(index) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()
    expected = place.verdict("juno")
    kept = place / "kept"
    shutil.copytree(place / "juno" / ".git" / "tos", kept)
    rng, tried, wrong = random.Random(11), 0, []
    for name, poison in poisons(kept / "index.db"):
        if not place.full and rng.random() > 0.025:
            continue
        tried += 1
        folder = place / "juno" / ".git" / "tos"
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        relocated(poison, kept, folder)
        commands = READING if place.full else rng.sample(READING, 2)
        for words in (*commands, ("ballot", "cast", "V2", "no")):
            done = place.run("juno", None, *words)
            if done.code not in (0, 3, 4, 5, 6, 7, 8, 9) or "a bug" in done.err or "Sanitizer" in done.err:
                wrong.append(f"{name}: tos {' '.join(words)}: {done}")
        if place.full or tried % 8 == 0:
            verdict = place.verdict("juno")
            if {**verdict, "commit": 0, "records": 0, "root": 0, "signatures_checked": 0} != {
                    **expected, "commit": 0, "records": 0, "root": 0, "signatures_checked": 0}:
                wrong.append(f"{name}: verify: {verdict}")
            place.tos("juno", "repair", "--yes") if verdict["verdict"] != "GREEN" else None
        place.git("juno", "reset", "-q", "--hard", "origin/main")
        expect(place.git("juno", "status", "--porcelain") == "", name, "git status")
    print(f"{tried} poisons tried")
    expect(not wrong, len(wrong), *wrong[:6])


def relocated(poison, kept, folder):
    """Runs a poison that was made for the file in `kept` on the one in `folder`."""
    shutil.move(kept, f"{kept}-own")
    kept.symlink_to(folder)
    try:
        poison()
    finally:
        kept.unlink()
        shutil.move(f"{kept}-own", kept)


@test
def read_model_of_another_group(place):
    """Another group's index.db is thrown away, and so is a newer one of the same group."""
    (place / "other").mkdir()
    place.run("other", "mara", "init", "--name", "Oak house", "--handle", "oak", "--template", "demo")
    place.run("other", "mara", "status")
    own = place.verdict("juno")
    for source in ("other", "mara"):
        if source == "mara":
            place.tos("mara", "ballot", "cast", "V1", "yes")
            place.tos("mara", "push")
        folder = place / "juno" / ".git" / "tos"
        for name in ("index.db", "index.db-wal", "index.db-shm"):
            (folder / name).unlink(missing_ok=True)
            if (place / source / ".git" / "tos" / name).exists():
                shutil.copy(place / source / ".git" / "tos" / name, folder / name)
        expect("Maple house" in str(place.tos("juno", "status")), source)
        place.tos("juno", "ballot", "cast", "V1", "no")
        place.tos("juno", "undo")
        expect(place.verdict("juno") == own, source, "verify")
    place.tos("juno", "pull")
    place.records("juno")


@test
def absent_text(place):
    """A history that was rewritten without a text: taken, for the log is the same, with a warning, and the text is kept."""
    shutil.rmtree(place / "hub.git" / "hooks")
    path = next(one for one in place.git("mara", "ls-tree", "-r", "--name-only", "main").splitlines() if "/proposal-" in one)
    blob = place.git("mara", "show", f"main:{path}").split("\n---\n")
    stripped = place.git("mara", "hash-object", "-w", "--stdin", data=("\n---\n".join(blob[:2]) + "\n").encode())
    before = place.head("timo")
    place.git("mara", "-c", "core.hooksPath=/dev/null", "filter-branch", "-f", "--index-filter",
              f"if git cat-file -e $GIT_COMMIT:{path} 2>/dev/null; then git update-index --cacheinfo 100644,{stripped},{path}; fi", "main",
              FILTER_BRANCH_SQUELCH_WARNING="1")
    place.git("mara", "push", "-qf", "origin", "main")
    expect([one["rule"] for one in place.verdict("hub.git")["problems"]] == ["REC-009"], "verify", place.verdict("hub.git"))
    done = place.tos("timo", "pull")
    expect("[REC-009]" in done.err and path in done.err and "refs/tos/evidence/1" in done.err, done)
    expect(place.git("timo", "rev-parse", "refs/tos/evidence/1") == before, "the text is not kept")
    done = place.run(".", None, "clone", place / "hub.git", "again")
    expect(done.code == MALFORMED and "REC-009" in str(done), done)


@test
def no_git(place):
    """Without git on the path: what needs it says so, what does not works."""
    only = place / "bin"
    only.mkdir()
    for words in (("pull",), ("push",), ("sync",)):
        done = place.run("juno", None, *words, PATH=only)
        expect(done.code == ENVIRONMENT and "error[LOG-035]" in done.err and "hint: install git" in done.err, words, done)
    done = place.run(".", None, "clone", place / "hub.git", "again", PATH=only)
    expect(done.code == ENVIRONMENT and "error[LOG-035]" in done.err, done)
    for words in (("verify",), ("status",), ("ballot", "cast", "V1", "yes"), ("undo",)):
        done = place.run("juno", None, *words, PATH=only)
        expect(done.code == 0, words, done)


@test
def no_key(place):
    """No key, another's key, an encrypted one without an agent, a file that is no key."""
    head = place.head("juno")
    place.key("juno")
    locked = place / "keys" / "locked"
    shutil.copy(place / "keys" / "juno", locked)
    shutil.copy(place / "keys" / "juno.pub", f"{locked}.pub")
    locked.chmod(0o600)
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", locked], check=True, capture_output=True)
    junk = place / "keys" / "junk"
    junk.write_text("not a key\n")
    for key, author, code, words in (("(unset)", "(unset)", ENVIRONMENT, "error[CLI-00"), ("(unset)", "juno", ENVIRONMENT, "error[CLI-002]"),
                                     (place.key("mara"), "juno", 4, "error[IDN-011] 401"), (locked, "juno", ENVIRONMENT, "ssh-add"),
                                     (place / "keys" / "none", "juno", None, "hint:"), (junk, "juno", None, "error[")):
        done = place.run("juno", None, "ballot", "cast", "V1", "yes", TOS_KEY=key, TOS_AS=author, SSH_AUTH_SOCK="(unset)")
        expect(done.code == code if code else done.code in (3, 4, 6, 9), key, done)
        expect(words in done.err and "hint:" in done.err, key, done)
        expect(place.head("juno") == head, "main moved")
    done = place.run("juno", None, "ballot", "cast", "V1", "yes", TOS_KEY=locked, SSH_AUTH_SOCK=place / "nowhere")
    expect(done.code == ENVIRONMENT and place.head("juno") == head, "an agent that is not there", done)


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
