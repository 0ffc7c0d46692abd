#!/usr/bin/env python3
"""A hub refuses through a real `git push` what `tos verify` refuses, with the same words, and nothing of it stays.

usage: hub.py --tos BINARY [--only WORD] [--full]      --full: every case of bad input that tests/second knows
"""
import datetime
import pathlib
import re
import shutil
import sys
import types

from place import CONFLICT, ENVIRONMENT, FORBIDDEN, IDENTITY, MALFORMED, START, Failed, expect, main, rewrite, test
import cases  # noqa: E402
import forge  # noqa: E402

# One or two of each sort where not every case is run.
CHOSEN = ("a sound group", "a byte flipped", "another member's signature", "a key that is nobody's", "a revoked key", "a record moved later",
          "a record deleted", "in another folder", "added outside the log", "listed twice", "replayed from another group", "before the grace",
          "in the future", "after close", "too late", "no member", "a merge", "free text in a record commit", "a symbolic link in a home",
          "an executable", "a submodule", "a dotfile in a home", "another .gitattributes", "nine levels", "many unknown files", "'..'", "two records",
          "of two records", "a huge file", "65 KiB", "a comment", "an alias bomb", "another committer", "saw another history", "a second founding",
          "many unknown", "a free commit outside", "two records in the other order", "the same records in other commits")
REFUSED = re.compile(r"^remote: error\[([A-Z]+-\d+)\](?: \d+)?: (.*?) *$", re.M)


def same_words(place, path, done):
    """What the hub said, if `tos verify` says the same of the repository that was pushed."""
    found = REFUSED.search(done.err)
    expect(found, "no refusal that a member could read", done)
    problems = [(one["rule"], one["what"].splitlines()[0]) for one in place.verdict(path)["problems"]]
    # Where a hub compares with the log it has, a rewritten one is refused for that before anything else.
    expect(found[1] == "LOG-113" or found.groups() in problems or (found[1] in [rule for rule, _ in problems]),
           "verify does not say so", found.groups(), problems[:5])
    return found


def ground(place):
    """The group that tests/second tampers with, in a hub."""
    runner = types.SimpleNamespace(work=place.folder, compare=lambda *_: None)
    origin = cases.base(runner, place / "base.git")
    made = place.git(".", "clone", "-q", "--bare", origin.path, "case-hub.git")
    place.tos("case-hub.git", "hooks", "install", "--hub")
    return runner, origin, made


@test
def every_bad_log(place):
    """Each case of bad input, pushed."""
    runner, origin, _ = ground(place)
    count = 0
    failures = []
    for number, (name, code, build) in enumerate(cases.CASES):
        if not place.full and not any(word in name for word in CHOSEN):
            continue
        if code == ENVIRONMENT or "some file system takes" in name:
            continue  # repositories that cannot be judged do not travel by push; the names are pushed in dangerous_names
        own = origin.copy(place / f"case-{number}.git")
        own.fresh = lambda number=number: cases.fresh_founding(runner, place / f"fresh-{number}.git")
        own.bare = lambda name, number=number: cases.Ground(runner, place / f"{number}-{name}")
        made = build(own) or own
        path = pathlib.Path(getattr(made, "path", made)).name
        try:
            push_case(place, path, code)
        except Failed as failed:
            failures.append(f"{name}: {failed}")
        count += 1
        for left in {path, own.path.name}:
            shutil.rmtree(place / left, ignore_errors=True)
    print(f"{count} logs pushed")
    expect(not failures, *failures)


def push_case(place, path, code):
    hub, before = "case-hub.git", place.head("case-hub.git")
    same_log = place.ids(path)[:len(place.ids(hub))] == place.ids(hub)
    objects = place.git(hub, "count-objects", "-v")
    done = place.git(path, "push", place / hub, "+main", code=None)
    if code == 0 and same_log:
        expect(done.code == 0, "refused", done)
        expect(place.head(hub) == place.head(path), "main did not move")
        expect("the log has" in done.err, "no word of the read model", done)
        place.git(hub, "update-ref", "refs/heads/main", before)
        return
    expect(done.code != 0 and "pre-receive hook declined" in done.err or "remote unpack failed" in done.err, "taken", done)
    expect(place.head(hub) == before, "main moved")
    expect(place.git(hub, "count-objects", "-v") == objects, "objects of a refused push stay")
    if "pre-receive" in done.err:
        same_words(place, path, done)


