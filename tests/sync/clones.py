#!/usr/bin/env python3
"""Clones that worked apart come together, over files and over ssh, and what does not fit is named and kept.

usage: clones.py --tos BINARY [--only WORD] [--full]
"""
import base64
import getpass
import hashlib
import itertools
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time

from place import CONFLICT, ENVIRONMENT, FORBIDDEN, MALFORMED, NAMES, ended, expect, long_test, main, rewrite, test


def everybody_agrees(place, *clones):
    """The same log everywhere, clean work trees, and no record lost on the way."""
    found = {place.records(clone) for clone in clones}
    expect(len(found) == 1, "the logs differ", found)
    for clone in clones:
        if not clone.endswith(".git"):
            place.clean(clone)
    return found.pop()


def bare_forge(place):
    """The hub without its hooks: any git hosting."""
    shutil.rmtree(place / "hub.git" / "hooks")
    return "hub.git"


@test
def offline_work_comes_together(place):
    """accepts FED-001, FED-002: two clones with many records each: all are taken, ids and signatures unchanged, and both have the same log."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("juno", "proposal", "new", "--title", "A bench", "--summary", "To sit on in the yard.")
    place.tos("juno", "ballot", "cast", "V1", "abstain")
    place.tos("timo", "ballot", "cast", "V1", "no")
    place.tos("timo", "proposal", "new", "--title", "A tree", "--summary", "For shade in summer.")
    before = set(place.ids("juno")) | set(place.ids("timo"))
    files = record_files(place, "juno") | record_files(place, "timo")
    done = place.tos("juno", "sync")
    expect("published 3 records" in done.out and "not yet published" not in done.err, done)
    done = place.tos("timo", "push")
    expect("published 2 records" in done.out and "not yet published" not in done.err, done)
    place.tos("juno", "pull")
    place.tos("mara", "pull")
    everybody_agrees(place, "juno", "timo", "mara", "hub.git")
    expect(set(place.ids("mara")) == before, "records are missing or new")
    expect(record_files(place, "mara") == files, "a record's bytes or place changed")


def record_files(place, where):
    return {line for line in place.git(where, "ls-tree", "-r", "main").splitlines() if "\tproposals/" in line or "\tmembers/" in line}


ACTS = {
    "ballots": (("juno", "ballot", "cast", "V1", "yes"), ("timo", "ballot", "cast", "V1", "no")),
    "two candidates of one handle": (("juno", "carry", "join-a.yaml"), ("timo", "carry", "join-b.yaml")),
    "the same record carried twice": (("juno", "carry", "join-a.yaml"), ("timo", "carry", "join-a.yaml")),
    "two decisions of one poll": (("juno", "poll", "close", "V1"), ("timo", "poll", "close", "V1")),
    "a withdrawal and a poll": (("juno", "proposal", "withdraw", "P2", "--reason", "No."), ("timo", "poll", "open", "P2", "--hours", "24")),
    "leaving and a ballot": (("juno", "member", "leave"), ("juno2", "ballot", "cast", "V1", "yes")),
    "a revoked key and what it signed": (("juno", "key", "revoke", "juno"), ("juno2", "ballot", "cast", "V1", "yes")),
    "one key for two": (("juno", "carry", "join-a.yaml"), ("timo", "carry", "join-c.yaml")),
}


CHOSEN = ("two candidates of one handle", "two decisions of one poll", "a withdrawal and a poll")  # where not all are tried


@test
def both_pull_orders(place):
    """Of any two concurrent acts, both orders give the same records, or name the rule by which one was set aside."""
    place.tos("juno", "proposal", "new", "--title", "Another", "--summary", "One more of them.")
    place.tos("juno", "push")
    place.tos("timo", "pull")
    place.tos(".", "clone", place / "hub.git", "juno2")
    for name, handle, key in (("a", "lena", "lena"), ("b", "lena", "lena2"), ("c", "olga", "lena")):
        place.run("mara", None, "join", "--handle", handle, "--out", place / f"join-{name}.yaml", TOS_AS="(unset)", TOS_KEY=place.key(key))
    place.pass_time(days=3, seconds=5)
    together = 0
    for name, acts in ACTS.items():
        if not place.full and name not in CHOSEN:
            continue
        results = []
        for number, order in enumerate(itertools.permutations(range(2))):
            side = place.beside(f"{name.replace(' ', '-')}-{number}")
            if "poll" not in name or "withdrawal" in name:
                side.pass_time(days=-2)
            for where, *words in acts:
                words = [str(place / word) if word.startswith("join-") else word for word in words]
                if words[:2] == ["key", "revoke"]:
                    words[2] = key_id(side, "juno")
                done = side.run(where, where.rstrip("2"), *words)
                expect(done.code == 0, name, words, done)
            first, second = (acts[one][0] for one in order)
            before = set(side.ids(first)) | set(side.ids(second))
            side.run(first, first.rstrip("2"), "push")
            done = side.run(second, second.rstrip("2"), "sync")
            aside = {path.stem: path.with_suffix(".txt").read_text().split()[0]
                     for path in (side / second / ".git" / "tos" / "aside").glob("*.yaml")}
            expect((done.code == CONFLICT) == bool(aside), name, "an exit code that tells", done)
            expect(all(rule in done.out + done.err for rule in aside.values()), name, "the rule is named", aside, done)
            expect(set(side.ids(second)) | set(aside) == before, name, "something is lost")
            side.tos(first, "pull")
            everybody_agrees(side, first, second, "hub.git")
            results.append((frozenset(side.ids(second)), dict(aside)))
        together += 1
        same = results[0][0] == results[1][0]
        expect(same or all(aside for records, aside in results if records != results[0][0] | results[1][0]), name, results)
    print(f"{together} pairs of concurrent acts in both orders")


def key_id(place, who):
    blob = base64.b64decode((place / "keys" / f"{who}.pub").read_text().split()[1])
    return hashlib.sha256(blob).hexdigest()


@test
def set_aside_is_kept(place):
    """A record that does not fit any more is whole in .git/tos/aside, with its rule, and can be carried by hand."""
    place.pass_time(days=3, seconds=5)
    for who in ("juno", "timo"):
        place.tos(who, "poll", "close", "V1")
    place.tos("juno", "push")
    lost = place.ids("timo")[-1]
    data = place.git("timo", "cat-file", "blob", "main:" + next(path for path in place.git("timo", "ls-tree", "-r", "--name-only", "main").splitlines()
                                                              if lost[:16] in path))
    done = place.tos("timo", "sync", code=CONFLICT)
    expect("set aside timo's decision" in done.err, done)
    kept = place / "timo" / ".git" / "tos" / "aside" / f"{lost}.yaml"
    expect(kept.read_text().strip() == data, "the record changed")
    place.tos("timo", "carry", kept, code=CONFLICT)
    everybody_agrees(place, "juno", "timo", "hub.git")


@test
def a_batch_goes_aside_whole(place):
    """Of a movement in several records, one does not pass any more: none of the others is published, which would be dead for ever."""
    place.tos("mara", "currency", "add", "EUR", "--name", "Euros", "--kind", "backed", "--issuers", "steward")
    place.tos("mara", "ledger", "transfer", "juno", "900", "EUR", "--from", "bank/external")
    place.tos("mara", "push")
    place.tos("juno", "pull")
    place.tos(".", "clone", place / "hub.git", "laptop")
    place.run("laptop", "juno", "ledger", "transfer", "timo", "500", "EUR")
    place.run("laptop", "juno", "push")
    legs = "juno/EUR/member,-801\n" + "".join(f"till-{i}/EUR/external,1\n" for i in range(801))
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("juno", "ledger", "transfer", "--legs", "-", data=legs.encode())
    batch, ballot = place.ids("juno")[-3:], place.ids("juno")[-4]
    done = place.tos("juno", "push", code=CONFLICT)
    expect("published 1 record" in done.out and done.err.count("set aside juno's movement of") == 3, done)
    expect(done.err.count("another part of its batch does not pass") == 2, done)
    kept = {path.stem for path in (place / "juno" / ".git" / "tos" / "aside").glob("*.yaml")}
    expect(kept == set(batch) and ballot in place.ids("juno"), "what was set aside", kept)
    place.tos("mara", "pull")
    place.tos("timo", "pull")
    everybody_agrees(place, "juno", "mara", "timo", "hub.git")


@test
def rewritten_remote(place):
    """accepts LOG-113: other commits with the same root are taken over, unpublished records on top; refuses LOG-113: another root stops, both shown."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("juno", "push")
    place.tos("timo", "ballot", "cast", "V1", "no")
    place.tos("mara", "pull")
    bare_forge(place)
    rewrite(place, "mara", list(range(6)))
    place.git("mara", "push", "-qf", "origin", "main")
    done = place.tos("timo", "pull")
    expect("rewritten" in done.err and "1 record not yet published" in done.err, done)
    place.tos("timo", "push")
    place.tos("juno", "pull")
    everybody_agrees(place, "timo", "juno", "hub.git")
    root = place.records("juno")[0]
    place.git("mara", "fetch", "-q")
    place.git("mara", "update-ref", "refs/heads/main", "refs/remotes/origin/main")
    rewrite(place, "mara", [0, 2, 1, 3, 4, 5, 6])
    place.git("mara", "push", "-qf", "origin", "main")
    before = place.head("juno")
    done = place.tos("juno", "pull", code=CONFLICT)
    expect("error[LOG-113] 409" in done.err and root in done.err and len(set(re.findall(r"[0-9a-f]{64}", done.err))) == 2, "both roots", done)
    expect("refs/tos/evidence/1" in done.err, done)
    expect(place.git("juno", "rev-parse", "refs/tos/evidence/1") == place.head("mara"), "the other history is not kept")
    expect(place.head("juno") == before, "main moved")
    place.tos("juno", "ballot", "cast", "V1", "abstain")
    done = place.tos("juno", "push", code=CONFLICT)
    expect("error[LOG-113]" in done.err, done)


