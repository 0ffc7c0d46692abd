#!/usr/bin/env python3
"""A second opinion: judges a group's repository as docs/spec says, and shares no code with tos.

usage: verify.py [REPOSITORY] [--now MILLISECONDS]

Prints what `tos verify --json` prints as `data` (problems without prose) and exits with the same code.
Needs git, ssh-keygen and PyYAML. Written from docs/spec alone: records in reading.py, the rules of the log in replay.py.
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from reading import Refused, class_of, fits, need, read_record, refuse, split
from replay import State

HOMES = "charter community initiatives ledger members peers proposals resources".split()
EXIT = {3: 3, 401: 4, 403: 5, 422: 6, 409: 7}
ATTRIBUTES = b"* -text -filter -ident -export-subst\n"
HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
LIMITS = {"commit": (1 << 20), "tree": (64 << 20), "blob": (1 << 20)}


class Repository:
    """Objects by one `git cat-file`; refuses repositories that cannot be judged."""

    def __init__(self, path):
        self.path = path
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_NO_REPLACE_OBJECTS="1", LC_ALL="C",
                                GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="safe.directory", GIT_CONFIG_VALUE_0="*")
        common = self.git("rev-parse", "--path-format=absolute", "--git-common-dir").strip()
        need(common, "LOG-001")
        for name, rule in (("shallow", "LOG-002"), ("info/grafts", "LOG-004")):
            file = os.path.join(common, name)
            need(not os.path.exists(file) or not os.path.getsize(file), rule)
        config = self.git("config", "--list").lower()
        need("extensions.partialclone=" not in config and not re.search(r"^remote\..*\.promisor=true$", config, re.M), "LOG-003")
        need("extensions.objectformat=sha256" not in config, "LOG-006")
        need(not self.git("for-each-ref", "refs/replace/"), "LOG-005")
        self.head = self.git("rev-parse", "--verify", "-q", "refs/heads/main^{commit}").strip()
        need(self.head, "LOG-008")
        self.batch = subprocess.Popen(["git", "-C", path, "cat-file", "--batch-command"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, env=self.environment)

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.path, *arguments], capture_output=True, text=True, errors="replace", check=False,
                              env=self.environment).stdout

    def close(self):
        self.batch.stdin.close()
        self.batch.wait()

    def ask(self, command, name):
        self.batch.stdin.write(f"{command} {name}\n".encode())
        self.batch.stdin.flush()
        return self.batch.stdout.readline().decode().split()

    def read(self, name, kind):
        head = self.ask("info", name)
        need(len(head) == 3 and head[1] == kind, "LOG-009")
        need(int(head[2]) <= LIMITS[kind], "LOG-012")
        head = self.ask("contents", name)
        need(len(head) == 3, "LOG-009")
        data = self.batch.stdout.read(int(head[2]))
        self.batch.stdout.read(1)
        if kind != "blob":
            need(hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest() == name, "LOG-010")
        return data

    def tree(self, name):
        """[(mode, name as bytes, id)]"""
        data, entries, order = self.read(name, "tree"), [], []
        while data:
            match = re.match(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", data, re.S)
            need(match, "LOG-011")
            mode, entry = match[1].decode(), match[2]
            entries.append((mode, entry, match[3].hex()))
            order.append(entry + b"/" if mode == "40000" else entry)
            data = data[match.end():]
        need(order == sorted(set(order)), "LOG-011")
        return entries


def folded(name):
    """A name as NTFS or HFS+ may take it."""
    text = HFS_IGNORED.sub("", name.decode("utf-8", "surrogateescape")) if any(byte > 127 for byte in name) else name.decode()
    return {name.decode("latin-1").split(":")[0].lower().rstrip(". "), text.split(":")[0].lower().rstrip(". ")}


class Listing:
    """The head's tree: which file holds which record, and what may not stand there."""

    def __init__(self, repository):
        self.repository, self.problems, self.files = repository, [], []

    def problem(self, rule):
        self.problems.append(rule)

    def anywhere(self, mode, name):
        first = name.decode("latin-1").split(":")[0].lower().rstrip(". ")
        if not first or b"/" in name or b"\\" in name or folded(name) & {".git", "git~1"}:
            return self.problem("LOG-017")
        return mode in ("100644", "100755", "120000", "40000") or self.problem("LOG-016")

    def root(self, tree):
        for mode, name, identity in self.repository.tree(tree):
            if not self.anywhere(mode, name):
                continue
            lower = name.decode("latin-1").lower()
            if lower in HOMES:
                if mode != "40000" or lower.encode() != name:
                    self.problem("LOG-018")
                else:
                    self.home(identity, [lower])
            elif self.is_attributes(name):
                own = hashlib.sha1(b"blob %d\0" % len(ATTRIBUTES) + ATTRIBUTES).hexdigest()
                if (mode, name, identity) != ("100644", b".gitattributes", own):
                    self.problem("LOG-019")
            elif mode == "40000":
                self.free(identity, 1, set())

    def is_attributes(self, name):
        return bool(folded(name) & {".gitattributes"}) or bool(re.fullmatch(rb"gitatt~[1-4]", name.lower()))

    def home(self, tree, path):
        entries = self.repository.tree(tree)
        if not entries:
            self.problem("LOG-011")
        for mode, name, identity in entries:
            where = [*path, name.decode("latin-1")]
            if not self.anywhere(mode, name):
                continue
            if self.is_attributes(name):
                self.problem("LOG-019")
            elif not re.fullmatch(rb"[a-z0-9_-][a-z0-9._-]*", name):
                self.problem("LOG-018")
            elif len("/".join(where)) > 512:
                self.problem("LOG-020")
            elif mode == "40000":
                if len(where) >= 8:
                    self.problem("LOG-020")
                else:
                    self.home(identity, where)
            elif mode != "100644":
                self.problem("LOG-016")
            else:
                self.files.append(("/".join(where), identity))

    def free(self, tree, depth, seen):
        if tree in seen:
            return
        seen.add(tree)
        if depth > 64:
            return self.problem("LOG-020")
        for mode, name, identity in self.repository.tree(tree):
            if self.anywhere(mode, name) and mode == "40000":
                self.free(identity, depth + 1, seen)


