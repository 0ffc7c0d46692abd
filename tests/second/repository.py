"""A repository of git, its commits and its trees (log.md), and the verdict on it (verdict.md)."""
import hashlib
import os
import pathlib
import re
import subprocess
from record import decode, signer_of, split
from replay import Log
from specification import CLASSES, CODES, Bag, Refused, need, root_of

HOMES = "charter community initiatives ledger members peers proposals resources".split()
HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
ATTRIBUTES = hashlib.sha1(b"blob 37\0* -text -filter -ident -export-subst\n").hexdigest()


class Verification:  # what `tos verify` establishes; verdict.md, "How problems are found"
    def __init__(self, path, now):
        self.log, self.problems, self.files = Log(now), [], {}  # problems: (rule, record); files: (path, blob)
        self.start = ["git", "-c", "safe.directory=*", "-C", path]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_NO_REPLACE_OBJECTS": "1"}
        common, config = self.git("rev-parse", "--git-common-dir"), self.git("config", "--list").lower()
        shallow, grafts = (any(file.stat().st_size for file in pathlib.Path(path, common).glob(name))
                           for name in ("shallow", "info/grafts"))
        self.head = self.git("rev-parse", "--verify", "-q", "refs/heads/main^{commit}")
        need(LOG_001=common, LOG_002=not shallow, LOG_004=not grafts, LOG_006="objectformat=sha256" not in config,
             LOG_003=not re.search(r"^(extensions\.partialclone=.*|remote\..*\.promisor=true)$", config, re.M),
             LOG_008=self.head, LOG_005=not self.git("for-each-ref", "refs/replace"))
        self.batch = subprocess.Popen([*self.start, "cat-file", "--batch"], env=self.environment, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def git(self, *arguments):
        done = subprocess.run([*self.start, *arguments], env=self.environment, capture_output=True, check=False)
        return done.stdout.decode(errors="replace").strip()

    def read(self, name, kind):  # an object of git, checked against its name
        self.batch.stdin.write(f"{name}\n".encode())
        self.batch.stdin.flush()
        about = self.batch.stdout.readline().decode().split()
        data = self.batch.stdout.read(int(about[2]) + 1)[:-1] if len(about) == 3 else b""
        need(LOG_009=about[1:2] == [kind], LOG_012=len(data) <= (64 << 20 if kind == "tree" else 1 << 20),
             LOG_010=kind == "blob" or hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest() == name)
        return data

    def tree(self, name):  # [(mode, name, id)]
        data = self.read(name, "tree")
        found = re.findall(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", data, re.S)
        order = [entry + b"/" * (mode == b"40000") for mode, entry, _ in found]
        once, whole = len({entry for _, entry, _ in found}) == len(found), b"".join(b"%s %s\0%s" % entry for entry in found)
        need(LOG_011=whole == data and order == sorted(order) and once)
        return [(mode.decode(), entry.decode(errors="surrogateescape"), blob.hex()) for mode, entry, blob in found]

    def homes(self, commit):  # as they stand there
        return [entry for entry in self.tree(commit.tree) if entry[1] in HOMES] if commit else []

    def commit(self, name):  # tree, parents, the ids that it lists (none: a free commit), the text but for a signature
        data = self.read(name, "commit").decode(errors="surrogateescape")
        head, _, message = data.partition("\n\n")
        match = re.match(r"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author .*\n\n", data, re.S)
        need(LOG_011=match)
        listing = re.fullmatch(r"([^\n]*)\n\n((?:Record: [0-9a-f]{64}\n){1,10000})", message)
        ids, word = listing[2].split()[1::2] if listing else [], "[a-z][a-z0-9-]{0,63}"
        subject = f"{len(ids)} records" if len(ids) > 1 else rf"[a-z][a-z0-9]{{0,63}}\.{word} by {word}"
        sound = ids and len(set(ids)) == len(ids) and re.fullmatch(subject, listing[1])
        return Bag(tree=match[1], parents=match[2].split()[1::2], ids=ids if sound else [],
                   plain=re.sub(r"\ngpgsig [^\n]*(\n [^\n]*)*", "", head, count=1) + "\n\n" + message)

    def walk(self, tree, listed, above=()):  # the head's tree: what is wrong there, and the file of each listed record
        entries, inside = self.tree(tree), above and above[0] in HOMES
        self.problems += [("LOG-011", "")] * bool(inside and not entries)
        for mode, name, identity in entries:
            where, end, low = (*above, name), re.fullmatch(r".+-([0-9a-f]{16})\.yaml", name), name.lower()
            own = (where, mode, identity) == ((".gitattributes",), "100644", ATTRIBUTES)
            home, folder = where[0].lower() in HOMES, mode == "40000"
            taken_for = {each.split(":")[0].rstrip(". ") for each in (low, HFS_IGNORED.sub("", low))}
            attributes = ".gitattributes" in taken_for or re.fullmatch("gitatt~[1-4]", low)
            rules = [("LOG-017", taken_for & {"", ".git", "git~1"} or re.search(r"[/\\]", name)),
                     ("LOG-016", mode not in ("100644", "100755", "120000", "40000")),
                     ("LOG-019", attributes and (home or not above and not own)),
                     ("LOG-018", home and not (re.fullmatch("[a-z0-9_-][a-z0-9._-]*", name) and (above or folder))),
                     ("LOG-020", len(os.fsencode(name)) > 255 or folder and len(where) > (7 if home else 64)
                      or home and len("/".join(where)) > 512),
                     ("LOG-016", home and not folder and mode != "100644"),
                     ("LOG-110", home and not folder and (not end or end[1] not in listed or end[1] in self.files))]
            broken = [(rule, "") for rule, holds in rules if holds][:1]
            self.problems += broken
            if folder and not broken:
                self.walk(identity, listed, where)
            elif home and not broken:
                self.files[end[1]] = ("/".join(where), identity)

    def take(self, identity, sound):  # whether the log goes on with this listed record; only a sound log asks its rules
        try:
            need(LOG_109=identity[:16] in self.files)
            path, blob = self.files[identity[:16]]
            message, armored, enclosed = split(self.read(blob, "blob"))
            record = decode(message, enclosed, signer_of(armored, message, "tos.record.v1"))
            same = record.id == identity
            need(LOG_114=same, LOG_107=not sound or same and self.log.accept(record) == path)
        except Refused as refused:
            self.problems.append((str(refused), identity))
            return False
        return sound

    def judge(self):
        commits = [self.commit(name) for name in self.git("rev-list", "--first-parent", "--reverse", self.head).split()]
        listed, sound, size, ended = [name for each in commits for name in each.ids], True, 0, None
        need(LOG_009=commits)
        self.walk(commits[-1].tree, {identity[:16] for identity in listed})
        for before, each in zip([None, *commits], commits):
            ended = ended or (len(each.parents) > 1 and "LOG-014"
                              or not each.ids and self.homes(each) != self.homes(before) and "LOG-015")
            for identity in each.ids:
                sound = self.take(identity, sound and not ended)
            if sound and each.ids:
                records = self.log.records[-len(each.ids):]
                author, seconds = records[0].author, max(r.at for r in records) // 1000
                who = f"{author} <{author}@{self.log.handle}.tos.invalid> {seconds} +0000"
                first = f"{records[0].module}.{records[0].noun} by {author}"
                lines = [f"tree {each.tree}", *(f"parent {name}" for name in each.parents), f"author {who}",
                         f"committer {who}", "", first if len(records) == 1 else f"{len(records)} records", "",
                         *(f"Record: {name}" for name in each.ids), ""]
                sound = each.plain == "\n".join(lines)
                self.problems += [("LOG-013", "")] * (not sound)
            size = len(self.log.records) if sound else size
        absent = [(record.id, name) for record in self.log.records for name in record.absent]
        self.problems += [("REC-009", one[0]) for one in absent if one not in self.log.permitted]
        self.problems += [(ended, "")] * bool(ended) + [("IDN-001", "")] * (not listed)
        rules = {rule for rule, _ in self.problems}
        unread = [one for one in self.problems if one[1] and one[0] in ("LOG-009", "LOG-012", "LOG-109", "LOG-114")]
        problems = [{"rule": rule, "class": CLASSES.get(rule, 422), "record": record} for rule, record in self.problems]
        return {"verdict": "UNVERIFIED" if rules & {"LOG-112", "CHA-004"} else "RED" if rules else "GREEN",
                "group": self.log.group or "", "records": size, "commit": self.head, "redacted": len(absent),
                "signatures_checked": len(listed) - len(unread), "problems": problems,
                "root": root_of([bytes.fromhex(r.id) for r in self.log.records[:size]]).hex(),
                "decisions": self.log.decisions,
                "accounts": {name: [one.posted, one.out, one.into] for name, one in self.log.accounts.items()
                             if one.posted or one.out or one.into}}, CODES.get(min([one["class"] for one in problems] or [0]), 0)