@test
def shorter_remote(place):
    """A remote that was taken back to an earlier commit gets what it lacks again."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("juno", "push")
    bare_forge(place)
    place.git("hub.git", "update-ref", "refs/heads/main", "refs/heads/main~2")
    done = place.tos("juno", "pull")
    expect("behind" in done.out, done)
    place.tos("juno", "push")
    everybody_agrees(place, "juno", "hub.git")


def stops_and_is_mended(place, rule, good, lost=()):
    """`good`: the ids that must be in the log when it is mended; `lost`: names of files that stay as evidence only."""
    size = place.records("timo")[1]
    place.tos("timo", "ballot", "cast", "V1", "no")  # local work goes on
    done = place.tos("timo", "pull", code=CONFLICT)
    expect(f"error[{rule}]" in done.err and "refs/tos/evidence/1" in done.err and "tos repair" in done.err, rule, done)
    expect(place.verdict("timo")["verdict"] == "GREEN" and place.records("timo")[1] >= size + 1, "the clone is no longer sound")
    own = place.ids("timo")
    done = place.tos("timo", "push", code=CONFLICT)
    expect("error[FED-002]" in done.err, done)
    expect(place.ids("timo") == own, "a push that was refused changed the clone")
    broken = place.head("hub.git")
    done = place.tos("timo", "repair")
    expect("would stay" in done.out or "would move" in done.out, done)
    expect(place.ids("timo") == own, "repair without --yes changed something")
    done = place.tos("timo", "repair", "--yes", "--push")
    expect(place.git("timo", "rev-parse", "refs/tos/evidence/1") == broken, "the bad commits are not kept")
    root, _ = everybody_agrees(place, "timo", "hub.git")
    expect(set(good) | set(own) <= set(place.ids("hub.git")), "records are lost", set(good) - set(place.ids("hub.git")))
    for name in lost:
        expect(list((place / "timo" / ".git" / "tos" / "evidence").glob(f"*/{name}")), name, "is not kept")
    place.tos("mara", "sync")
    expect(place.records("mara")[0] == root, "mara did not follow")
    return done


@test
def merge_button(place):
    """refuses LOG-014, FED-002: somebody merges on a forge by plain git: the log stops there, both sides' records are saved."""
    bare_forge(place)
    place.tos("juno", "ballot", "cast", "V1", "yes")
    place.tos("mara", "ballot", "cast", "V1", "no")
    good = place.ids("juno") + place.ids("mara")
    place.git("juno", "push", "-q", "origin", "main:refs/heads/juno")
    place.tos("mara", "push")
    place.tos("timo", "pull")
    place.git(".", "clone", "-q", place / "hub.git", "forge")
    place.git("forge", "merge", "-q", "--no-ff", "--no-edit", "-m", "Merge branch juno", "origin/juno")
    place.git("forge", "push", "-q", "origin", "main")
    stops_and_is_mended(place, "LOG-014", good)