def read_commit(repository, name):
    """tree, parents, message, the bytes without gpgsig"""
    data = repository.read(name, "commit").decode("utf-8", "surrogateescape")
    match = re.match(r"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author [^\n]*\n", data)
    need(match and "\n\n" in data, "LOG-011")
    head, _, message = data.partition("\n\n")
    plain = re.sub(r"\ngpgsig [^\n]*(\n [^\n]*)*", "", head, count=1) + "\n\n" + message
    return match[1], re.findall(r"parent ([0-9a-f]{40})", match[2]), message, plain


def listed_records(message):
    """The ids of a record commit, or None."""
    match = re.fullmatch(r"([^\n]*)\n\n((?:Record: [0-9a-f]{64}\n){1,10000})", message)
    if not match:
        return None
    ids = re.findall(r"[0-9a-f]{64}", match[2])
    word = "[a-z][a-z0-9]{0,63}"
    single = re.fullmatch(rf"{word}\.[a-z][a-z0-9-]{{0,63}} by [a-z][a-z0-9-]{{0,63}}", match[1])
    fitting = single if len(ids) == 1 else match[1] == f"{len(ids)} records"
    return ids if fitting and len(set(ids)) == len(ids) else None


class Verification:
    def __init__(self, path, now):
        self.repository, self.state = Repository(path), State(now)
        self.problems, self.checked, self.records, self.root = [], 0, 0, self.state.root(0)

    def problem(self, rule, record=""):
        self.problems.append({"rule": rule, "class": class_of(rule), "record": record})

    def history(self):
        """[(name, tree, ids or None, plain bytes)], oldest first; the index and rule of the first bad commit"""
        commits, merges, name = [], [], self.repository.head
        while name:
            tree, parents, message, plain = read_commit(self.repository, name)
            commits.append((name, tree, listed_records(message), plain))
            merges += [len(commits)] if len(parents) > 1 else []
            name = parents[0] if parents else None
        bad = (len(commits) - merges[-1], "LOG-014") if merges else (len(commits), None)
        commits.reverse()
        before = []
        for index, (_, tree, ids, _) in enumerate(commits[:bad[0]]):
            homes = [entry for entry in self.repository.tree(tree) if entry[1].decode("latin-1") in HOMES]
            if ids is None and homes != before:
                bad = index, "LOG-015"
                break
            before = homes
        return commits, bad

    def find_files(self, listing, listed):
        found, short = {}, {identity[:16] for identity in listed}
        for path, blob in listing.files:
            match = re.fullmatch(r"(.+-)([0-9a-f]{16})\.yaml", path)
            if not match or match[2] not in short or match[2] in found:
                listing.problem("LOG-110")
            if match:
                found.setdefault(match[2], (path, blob))
        return found

    def load(self, found, identity):
        """bytes of the file of a listed record, or the rule that it breaks"""
        try:
            need(identity[:16] in found, "LOG-109")
            return self.repository.read(found[identity[:16]][1], "blob")
        except Refused as refused:
            return str(refused)

    def judge(self):
        commits, (bad, bad_rule) = self.history()
        listing = Listing(self.repository)
        listing.root(commits[-1][1])
        listed = [identity for commit in commits for identity in commit[2] or ()]
        found = self.find_files(listing, listed)
        for rule in listing.problems:
            self.problem(rule)
        data = {identity: self.load(found, identity) for identity in listed}
        self.check_signatures(data.values())
        broken = False
        for index, (name, tree, ids, plain) in enumerate(commits):
            read = [self.read(identity, data[identity]) for identity in ids or ()]
            if ids is None:
                continue
            broken = broken or index >= bad
            for identity, record in zip(ids, read):
                broken = broken or not record or not self.accept(record, found[identity[:16]][0])
            if not broken:
                parent = f"parent {commits[index - 1][0]}\n" if index else ""
                broken = not self.check_header(read, tree, parent, plain)
        if bad_rule:
            self.problem(bad_rule)
        for entry in self.state.log:
            for field in entry.absent:
                if (entry.id, field) not in self.state.permitted:
                    self.problem("REC-009", entry.id)
        if not listed:
            self.problem("IDN-001")
        return self.answer()

    def check_signatures(self, files):
        def warm(data):
            try:
                message, armored, _ = split(data)
                fits(message, armored, "tos.record.v1")
            except Refused:
                pass
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
            list(pool.map(warm, [data for data in files if isinstance(data, bytes)]))

    def read(self, identity, data):
        try:
            if isinstance(data, str):
                refuse(data)
            record = read_record(data)
            need(record.id == identity, "LOG-114")
        except Refused as refused:
            self.checked += not str(refused).startswith("LOG-")
            return self.problem(str(refused), identity)
        self.checked += 1
        return record

    def accept(self, record, path):
        try:
            self.state.accept(record)
            need(self.state.folder == path, "LOG-107")
        except Refused as refused:
            return self.problem(str(refused), record.id)
        return True

    def check_header(self, records, tree, parent, plain):
        first = records[0]
        who = f"{first.author} <{first.author}@{self.state.group_handle}.tos.invalid> {max(r.at for r in records) // 1000} +0000"
        subject = f"{first.kind.split('/')[0]} by {first.author}" if len(records) == 1 else f"{len(records)} records"
        expected = (f"tree {tree}\n{parent}author {who}\ncommitter {who}\n\n{subject}\n\n"
                    + "".join(f"Record: {record.id}\n" for record in records))
        if plain != expected:
            return self.problem("LOG-013")
        self.records = len(self.state.log)
        self.root = self.state.root(self.records)
        return True

    def answer(self):
        rules = {problem["rule"] for problem in self.problems}
        verdict = "UNVERIFIED" if rules & {"LOG-112", "CHA-004"} else "RED" if rules else "GREEN"
        return {"verdict": verdict, "group": self.state.group or "", "records": self.records, "signatures_checked": self.checked,
                "root": self.root, "commit": self.repository.head, "redacted": sum(len(entry.absent) for entry in self.state.log),
                "problems": self.problems}


def judge(path, now=None):
    """(data or None, exit code)"""
    try:
        verification = Verification(path, now or int(time.time() * 1000))
        try:
            data = verification.judge()
        finally:
            verification.repository.close()
    except Refused as refused:
        return None, EXIT[class_of(str(refused))]
    if data["verdict"] == "UNVERIFIED":
        return data, 3
    return data, min((EXIT[problem["class"]] for problem in data["problems"]), key=[3, 4, 5, 7, 6].index, default=0)


def main(arguments):
    now = int(arguments.pop(arguments.index("--now") + 1)) if "--now" in arguments else None
    arguments = [argument for argument in arguments if argument != "--now"]
    data, code = judge(arguments[0] if arguments else ".", now)
    print(json.dumps(data, indent=2))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
