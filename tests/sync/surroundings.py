#!/usr/bin/env python3
"""What other programs, other processes and the machine do to a clone: it is said, nothing is lost, and work goes on.

usage: surroundings.py --tos BINARY [--only WORD] [--full]
"""
import json
import os
import subprocess
import sys

from place import CONFLICT, ENVIRONMENT, Done, expect, main, test


def free_commit(place, where, author="a <a@b> 1 +0000", tree=None):
    """main with a commit on top that git's own tools might not make."""
    tree = tree or place.git(where, "rev-parse", "main^{tree}")
    text = f"tree {tree}\nparent {place.head(where)}\nauthor {author}\ncommitter a <a@b> 1 +0000\n\nfree\n"
    made = place.git(where, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", data=text.encode())
    place.git(where, "update-ref", "refs/heads/main", made)
    return made


@test
def authors_that_git_cannot_read(place):
    """accepts LOG-015: the author line of a free commit is not judged, and main stays main for everyone."""
    for author in ("a <a@b> 99999999999999999999 +0000", "\x1b[31m<<>> x y"):
        made = free_commit(place, "mara", author)
        place.git("mara", "push", "-q", "origin", "main")
        place.records("hub.git")
        place.tos("timo", "pull")
        expect(place.head("timo") == made, "main did not move")
        place.tos("timo", "ballot", "cast", "V1", "yes")
        place.tos("timo", "push")
        place.tos("mara", "pull")
    done = place.run(".", None, "clone", place / "hub.git", "again")
    expect(done.code == 0 and "VALIDATORS=GREEN" in done.out, done)


def entry(place, where, row):
    """The root tree with one more row, as git's plumbing would not take it."""
    raw = subprocess.run(["git", "-C", str(place / where), "cat-file", "tree", "main^{tree}"], capture_output=True, check=True).stdout
    mode, name, identity = row
    raw += f"{mode} {name}\0".encode() + bytes.fromhex(identity)
    return place.git(where, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", data=raw)


@test
def free_files_that_cannot_be_written(place):
    """accepts LOG-034: links that no file system takes are left out of the checkout; refuses LOG-020: a name of 300 bytes."""
    blob = lambda data: place.git("mara", "hash-object", "-w", "--stdin", data=data)  # noqa: E731
    for row in (("120000", "zzz-link", blob(b"")), ("120000", "zzz-long", blob(b"x" * 5000))):
        made = free_commit(place, "mara", tree=entry(place, "mara", row))
        place.git("mara", "push", "-q", "origin", "main")
        place.tos("timo", "pull")
        expect(place.head("timo") == made, row[1], "main did not move")
        place.tos("timo", "ballot", "cast", "V1", "yes")
        expect(row[1] in place.git("timo", "status", "--porcelain"), "it is there after all")
        place.tos("timo", "push")
        place.tos("mara", "pull")
        done = place.run(".", None, "clone", place / "hub.git", f"again{row[1]}")
        expect(done.code == 0 and (place / f"again{row[1]}" / "charter").is_dir(), done)
    free_commit(place, "mara", tree=entry(place, "mara", ("100644", "z" * 300, blob(b"x"))))
    done = place.git("mara", "push", "origin", "main", code=None)
    expect(done.code != 0 and "remote: error[LOG-020] 422" in done.err, done)


@test
def locks_that_killed_commands_left(place):
    """accepts LOG-031: a lock on a reference that a killed tos left goes; refuses LOG-031: that of a git at work stays, and is named."""
    lock, note = place / "juno" / ".git" / "refs" / "heads" / "main.lock", place / "juno" / ".git" / "tos" / "ref"
    lock.write_text("")
    note.write_text("ab" * 20 + " refs/heads/main\n")
    place.tos("juno", "ballot", "cast", "V1", "yes")
    expect(not lock.exists() and not note.exists(), "the lock is still there")
    lock.write_text("")
    done = place.tos("juno", "ballot", "cast", "V1", "no", code=CONFLICT)
    expect("error[LOG-031]" in done.err and str(lock) in done.err, done)
    expect(lock.exists(), "another's lock was removed")


@test
def references_that_cannot_be_written(place):
    """A main that no command can move is no conflict: exit code 3, and what is in the way."""
    folder = place / "juno" / ".git" / "refs" / "heads"
    place.git("juno", "branch", "other")
    (folder / "main").write_text("ref: refs/heads/other\n")
    done = place.tos("juno", "ballot", "cast", "V1", "yes", code=ENVIRONMENT)
    expect("error[LOG-006]" in done.err and "symbolic" in done.err, done)


@test
def published_and_not_noted(place):
    """The remote has taken it, but this clone cannot note that: push says so, and undo does not take it back."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    lock = place / "juno" / ".git" / "refs" / "remotes" / "origin" / "main.lock"
    lock.write_text("")
    done = place.tos("juno", "push")
    expect("published 1 record" in done.out and "could not note" in done.err and str(lock) in done.err, done)
    expect(place.ids("hub.git") == place.ids("juno"), "it was not published")
    done = place.tos("juno", "undo", code=CONFLICT)
    expect("error[CLI-008]" in done.err, done)
    lock.unlink()
    place.tos("juno", "pull")
    done = place.tos("juno", "undo", code=CONFLICT)
    expect("nothing can be undone" in done.err, done)


@test
def many_at_once(place):
    """Commands that run side by side in a clone wait for one another: each is done, and none stalls."""
    place.tos("juno", "ballot", "cast", "V1", "abstain")
    place.pass_time(hours=2)
    commands = [("ballot", "cast", "V1", "yes")] * 4 + [("pull",), ("status",)]
    running = [subprocess.Popen([place.binary, "-C", str(place / "juno"), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env=place.environment("juno", TOS_CLOCK=f"2026-11-20T11:00:00.{number:03}Z")) for number, words in enumerate(commands)]
    for words, process in zip(commands, running):
        out, _ = process.communicate()
        expect(process.returncode == 0, words, process.returncode, out.decode())
    place.records("juno")
    place.clean("juno")


@test
def records_that_come_slowly(place):
    """While tos carry waits for what a pipe brings, the clone is free for others."""
    place.tos("juno", "ballot", "cast", "V1", "yes", "--out", place / "ballot.yaml")
    os.mkfifo(place / "pipe")
    place.pass_time(minutes=5)
    carrying = subprocess.Popen([place.binary, "-C", str(place / "juno"), "carry", str(place / "pipe")], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, env=place.environment("juno"))
    with open(place / "pipe", "wb") as pipe:  # goes on when carry has opened the other end
        place.tos("juno", "ballot", "cast", "V1", "no")
        pipe.write((place / "ballot.yaml").read_bytes())
    out, _ = carrying.communicate()
    expect(carrying.returncode == 0 and b"carried" in out, out)
    place.records("juno")


@test
def outputs_that_take_nothing(place):
    """Exit code 3 where the answer cannot be written, never a bug; a closed stderr is the caller's wish."""
    def run(redirection, *words):
        return subprocess.run(["sh", "-c", f'exec "$0" "$@" {redirection}', place.binary, "-C", str(place / "juno"), *words],
                              capture_output=True, check=False, env=place.environment("juno"))

    for words in (("verify",), ("verify", "--json"), ("status",), ("--help",)):
        expect(run(">/dev/full", *words).returncode == ENVIRONMENT, words, "the answer is lost")
        expect(run(">&-", *words).returncode == ENVIRONMENT, words, "the answer is lost")
        expect(run("2>&-", *words).returncode == 0, words, "stderr is closed")
    expect(run("2>/dev/full", "verify").returncode in (0, ENVIRONMENT), "a bug")
    expect(run("2>&-", "ballot", "cast", "V1", "no").returncode == 0, "the vote")
    expect(run("2>/dev/full", "ballot", "cast", "NONE", "no").returncode == 9, "a refusal keeps its exit code")
    place.records("juno")


@test
def out_files(place):
    """refuses CLI-007: --out makes a new file, here or elsewhere, and touches nothing that is there."""
    folder = place / "out"
    folder.mkdir()

    def cast(target, *more):
        return Done(subprocess.run([place.binary, "-C", str(place / "juno"), "ballot", "cast", "V1", "no", "--out", target, *more], cwd=folder,
                                   capture_output=True, check=False, env=place.environment("juno")))

    expect(cast("new.yaml", "-n").code == 0 and not (folder / "new.yaml").exists(), "a dry run wrote a file")
    done = cast("new.yaml")
    expect(done.code == 0 and (folder / "new.yaml").read_text().count("voting.ballot/v1") == 1, done)
    (folder / "link").symlink_to(folder / "elsewhere")
    os.mkfifo(folder / "pipe")
    for name in ("new.yaml", "link", "pipe"):
        done = cast(str(folder / name))
        expect(done.code == CONFLICT and "error[CLI-007]" in done.err, name, done)
    expect((folder / "link").is_symlink() and not (folder / "elsewhere").exists(), "the link was followed")
    done = cast(str(folder / "missing" / "x.yaml"))
    expect(done.code == ENVIRONMENT and not (folder / "missing").exists(), done)
    expect("voting.ballot/v1" in cast("-").out, "not on stdout")
    expect(not list(folder.glob("tmp_*")), "left behind")


@test
def edited_free_files(place):
    """A free file that was edited here and changed there: pull stays where it is, as git does, until the edit is put away."""
    for text in ("one\ntwo\n", "one\ntwo\nthree\n"):
        (place / "mara" / "NOTES.md").write_text(text)
        place.git("mara", "add", "NOTES.md")
        place.git("mara", "commit", "-qm", "Notes")
        if text == "one\ntwo\n":
            place.tos("mara", "push")
            place.tos("timo", "pull")
    place.tos("mara", "push")
    head = place.head("timo")
    (place / "timo" / "NOTES.md").write_text("zero\none\ntwo\n")
    done = place.tos("timo", "pull", code=ENVIRONMENT)
    expect("error[LOG-034]" in done.err and "NOTES.md" in done.err and place.head("timo") == head, done)
    place.git("timo", "stash", "-q")
    place.tos("timo", "pull")
    place.git("timo", "stash", "pop", "-q")
    expect((place / "timo" / "NOTES.md").read_text() == "zero\none\ntwo\nthree\n", "the edit is lost")


@test
def remotes_that_do_not_answer(place):
    """git's own reason is told, and a password in the URL is not."""
    place.git("juno", "remote", "set-url", "origin", place / "nowhere.git")
    done = place.tos("juno", "pull", code=ENVIRONMENT)
    expect("does not appear to be a git repository" in done.err, done)
    place.git("juno", "remote", "set-url", "origin", "https://juno:secret@127.0.0.1:1/maple.git")
    for words in (("pull",), ("push",)):
        done = place.tos("juno", *words, code=ENVIRONMENT)
        expect("error[FED-001]" in done.err and "https://juno@127.0.0.1:1/maple.git" in done.err and "secret" not in done.err, done)


@test
def bare_repositories_that_are_found(place):
    """accepts LOG-001: safe.bareRepository=explicit leaves a hub that is named; refuses LOG-001: one that is found upwards."""
    place.git(".", "config", "--global", "safe.bareRepository", "explicit")
    place.records("hub.git")
    expect("safe.bareRepository" in place.tos("hub.git/objects", "verify", code=ENVIRONMENT).err, "found")
    place.records("juno")


@test
def words_of_others(place):
    """Control characters that a hub's hook prints do not reach the terminal as such."""
    hook = place / "hub.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nprintf '\\033[31mred\\342\\200\\256 turned\\n' >&2\nexit 1\n")
    place.tos("juno", "ballot", "cast", "V1", "yes")
    done = place.run("juno", None, "push")
    expect(done.code != 0 and "red" in done.err and "\x1b" not in done.err and "\u202e" not in done.err, json.dumps(done.err))


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