@long_test
def squash_button(place):
    """refuses LOG-015, FED-002: the same with "squash and merge": the files are there, the lists are not."""
    bare_forge(place)
    place.tos("juno", "ballot", "cast", "V1", "yes")
    good = place.ids("juno")
    place.git("juno", "push", "-q", "origin", "main:refs/heads/juno")
    place.git(".", "clone", "-q", place / "hub.git", "forge")
    place.git("forge", "merge", "-q", "--squash", "origin/juno")
    place.git("forge", "commit", "-qm", "Ballot of juno (#1)")
    place.git("forge", "push", "-q", "origin", "main")
    stops_and_is_mended(place, "LOG-015", good)


@long_test
def rebase_button(place):
    """refuses LOG-013, FED-002: the same with "rebase and merge": same files and messages, another committer."""
    bare_forge(place)
    place.tos("juno", "ballot", "cast", "V1", "yes")
    good = place.ids("juno")
    place.git("juno", "push", "-q", "origin", "main:refs/heads/juno")
    place.git(".", "clone", "-q", place / "hub.git", "forge")
    place.git("forge", "cherry-pick", "origin/juno")
    place.git("forge", "push", "-q", "origin", "main")
    stops_and_is_mended(place, "LOG-013", good)


@test
def unsigned_file(place):
    """Somebody uploads a file through a forge's web page, and work goes on behind it."""
    bare_forge(place)
    place.git(".", "clone", "-q", place / "hub.git", "forge")
    (place / "forge" / "charter" / "idea.yaml").write_text("idea: more bikes\n")
    place.git("forge", "add", ".")
    place.git("forge", "commit", "-qm", "Add idea")
    place.git("forge", "push", "-q", "origin", "main")
    stops_and_is_mended(place, "LOG-015", place.ids("hub.git"), ["charter/idea.yaml"])