@test
def dangerous_names(place):
    """Names that a file system takes for .git, in a free folder."""
    _, origin, _ = ground(place)
    blob = place.git("base.git", "hash-object", "-w", "--stdin", data=b"x\n")
    for name in (".git", ".GIT", "git~1", "..", "a\\b", ".git ", ".g\u200cit"):
        raw = f"100644 {name}\0".encode() + bytes.fromhex(blob)
        tree = place.git("base.git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally", data=raw)
        listed = place.git("base.git", "ls-tree", "main") + f"\n040000 tree {tree}\tfree\n"
        commit = cases.commit_tree(origin.path, place.git("base.git", "mktree", data=listed.encode()))
        place.git("base.git", "update-ref", "refs/heads/other", commit)
        place.git("base.git", "symbolic-ref", "HEAD", "refs/heads/other")
        done = place.git("base.git", "push", place / "case-hub.git", "other:main", code=None)
        expect(done.code != 0 and "error[LOG-017]" in done.err, repr(name), done)


@test
def member_reads_the_refusal(place):
    """`tos push` and `tos sync` say what the hub said, which chooses no exit code: any hook can print anything. Here the hub's clock is behind."""
    place.pass_time(days=2)
    place.tos("juno", "ballot", "cast", "V1", "yes")
    hook = place / "hub.git" / "hooks" / "pre-receive"
    good = hook.read_text()
    hook.write_text(good.replace("exec ", f"TOS_CLOCK={START.isoformat()}.000Z exec "))
    head = place.head("hub.git")
    for words in (("push",), ("sync",)):
        done = place.tos("juno", *words, code=FORBIDDEN)
        expect("error[LOG-104] 409" in done.err and "error[FED-004] 403" in done.err, done)
    done = place.tos("juno", "push", "--json", code=FORBIDDEN)
    expect(done.data["rule"] == "FED-004" and "error[LOG-104] 409" in done.data["remote"], done)
    expect(place.head("hub.git") == head, "main moved")
    hook.write_text(good)
    place.tos("juno", "push")
    expect(place.records("hub.git") == place.records("juno"), "the same record is taken when its time has come")


@test
def late_ballot(place):
    """A ballot signed in time and brought after the poll's end is refused by the hub as by the clone."""
    place.tos("juno", "ballot", "cast", "V1", "yes", "--out", place / "late.yaml")
    place.pass_time(days=4)
    place.tos("mara", "poll", "close", "V1")
    place.tos("mara", "push")
    place.tos("timo", "pull")
    done = place.tos("timo", "carry", place / "late.yaml", code=FORBIDDEN)
    expect("error[VOT-005] 403" in done.err, done)
    own = place.ids("timo")
    commit_by_hand(place, "timo", (place / "late.yaml").read_bytes())
    done = place.git("timo", "push", "origin", "main", code=None)
    expect(done.code != 0 and "remote: error[VOT-005] 403" in done.err, done)
    expect(place.ids("hub.git") == own, "the hub keeps its log")


def commit_by_hand(place, where, data, folder=None):
    """Logs a record with plumbing alone, as tos would write it if it passed."""
    name = forge.record_id(data)
    line = lambda key: data.split(f"\n{key}: ".encode(), 1)[1].split(b"\n", 1)[0].decode().strip('"')  # noqa: E731
    at = datetime.datetime.strptime(line("at"), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)
    paths = place.git(where, "ls-tree", "-r", "--name-only", "main", "proposals").splitlines()
    folder = folder or next(path for path in paths if "/poll-" in path).rpartition("/")[0]
    noun = cases.noun_of(data)
    path = f"{folder}/{'ballots/' if noun == 'ballot' else ''}{noun}-{name[:16]}.yaml"
    forge.commit(place / where, {path: data}, forge.subject_message(line("kind"), line("author"), [name]), line("author"), handle="maple",
                 seconds=int(at.timestamp()))
    return name


@test
def quarantine(place):
    """What a refused push brought is not in the hub, and main's read model has not moved; a good one moves it after the push alone."""
    index = place / "hub.git" / "tos" / "index.db"
    expect(index.exists(), "no read model")
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("timo", "ballot", "cast", "V1", "no")
    post = place / "hub.git" / "hooks" / "post-receive"
    text = post.read_text()
    post.write_text("#!/bin/sh\nexit 0\n")
    before = index_commit(index)
    head = place.head("hub.git")
    place.tos("juno", "push")
    expect(index_commit(index) == before == head, "pre-receive moved the read model", before, head)
    post.write_text(text)
    place.tos("timo", "sync")
    expect(index_commit(index) == place.head("hub.git"), "post-receive did not move the read model")
    # A pre-receive of somebody else's after tos's, which refuses: nothing that tos judged good stays.
    hook = place / "hub.git" / "hooks" / "pre-receive"
    hook.write_text(hook.read_text().replace("exec ", "") + "exit 1\n")
    place.tos("mara", "pull")
    place.tos("mara", "ballot", "cast", "V1", "yes")
    head, objects = place.head("hub.git"), place.git("hub.git", "count-objects", "-v")
    place.tos("mara", "push", code=FORBIDDEN)
    expect(place.head("hub.git") == head and index_commit(index) == head, "main or the read model moved")
    expect(place.git("hub.git", "count-objects", "-v") == objects, "objects stay")