@long_test
def record_on_a_bad_commit(place):
    """A record that was appended behind a bad commit is saved by repair."""
    bare_forge(place)
    place.git("juno", "config", "commit.gpgsign", "false")
    (place / "juno" / "charter" / "photo.yaml").write_text("x\n")
    place.git("juno", "add", ".")
    place.git("juno", "commit", "-qnm", "Photo")
    bad = place.head("juno")
    done = place.run("juno", None, "ballot", "cast", "V1", "yes")
    expect(done.code == MALFORMED and "tos repair" in done.err, "a broken main takes no record", done)
    expect(place.head("juno") == bad, "main moved")
    place.git("juno", "push", "-q", "origin", "main")
    stops_and_is_mended(place, "LOG-015", place.ids("hub.git"), ["charter/photo.yaml"])
    done = place.tos("juno", "repair", "--yes")
    expect("moved main" in done.out, done)
    everybody_agrees(place, "juno", "hub.git")


@test
def deleted_and_changed_files(place):
    """A record changed or removed on a forge: the log stops there, and its bytes come from the clones."""
    changes = ("printf x >> \"$f\"", "rm \"$f\"", "git mv \"$f\" charter/moved.yaml", "chmod +x \"$f\"", "ln -sf README.md \"$f\"")
    for number, change in enumerate(changes if place.full else changes[1:2]):
        side = place.beside(f"change-{number}")
        bare_forge(side)
        side.git(".", "clone", "-q", side / "hub.git", "forge")
        subprocess.run(f"f=$(ls charter/founding-*); {change}; git add -A; git commit -qm change; git push -q origin main", shell=True, check=True,
                       cwd=side / "forge", env=side.environment())
        stops_and_is_mended(side, "LOG-015", side.ids("juno"))


@test
def two_at_once(place):
    """Two processes in one clone: each succeeds or is refused by LOG-030 or LOG-031, and the log has just what succeeded."""
    for round_number in range(5 if place.full else 2):
        before = place.ids("juno")
        place.pass_time(seconds=1)
        runs = [subprocess.Popen([place.binary, "-C", str(place / "juno"), "ballot", "cast", "V1", choice], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=place.environment("juno")) for choice in ("yes", "no", "abstain", "yes")[:2 + round_number % 3]]
        done = [ended(run) for run in runs]
        passed = sum(one.code == 0 for one in done)
        expect(passed >= 1, "none succeeded", *done)
        expect(all(one.code in (0, CONFLICT) and (one.code == 0 or re.search(r"error\[(LOG-03[01]|LOG-105)\]", one.err)) for one in done), *done)
        expect(len(place.ids("juno")) == len(before) + passed, "records do not match what was said", *done)
        place.clean("juno")
    place.tos("juno", "push")
    everybody_agrees(place, "juno", "hub.git")


@test
def two_pushes_at_once(place):
    """accepts FED-003: members who push at the same moment all get their records in."""
    for who in NAMES:
        place.tos(who, "ballot", "cast", "V1", "yes")
    runs = [subprocess.Popen([place.binary, "-C", str(place / who), "sync"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env=place.environment(who)) for who in NAMES]
    for run in runs:
        out, err = run.communicate()
        expect(run.returncode == 0, out.decode(), err.decode())
    for who in NAMES:
        place.tos(who, "pull")
    expect(everybody_agrees(place, *NAMES, "hub.git")[1] == 8, "not all arrived")


@test
def always_overtaken(place):
    """refuses FED-003: whoever is overtaken before each of five tries gives up, loses nothing, and gets in when it is quiet again."""
    place.tos("juno", "ballot", "cast", "V1", "yes")
    own = place.ids("juno")[-1]
    for choice in ("yes", "no") * 3:
        place.tos("timo", "ballot", "cast", "V1", choice)
    place.git("timo", "push", "-q", "origin", "main:refs/heads/ahead")
    # A git that lets timo publish another record just before each push.
    wrapper = place / "bin" / "git"
    wrapper.parent.mkdir()
    real, hub = shutil.which("git"), shlex.quote(str(place / "hub.git"))
    wrapper.write_text(f'#!/bin/sh\ncase " $* " in *" push "*) echo x >>"$0.count"; n=$(wc -l <"$0.count")\n'
                       f"  {real} --git-dir {hub} update-ref refs/heads/main refs/heads/ahead~$((6 - n));; esac\nexec {real} \"$@\"\n")
    wrapper.chmod(0o755)
    done = place.tos("juno", "push", code=CONFLICT, PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    expect("error[FED-003] 409" in done.err and "5 times in a row" in done.err, done)
    expect(place.ids("juno")[-1] == own, "juno's record is lost")
    place.tos("juno", "push")
    place.tos("timo", "sync")
    place.tos("juno", "pull")
    everybody_agrees(place, "juno", "timo", "hub.git")


@test
def unreachable_remote(place):
    """refuses FED-001: no remote, or one that is not there: exit 3, and nothing has changed."""
    head = place.head("juno")
    (place / "hub.git").rename(place / "gone.git")
    for words in (("pull",), ("push",), ("sync",)):
        done = place.tos("juno", *words, code=ENVIRONMENT)
        expect("error[FED-001]" in done.err and "hint:" in done.err, done)
    place.tos(".", "clone", place / "hub.git", "again", code=ENVIRONMENT)
    place.git("juno", "remote", "set-url", "origin", "ext::sh -c 'touch " + str(place / "owned") + "'")
    place.git("juno", "config", "protocol.ext.allow", "always")
    place.tos("juno", "pull", code=ENVIRONMENT)
    place.git("juno", "config", "remote.origin.url", "--upload-pack=touch " + str(place / "owned"))
    place.tos("juno", "pull", code=ENVIRONMENT)
    place.run(".", None, "clone", "--", "--upload-pack=touch " + str(place / "owned"), "x")
    expect(not (place / "owned").exists(), "a URL ran a program")
    place.git("juno", "remote", "remove", "origin")
    place.tos("juno", "push", code=ENVIRONMENT)
    expect(place.head("juno") == head, "main moved")


@test
def another_group(place):
    """refuses LOG-113: a remote that holds another group."""
    (place / "other").mkdir()
    place.run("other", "mara", "init", "--name", "Oak house", "--handle", "oak", "--template", "demo")
    place.git(".", "clone", "-q", "--bare", "other", "other.git")
    place.git("juno", "remote", "set-url", "origin", place / "other.git")
    head = place.head("juno")
    for words in (("pull",), ("push",)):
        done = place.tos("juno", *words, code=CONFLICT)
        expect("error[LOG-113] 409" in done.err, done)
    expect(place.head("juno") == head, "main moved")


@test
def clone_of_a_bad_log(place):
    """`tos clone` judges before it shows: a bad log is kept, and not checked out."""
    bare_forge(place)
    (place / "juno" / "charter" / "photo.yaml").write_text("x\n")
    place.git("juno", "add", ".")
    place.git("juno", "commit", "-qnm", "Photo")
    place.git("juno", "push", "-q", "origin", "main")
    done = place.tos(".", "clone", place / "hub.git", "again", code=MALFORMED)
    expect("VALIDATORS=RED (422)" in done.out, done)
    expect(sorted(os.listdir(place / "again")) == [".git"], "files are checked out")


@test
def without_a_checkout(place):
    """A clone without files beside .git works as any other."""
    place.tos(".", "clone", "--no-checkout", place / "hub.git", "thin")
    place.run("thin", "juno", "ballot", "cast", "V1", "yes")
    place.run("thin", "juno", "sync")
    place.tos("timo", "sync")
    everybody_agrees(place, "timo", "hub.git")
    expect(place.records("thin") == place.records("timo") and os.listdir(place / "thin") == [".git"], "thin")


class Server:
    """sshd with a configuration, host key and port of its own, as the user who runs the tests."""

    def __init__(self, place):
        self.place = place
        folder = place / "sshd"
        folder.mkdir()
        place.key("host")
        login = place.key("login")
        (folder / "authorized_keys").write_text((place / "keys" / "login.pub").read_text())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        # A hook that a sanitizer watches is told there what it is told here.
        passed = "".join(f' "{name}={os.environ[name]}"' for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ)
        (folder / "config").write_text(
            f"ListenAddress 127.0.0.1\nPort {self.port}\nHostKey {place / 'keys' / 'host'}\nPidFile none\n"
            f"AuthorizedKeysFile {folder / 'authorized_keys'}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            f"KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nAcceptEnv TOS_CLOCK\n"
            f"SetEnv HOME={place / 'home'} GIT_CONFIG_SYSTEM=/dev/null{passed}\n")
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} " + (place / "keys" / "host.pub").read_text())
        self.command = shlex.join(["ssh", "-F", "/dev/null", "-i", str(login), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
                                   f"UserKnownHostsFile={folder / 'known_hosts'}", "-o", "StrictHostKeyChecking=yes", "-o", "SendEnv=TOS_CLOCK"])
        self.process = subprocess.Popen([shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"]), "-D", "-e", "-f",
                                         str(folder / "config")], stderr=(folder / "log").open("w"))

    def __enter__(self):
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError((self.place / "sshd" / "log").read_text())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def url(self, name):
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{self.place / name}"


@test
def over_ssh(place):
    """Clone, push, pull and a refusal by the hub over ssh."""
    if not shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"]):
        print("skipped over_ssh: sshd is not installed")
        return
    if os.getuid() == 0:
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
    with Server(place) as server:
        more = {"GIT_SSH_COMMAND": server.command}
        url = server.url("hub.git")
        done = place.run(".", "juno", "clone", url, "far", **more)
        expect(done.code == 0 and "VALIDATORS=GREEN" in done.out, done, (place / "sshd" / "log").read_text())
        place.run("far", "juno", "ballot", "cast", "V1", "yes")
        done = place.run("far", "juno", "push", **more)
        expect(done.code == 0 and "published 1 record" in done.out, done, (place / "sshd" / "log").read_text())
        place.tos("timo", "ballot", "cast", "V1", "no")
        place.tos("timo", "sync")
        done = place.run("far", "juno", "pull", **more)
        expect("received 1 record" in done.out, done)
        everybody_agrees(place, "far", "timo", "hub.git")
        place.git("far", "commit", "-q", "--allow-empty", "-m", "Free")
        (place / "far" / "charter" / "x.yaml").write_text("x\n")
        place.git("far", "add", ".")
        place.git("far", "commit", "-qnm", "By hand")
        done = place.git("far", "push", "origin", "main", code=None, **more)
        expect(done.code != 0 and "remote: error[LOG-015] 422" in done.err, done)
        place.git("far", "reset", "-q", "--hard", "HEAD~2")
        place.run("far", "juno", "ballot", "cast", "V1", "no")
        hook = place / "hub.git" / "hooks" / "pre-receive"
        hook.write_text(hook.read_text().replace("exec ", "TOS_CLOCK=2026-11-20T09:00:00.000Z exec "))
        done = place.run("far", "juno", "push", **more)
        expect(done.code == FORBIDDEN and "error[LOG-104] 409" in done.err, done)
        (place / "sshd" / "authorized_keys").write_text("")
        done = place.run("far", "juno", "push", **more)
        expect(done.code == ENVIRONMENT and "error[FED-001]" in done.err, done)


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