def index_commit(path):
    import sqlite3
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in base.execute(f'SELECT * FROM "{table}"'):
                if "commit" in row:
                    return row[-1].decode() if isinstance(row[-1], bytes) else row[-1]
    finally:
        base.close()
    raise Failed("the read model does not say how far it goes")


@test
def rewritten_main(place):
    """accepts LOG-113: the same root in other commits is taken with force; refuses LOG-113: another root never, and both are named."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("juno", "push")
    root, size = place.records("hub.git")
    rewrite(place, "juno", list(range(size)))
    place.git("juno", "push", "-f", "origin", "main")
    expect(place.records("hub.git") == (root, size), "the rewritten log is another")
    rewrite(place, "juno", [0, 2, 1, *range(3, size)])
    done = place.git("juno", "push", "-f", "origin", "main", code=None)
    expect(done.code != 0 and "error[LOG-113] 409" in done.err, done)
    expect(len(re.findall(r"[0-9a-f]{64}", done.err)) >= 2, "both roots", done)
    expect(place.records("hub.git") == (root, size), "the hub keeps its log")


@test
def kept_references(place):
    """refuses FED-004: main is not deleted, replace refs and tos's own are not taken; accepts FED-004: other branches and tags."""
    place.git("hub.git", "config", "receive.denyDeleteCurrent", "ignore")
    for words in ((":main",), ("main:refs/replace/" + place.head("mara"),), ("main:refs/tos/published",)):
        done = place.git("mara", "push", "origin", *words, code=None)
        expect(done.code != 0 and "error[FED-004] 403" in done.err, words, done)
    place.git("mara", "push", "origin", "main:refs/heads/draft", "main:refs/tags/first")
    place.records("hub.git")


@test
def free_commits(place):
    """accepts FED-006: README and playbooks are pushed with plain git; refuses FED-006: a home touched by hand, in the clone and in the hub."""
    (place / "mara" / "playbooks").mkdir()
    (place / "mara" / "playbooks" / "welcome.md").write_text("Say hello.\n")
    place.git("mara", "add", ".")
    place.git("mara", "commit", "-qm", "How we welcome people")
    place.git("mara", "push", "-q", "origin", "main")
    place.tos("juno", "sync")
    expect((place / "juno" / "playbooks" / "welcome.md").exists(), "the free commit did not arrive")
    place.clean("juno")
    expect(place.tos("juno", "hooks", "install").out.count("installed") == 2, "hooks")
    (place / "juno" / "NOTES.md").write_text("hello\n")
    place.git("juno", "add", ".")
    place.git("juno", "commit", "-qm", "Notes of our own")
    (place / "juno" / "charter" / "notes.yaml").write_text("hello\n")
    place.git("juno", "add", ".")
    done = place.git("juno", "commit", "-qm", "Notes", code=None)
    expect(done.code != 0 and "error[FED-006] 403" in done.err and "charter/notes.yaml" in done.err, done)
    place.git("juno", "commit", "-qnm", "Notes")
    done = place.git("juno", "push", "origin", "main", code=None)
    expect(done.code != 0 and "remote: error[LOG-015] 422" in done.err, done)


@test
def hooks_of_others(place):
    """refuses FED-008: a hook that tos did not write; accepts FED-008: one that it did is written again."""
    hook = place / "mara" / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    done = place.tos("mara", "hooks", "install", code=CONFLICT)
    expect("error[FED-008] 409" in done.err, done)
    expect(hook.read_text() == "#!/bin/sh\nexit 0\n", "overwritten")
    place.tos("juno", "hooks", "install")
    place.tos("juno", "hooks", "install")


@test
def merges_by_hand(place):
    """pre-merge-commit stops a merge that would bring records; a merge pushed all the same is refused."""
    place.tos("juno", "hooks", "install")
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("timo", "ballot", "cast", "V1", "no")
    place.tos("timo", "push")
    place.git("juno", "fetch", "-q")
    done = place.git("juno", "merge", "--no-edit", "origin/main", code=None)
    expect(done.code != 0 and "error[FED-006]" in done.err, done)
    place.git("juno", "merge", "--abort", code=None)
    place.git("juno", "merge", "-q", "--no-verify", "--no-edit", "origin/main")
    done = place.git("juno", "push", "origin", "main", code=None)
    expect(done.code != 0 and "remote: error[LOG-113] 409" in done.err, "juno's first parent is juno's own log", done)
    place.git("juno", "reset", "-q", "--hard", "ORIG_HEAD")
    place.tos("juno", "sync")
    expect(place.records("juno") == place.records("hub.git"), "they did not come together")


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
