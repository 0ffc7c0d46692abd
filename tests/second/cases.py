"""Bad input: each case is a group with one thing wrong, and the exit code that `tos verify` must answer."""
import shutil

import forge
from forge import DAY, HOUR, START, commit, enclosed, git, join, key, message_of, record_id, root_of, stamp
from record import split
from specification import root_of as leaves_root

IDENTITY, FORBIDDEN, MALFORMED, CONFLICT, ENVIRONMENT = 4, 5, 6, 7, 3
CASES = []


def case(name, code):
    """Registers a case: its function gets a fresh Ground."""
    def register(function):
        CASES.append((name, code, function))
        return function
    return register


def noun_of(data):
    kind = data.split(b"\nkind: ", 1)[1].split(b"\n", 1)[0].decode()
    return kind.split(".")[1].split("/")[0]


def guess_folder(data, state, identity):
    """Where a refused record might stand: the verdict must name its rule, wherever it is."""
    return f"members/mara/{noun_of(data)}-{identity[:16]}.yaml"


def write_log(path, files):
    """A log of these (file, place, record), one record a commit, through one import."""
    git(path.parent, "init", "-q", "--bare", "-b", "main", str(path))
    forge.import_commits(path, [forge.commit_text({place: data}, forge.subject_message(record.kind, record.author, [record.id]), record.author,
                                                  seconds=record.at // 1000) for data, place, record in files])


class Ground:
    """A bare repository with a founded group of three: mara (steward), juno, timo; a poll that is open; lena has left."""

    def __init__(self, runner, path):
        self.runner, self.path, self.ids, self.paths, self.files, self.now = runner, path, [], [], [], START
        git(runner.work, "init", "-q", "--bare", "-b", "main", str(path))

    def copy(self, path):
        other = Ground.__new__(Ground)
        shutil.copytree(self.path, path)
        other.__dict__.update(vars(self), path=path, ids=list(self.ids), paths=list(self.paths), files=list(self.files))
        return other

    def message(self, kind, author, body, signer=None, at=None, seen=None, group=None, **more):
        size = seen[0] if seen else len(self.ids)
        return message_of(kind + "/v1", author, key(signer or author).id, at or self.now, body, group=group or self.ids[0],
                          seen=(size, seen[1] if seen else root_of(self.ids[:size])), **more)

    def record(self, kind, author, body, texts=None, signer=None, sign_with=None, **options):
        enclosures = enclosed(body, **(texts or {}))
        message = self.message(kind, author, body, signer, **options)
        return join(message, key(sign_with or signer or author).sign(message), enclosures)

    def add(self, data, folder, **options):
        """Logs a record's bytes as a commit of its own, whatever they say; answers its id."""
        identity = record_id(data)
        self.log([(identity, f"{folder}/{noun_of(data)}-{identity[:16]}.yaml", data)], **options)
        return identity

    def log(self, entries, message=None, who=None, seconds=None, **options):
        first = entries[0][2]
        line = lambda name, text: text.split(f"\n{name}: ".encode(), 1)[1].split(b"\n", 1)[0].decode()  # noqa: E731
        at = max(parsed_time(line("at", data)) for _, _, data in entries)
        author = line("author", first)
        commit(self.path, {path: data for _, path, data in entries}, message or forge.subject_message(line("kind", first), author,
               [identity for identity, _, _ in entries]), who or author, seconds=at // 1000 if seconds is None else seconds,
               parent="refs/heads/main^0" if self.ids else None, **options)
        for identity, path, data in entries:
            self.ids.append(identity)
            self.paths.append(path)
            self.files.append(data)

    def ballot(self, author="juno", choice="yes", **options):
        options.setdefault("at", self.now + 1000)
        return self.record("voting.ballot", author, {"poll": self.poll, "choice": choice}, **options)

    def raw(self, message, signer="juno", place="ballots"):
        """A record with exactly these bytes as its message."""
        data = join(message, key(signer).sign(message))
        identity = record_id(data)
        self.log_raw(identity, f"{self.folder}/ballots/ballot-{identity[:16]}.yaml", data)

    def log_raw(self, identity, path, data, **options):
        commit(self.path, {path: data}, f"voting.ballot by juno\n\nRecord: {identity}\n", "juno", seconds=(self.now + 1000) // 1000, **options)

    def free(self, files, **options):
        commit(self.path, files, "Something by hand\n", **options)


def parsed_time(text):
    import datetime
    return int((datetime.datetime.strptime(text.strip('"'), "%Y-%m-%dT%H:%M:%S.%fZ") - datetime.datetime(1970, 1, 1)).total_seconds() * 1000)


def founded(runner, path, charter=None, founders=("mara", "juno", "timo")):
    ground = Ground(runner, path)
    body = {"name": "Test group", "handle": "test-group", "type": "local",
            "founders": [{"handle": name, "key": key(name).line, "roles": ["steward"] if name == "mara" else []} for name in founders],
            "charter": charter or CHARTER}
    message = message_of("charter.founding/v1", "mara", key("mara").id, START, body)
    ground.add(join(message, key("mara").sign(message)), "charter")
    for name in founders[1:]:
        ground.now += 1000
        ground.add(ground.record("charter.acceptance", name, {}), "charter")
    return ground


def base(runner, path):
    ground = founded(runner, path)
    ground.now += HOUR
    body = {"title": "Shared cargo bike", "summary": None, "decision_type": "routine", "paths": ["social-economy"]}
    texts = {"summary": "A bike for all.\nIt carries a hundred kilograms.\n"}
    data = ground.record("deliberation.proposal", "juno", body, texts)
    ground.folder = f"proposals/2025-06/shared-cargo-bike-{record_id(data)[:16]}"
    ground.proposal = ground.add(data, ground.folder)
    ground.opens = ground.now = ground.now + HOUR
    poll = {"proposal": ground.proposal, "options": [], "method": "majority", "quorum": "0.5", "threshold": "0.5",
            "denominator": "non-abstaining", "opens_at": stamp(ground.opens), "closes_at": stamp(ground.opens + 3 * DAY),
            "late_ballots_hours": 24, "certifiers": 0, "sharded": False}
    ground.poll = ground.add(ground.record("voting.poll", "mara", poll), ground.folder)
    ground.poll_body = poll
    ground.now += HOUR
    ground.add(ground.ballot("mara"), ground.folder + "/ballots")
    ground.now += HOUR
    return ground


KIND = {"method": "majority", "quorum": "0.5", "threshold": "0.5", "denominator": "non-abstaining", "discussion_hours": 0, "vote_hours": 72}
CHARTER = {
    "rules": 1, "offline_grace_hours": 72, "late_ballots_hours": 24, "records_per_day": 1000, "admission": {"by": "steward", "vouchers": 1},
    "recovery_threshold": 1, "certifiers": 0, "certify_within_days": 7, "cooling_off_hours": 0, "challenge_days": 7,
    "dormant_after_days": 365, "recall_petition": {"share": "0.2", "least": 3, "within_days": 7, "pause_days": 180}, "tie": "status-quo",
    "roles": [{"name": "steward", "term_days": 180, "pause_days": 0}, {"name": "moderator", "term_days": 30, "pause_days": 30}],
    "decision_types": [{"name": name, **KIND} for name in ("routine", "membership", "role", "charter")], "permissions": []}


@case("accepts LOG-101, LOG-102, LOG-105, LOG-107, LOG-108, LOG-109, LOG-110, LOG-114, SIG-011, REC-010, VOT-006: a sound group", 0)
def sound(g):
    g.add(g.ballot(), g.folder + "/ballots")


@case("refuses SIG-011: a byte flipped in a message", IDENTITY)
def flipped(g):
    data = g.ballot().replace(b"choice: \"yes\"", b"choice: \"yet\"") if b'"yes"' in g.ballot() else g.ballot().replace(b"choice: ", b"choicf: ")
    g.log_raw(record_id(data), f"{g.folder}/ballots/ballot-{record_id(data)[:16]}.yaml", data)


@case("refuses SIG-011, LOG-015: a byte flipped in a logged file", IDENTITY)
def flipped_later(g):
    g.free({g.paths[-1]: g.files[-1].replace(b"voting.ballot", b"voting.bellot")})


@case("refuses SIG-010: another member's signature", IDENTITY)
def other_key(g):
    g.add(g.ballot(sign_with="timo"), g.folder + "/ballots")


@case("refuses SIG-010: a signature by another of the member's keys", IDENTITY)
def own_other_key(g):
    proof = key("juno-2").sign(f"{g.ids[0]} juno {key('juno-2').id}\n".encode(), namespace="tos.key.v1").decode()
    g.add(g.record("identity.key-addition", "juno", {"key": key("juno-2").line, "proof": proof}), "members/juno")
    g.add(g.ballot(sign_with="juno-2"), g.folder + "/ballots")


@case("refuses IDN-022: a key enrolled with a proof for another handle", IDENTITY)
def wrong_proof(g):
    proof = key("juno-2").sign(f"{g.ids[0]} timo {key('juno-2').id}\n".encode(), namespace="tos.key.v1").decode()
    g.add(g.record("identity.key-addition", "juno", {"key": key("juno-2").line, "proof": proof}), "members/juno")


@case("refuses IDN-011: a key that is nobody's", IDENTITY)
def strange_key(g):
    g.add(g.ballot(signer="stranger"), g.folder + "/ballots")


@case("refuses IDN-011: a revoked key", IDENTITY)
def revoked_key(g):
    g.add(g.record("identity.key-revocation", "juno", {"member": "juno", "key": key("juno").id}), "members/juno")
    g.add(g.ballot(), g.folder + "/ballots")


@case("refuses LOG-107: a record in another folder", MALFORMED)
def misplaced(g):
    g.add(g.ballot(), g.folder)


@case("refuses LOG-107: a record under another noun", MALFORMED)
def misnamed(g):
    data = g.ballot()
    g.log_raw(record_id(data), f"{g.folder}/ballots/vote-{record_id(data)[:16]}.yaml", data)


@case("refuses LOG-107, LOG-015: a record moved later", MALFORMED)
def moved(g):
    g.free({f"{g.folder}/{g.paths[-1].rpartition('/')[2]}": g.files[-1]}, remove=[g.paths[-1]])


@case("refuses LOG-109: a record deleted", MALFORMED)
def deleted(g):
    g.free({}, remove=[g.paths[-1]])


@case("refuses LOG-109: a record listed and never added", MALFORMED)
def never_added(g):
    commit(g.path, {"README.md": b"hello\n"}, f"voting.ballot by juno\n\nRecord: {'ab' * 32}\n", "juno", seconds=g.now // 1000)


@case("refuses LOG-110: a record added outside the log", MALFORMED)
def outside(g):
    data = g.ballot()
    g.free({f"{g.folder}/ballots/ballot-{record_id(data)[:16]}.yaml": data})


@case("refuses LOG-110: a stranger among the records", MALFORMED)
def stranger(g):
    g.free({"charter/notes.yaml": b"hello: there\n"})


@case("refuses LOG-110: a second file of one id", MALFORMED)
def twin(g):
    g.free({f"members/mara/ballot-{g.ids[-1][:16]}.yaml": g.files[-1]})


@case("refuses LOG-114: a file that holds another record", MALFORMED)
def swapped(g):
    g.free({g.paths[-1]: g.ballot()})


@case("refuses LOG-105: listed twice", CONFLICT)
def listed_twice(g):
    commit(g.path, {"README.md": b"hello\n"}, f"voting.ballot by mara\n\nRecord: {g.ids[-1]}\n", "mara", seconds=g.now // 1000)


@case("refuses LOG-101: replayed from another group", MALFORMED)
def replayed(g):
    g.add(g.ballot(group="cd" * 32), g.folder + "/ballots")


@case("refuses LOG-103: dated before the grace", FORBIDDEN)
def back_dated(g):
    g.now += 10 * DAY
    g.add(g.record("identity.consent-grant", "mara", {"scope": "visibility", "purpose": "the page"}), "members/mara")
    g.now -= 4 * DAY
    g.add(g.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": "the page"}, seen=(1, root_of(g.ids[:1]))), "members/juno")


@case("accepts LOG-103: dated within the grace", 0)
def grace(g):
    g.now += 10 * DAY
    g.add(g.record("identity.consent-grant", "mara", {"scope": "visibility", "purpose": "the page"}), "members/mara")
    g.now -= 2 * DAY
    g.add(g.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": "the page"}, seen=(1, root_of(g.ids[:1]))), "members/juno")


@case("refuses LOG-104: dated in the future", CONFLICT)
def future(g):
    g.now = 4_000_000_000_000
    g.add(g.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": "the page"}), "members/juno")


@case("refuses LOG-111: dated before what it saw", MALFORMED)
def before_seen(g):
    g.add(g.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": "the page"}, at=g.now - 2 * HOUR), "members/juno")


@case("refuses LOG-102: saw another history", CONFLICT)
def saw_other(g):
    g.add(g.ballot(seen=(2, "ab" * 32)), g.folder + "/ballots")


@case("refuses LOG-102: saw more than there is", CONFLICT)
def saw_more(g):
    g.add(g.ballot(seen=(99, "ab" * 32)), g.folder + "/ballots")


@case("refuses LOG-108: no group", MALFORMED)
def no_group(g):
    message = message_of("voting.ballot/v1", "juno", key("juno").id, g.now + 1000, {"poll": g.poll, "choice": "no"},
                         seen=(1, root_of(g.ids[:1])))
    g.raw(message)


@case("accepts LOG-106: an idempotency key used by two authors, another by one of them", 0)
def idempotent_each(g):
    for author, chosen in (("juno", "once"), ("timo", "once"), ("juno", "twice")):
        g.add(g.record("identity.consent-grant", author, {"scope": "visibility", "purpose": "the page"}, idempotency_key=chosen), f"members/{author}")


@case("refuses LOG-106: an idempotency key used twice", CONFLICT)
def idempotent(g):
    for purpose in ("the page", "the map"):
        g.add(g.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": purpose}, idempotency_key="once"), "members/juno")


@case("refuses VOT-004: a ballot after close", FORBIDDEN)
def after_close(g):
    g.add(g.ballot(at=g.opens + 3 * DAY + 1), g.folder + "/ballots")


@case("accepts VOT-004: a ballot at the last moment", 0)
def at_close(g):
    g.add(g.ballot(at=g.opens + 3 * DAY), g.folder + "/ballots")


@case("refuses VOT-003: a ballot before the opening", FORBIDDEN)
def before_opening(g):
    g.add(g.ballot(at=g.opens - 60_000, seen=(1, root_of(g.ids[:1]))), g.folder + "/ballots")


@case("refuses VOT-005: a ballot that came too late", FORBIDDEN)
def too_late(g):
    g.now = g.opens + 5 * DAY
    g.add(g.record("identity.consent-grant", "mara", {"scope": "visibility", "purpose": "the page"}), "members/mara")
    g.add(g.ballot(at=g.opens + 3 * DAY - HOUR, seen=(1, root_of(g.ids[:1]))), g.folder + "/ballots")


@case("refuses VOT-001: a ballot in no poll", MALFORMED)
def no_poll(g):
    g.poll = "ab" * 32
    g.add(g.ballot(), g.folder + "/ballots")


@case("refuses IDN-010: a ballot by somebody who is no member", FORBIDDEN)
def non_member(g):
    g.add(g.ballot("omar"), g.folder + "/ballots")


@case("refuses IDN-032: suspended while a poll is open", FORBIDDEN)
def suspended_in_poll(g):
    g.add(g.record("identity.suspension", "mara", {"member": "timo"}, {"reason": "Why not."}), "members/timo")


def decide(g, choice="yes"):
    """Decides the open poll with mara's ballot and juno's."""
    g.add(g.ballot(choice=choice), g.folder + "/ballots")
    g.now = g.opens + 4 * DAY + 1
    counted = sorted([("juno", g.ids[-1]), ("mara", g.ids[-2])])
    yes = 2 if choice == "yes" else 1
    names = ["juno", "mara", "timo"]
    figures = [("turnout", 2, 3), ("quorum", 1, 2), ("yes", yes, 2), ("no", 2 - yes, 2), ("abstain", 0, 2), ("threshold", 1, 2)]
    return {"poll": g.poll, "outcome": "adopted" if yes == 2 else "rejected", "winners": [],
            "figures": [{"name": a, "numerator": b, "denominator": c} for a, b, c in figures],
            "electorate": {"size": 3, "root": leaves_root([name.encode() for name in names]).hex()},
            "ballots": {"size": 2, "root": leaves_root([bytes.fromhex(one) for _, one in counted]).hex()}, "set_aside_count": 0, "set_aside": []}


@case("accepts VOT-043: a decision that recounts", 0)
def decided(g):
    g.add(g.record("voting.decision", "timo", decide(g)), g.folder)


@case("accepts VOT-043: a tie keeps the status quo", 0)
def tied(g):
    g.add(g.record("voting.decision", "timo", decide(g, "no")), g.folder)


@case("refuses VOT-043: a decision that does not recount", MALFORMED)
def miscounted(g):
    body = decide(g)
    body["outcome"] = "rejected"
    g.add(g.record("voting.decision", "timo", body), g.folder)


@case("refuses VOT-042: a decision before its time", CONFLICT)
def too_early(g):
    g.add(g.record("voting.decision", "timo", decide(g), at=g.opens + 4 * DAY), g.folder)


@case("refuses VOT-041: a second decision", CONFLICT)
def second_decision(g):
    body = decide(g)
    g.add(g.record("voting.decision", "timo", body), g.folder)
    g.now += 1000
    g.add(g.record("voting.decision", "mara", body), g.folder)


@case("refuses IDN-010: a record by a suspended member", FORBIDDEN)
def suspended(g):
    g.add(g.record("voting.decision", "timo", decide(g)), g.folder)
    g.add(g.record("identity.suspension", "mara", {"member": "timo"}, {"reason": "Why not."}), "members/timo")
    g.add(g.record("identity.consent-grant", "timo", {"scope": "visibility", "purpose": "the page"}), "members/timo")


@case("refuses VOT-007: a ballot by a recused member", FORBIDDEN)
def recused(g):
    g.add(g.record("deliberation.recusal", "juno", {"proposal": g.proposal}), g.folder)
    g.add(g.ballot(), g.folder + "/ballots")


@case("refuses VOT-006: a ballot by a member admitted after the poll", FORBIDDEN)
def admitted_later(g):
    application = g.record("identity.application", "lena", {"key": key("lena").line, "skills": []})
    admission = {"application": g.add(application, "members/lena")}
    g.add(g.record("identity.admission", "mara", admission), "members/lena")
    g.add(g.ballot("lena"), g.folder + "/ballots")


@case("refuses IDN-013: more records a day than there may be, with two keys", FORBIDDEN)
def too_many_a_day(g):
    fresh = founded(g.runner, g.path.with_name(g.path.name + "-few"), {**CHARTER, "records_per_day": 3})
    proof = key("juno-2").sign(f"{fresh.ids[0]} juno {key('juno-2').id}\n".encode(), namespace="tos.key.v1").decode()
    fresh.add(fresh.record("identity.key-addition", "juno", {"key": key("juno-2").line, "proof": proof}), "members/juno")
    for signer in ("juno", "juno-2", "juno"):
        fresh.add(fresh.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": "the page"}, signer=signer), "members/juno")
    return fresh


@case("refuses IDN-012: an expired role", FORBIDDEN)
def expired_role(g):
    body = {"role": "steward", "member": "juno", "term_days": 30}
    g.add(g.record("identity.role-assignment", "mara", body), "members/juno")
    g.now += 31 * DAY
    application = g.record("identity.application", "lena", {"key": key("lena").line, "skills": []})
    g.add(g.record("identity.admission", "juno", {"application": g.add(application, "members/lena")}), "members/lena")


@case("refuses IDN-003: before the founders have accepted", FORBIDDEN)
def unaccepted(g):
    fresh = g.fresh()
    fresh.add(fresh.record("identity.consent-grant", "mara", {"scope": "visibility", "purpose": "the page"}), "members/mara")
    return fresh


@case("refuses IDN-004: an acceptance by nobody named", FORBIDDEN)
def unnamed(g):
    g.add(g.record("charter.acceptance", "omar", {}), "charter")


@case("refuses IDN-001: a second founding record", MALFORMED)
def second_founding(g):
    message, _, _ = split(g.files[0])
    message = message.replace(b"10:00:00.000Z", b"10:00:07.000Z")
    g.add(join(message, key("mara").sign(message)), "charter")


@case("refuses IDN-051: a founder in one role twice", CONFLICT)
def role_twice(g):
    message, _, _ = split(g.files[0])
    message = message.replace(b"- steward\n", b"- steward\n        - steward\n", 1)
    bare = g.bare("twice.git")
    bare.add(join(message, key("mara").sign(message)), "charter")
    return bare


@case("refuses IDN-080: a consent withdrawn after its end", MALFORMED)
def consent_over(g):
    grant = {"scope": "visibility", "purpose": "the page", "until": stamp(g.now + HOUR)}
    withdrawal = {"grant": g.add(g.record("identity.consent-grant", "juno", grant), "members/juno")}
    g.now += HOUR
    g.add(g.record("identity.consent-withdrawal", "juno", withdrawal), "members/juno")


@case("refuses REC-010: a kind that does not exist", MALFORMED)
def unknown_kind(g):
    g.add(g.record("resources.booking", "juno", {"amount": 5}), "members/juno")


@case("refuses REC-009: an enclosure removed without redaction", MALFORMED)
def removed_text(g):
    g.add(g.record("voting.ballot", "juno", {"poll": g.poll, "choice": "no"}, {"reason": "It rains."}).rpartition(b"---\n")[0],
          g.folder + "/ballots")


@case("accepts REC-009: an enclosure removed with redaction", 0)
def redacted(g):
    identity = g.add(g.record("voting.ballot", "juno", {"poll": g.poll, "choice": "no"}, {"reason": "It rains."}).rpartition(b"---\n")[0],
                     g.folder + "/ballots")
    g.add(g.record("identity.redaction", "juno", {"record": identity, "texts": ["reason"], "ground": "asked for"}, at=g.now + 2000), "members/juno")


@case("refuses REC-008: an enclosure changed", MALFORMED)
def changed_text(g):
    data = g.record("voting.ballot", "juno", {"poll": g.poll, "choice": "no"}, {"reason": "It rains."}).replace(b"It rains.", b"It snows.")
    g.add(data, g.folder + "/ballots")


# commits

@case("refuses LOG-014: a merge commit", MALFORMED)
def merge(g):
    commit(g.path, {"a.md": b"a\n"}, "Side\n", parent="refs/heads/main^0")
    git(g.path, "branch", "side")
    commit(g.path, {"b.md": b"b\n"}, "Main\n", parent="refs/heads/main~1")
    commit(g.path, {}, "Merge\n", merge="refs/heads/side^0")


@case("refuses LOG-013: injected text in a commit message", MALFORMED)
def injected_subject(g):
    data = g.ballot()
    identity = record_id(data)
    g.log([(identity, f"{g.folder}/ballots/ballot-{identity[:16]}.yaml", data)], message=f"voting.poll by juno\n\nRecord: {identity}\n")


@case("refuses LOG-110, LOG-015: free text in a record commit makes it a free commit", MALFORMED)
def injected_text(g):
    data = g.ballot()
    identity = record_id(data)
    g.log([(identity, f"{g.folder}/ballots/ballot-{identity[:16]}.yaml", data)],
          message=f"voting.ballot by juno\n\nRecord: {identity}\n\nVote no!\n")


@case("refuses LOG-013: another committer", MALFORMED)
def other_committer(g):
    data = g.ballot()
    g.add(data, g.folder + "/ballots", who="timo")


@case("refuses LOG-013: another date", MALFORMED)
def other_date(g):
    g.add(g.ballot(), g.folder + "/ballots", seconds=1)


@case("accepts LOG-013: two records in a commit", 0)
def two_records(g):
    pair = [g.ballot(), g.ballot("timo", "no")]
    g.log([(record_id(data), f"{g.folder}/ballots/ballot-{record_id(data)[:16]}.yaml", data) for data in pair])


@case("refuses VOT-004: of two records in a commit the second is bad, so neither is logged", FORBIDDEN)
def half_commit(g):
    pair = [g.ballot(), g.ballot("timo", "no", at=g.opens + 9 * DAY)]
    g.log([(record_id(data), f"{g.folder}/ballots/ballot-{record_id(data)[:16]}.yaml", data) for data in pair])


@case("accepts LOG-015: a free commit outside the homes", 0)
def free_commit(g):
    g.free({"README.md": b"# A group\n", "docs/notes/a.txt": b"x\n"})


@case("accepts LOG-015: a free commit whose author line git does not understand", 0)
def odd_author(g):
    tree, parent = git(g.path, "rev-parse", "main^{tree}"), git(g.path, "rev-parse", "main")
    text = f"tree {tree}\nparent {parent}\nauthor \x1b[31m<<>> x y\ncommitter a <a@b> 99999999999999999999 +0000\n\nfree\n"
    forge.rewrite(g.path, text.encode())


@case("refuses LOG-011: a file and a folder of one name", MALFORMED)
def one_name_twice(g):
    blob, folder = git(g.path, "hash-object", "-w", "--stdin", data=b"x\n"), git(g.path, "rev-parse", "main:charter")
    entries = [*git(g.path, "ls-tree", "main").split("\n"), f"100644 blob {blob}\tzz", f"100644 blob {blob}\tzz-a", f"040000 tree {folder}\tzz"]
    raw = b"".join(f"{line.split()[0].lstrip('0')} {line.split(chr(9))[1]}\0".encode() + bytes.fromhex(line.split()[2]) for line in entries)
    forge.rewrite(g.path, free_text(g.path, git(g.path, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", data=raw)))


@case("accepts LOG-113: main rewritten, the same records in other commits", 0)
def rewritten(g):
    fresh = g.bare("rewritten.git")
    entries = list(zip(g.ids, g.paths, g.files))
    fresh.log(entries[:1])
    fresh.log(entries[1:3])
    fresh.free({"README.md": b"x\n"})
    for entry in entries[3:]:
        fresh.log([entry])
    return fresh


@case("refuses LOG-102: main rewritten, two records in the other order", CONFLICT)
def reordered(g):
    fresh = g.bare("reordered.git")
    entries = list(zip(g.ids, g.paths, g.files))
    for entry in (entries[0], entries[2], entries[1], *entries[3:]):
        fresh.log([entry])
    return fresh


@case("accepts LOG-013: a signed commit", 0)
def signed_commit(g):
    g.add(g.ballot(), g.folder + "/ballots")
    data = git(g.path, "cat-file", "commit", "main").encode() + b"\n"
    head, _, message = data.partition(b"\n\n")
    forge.rewrite(g.path, head + b"\ngpgsig -----BEGIN SSH SIGNATURE-----\n abc\n -----END SSH SIGNATURE-----\n\n" + message)


# trees

def tree_case(name, code, files, **options):
    CASES.append((name, code, lambda g: g.free(files, **options)))


tree_case("refuses LOG-016: a symbolic link in a home", MALFORMED, {"charter/link": ("120000", b"../README.md")})
tree_case("accepts LOG-016: a symbolic link outside the homes", 0, {"docs/link": ("120000", b"../README.md")})
tree_case("refuses LOG-016: an executable in a home", MALFORMED, {"charter/run.yaml": ("100755", b"x\n")})
tree_case("refuses LOG-016: a submodule", MALFORMED, {"lib": ("160000", "ab" * 20)})
tree_case("refuses LOG-016: a submodule deep in the free part", MALFORMED, {"a/b/lib": ("160000", "ab" * 20)})
tree_case("refuses LOG-018: a dotfile in a home", MALFORMED, {"members/.hidden": b"x\n"})
tree_case("accepts LOG-018: a dotfile outside the homes", 0, {".github/workflows/x.yml": b"x\n"})
tree_case("refuses LOG-018: capital letters in a home", MALFORMED, {"members/Mara/x.yaml": b"x\n"})
tree_case("refuses LOG-018: a home in capital letters", MALFORMED, {"Charter/x.yaml": b"x\n"})
tree_case("refuses LOG-018: a file in place of a home", MALFORMED, {"ledger": b"x\n"})
tree_case("refuses LOG-019: another .gitattributes", MALFORMED, {".gitattributes": b"* text\n"})
tree_case("accepts LOG-019: the .gitattributes of init", 0, {".gitattributes": b"* -text -filter -ident -export-subst\n"})
tree_case("refuses LOG-019: .gitattributes in a home", MALFORMED, {"members/.gitattributes": b"* -text\n"})
tree_case("refuses LOG-019: .GITATTRIBUTES at the root", MALFORMED, {".GitAttributes": b"* -text\n"})
tree_case("refuses LOG-020: nine levels of folders", MALFORMED, {"members/a/b/c/d/e/f/g/x.yaml": b"x\n"})
tree_case("refuses LOG-020: seventy levels of folders outside", MALFORMED, {"a/" * 70 + "x": b"x\n"})
tree_case("accepts LOG-020: a name of 255 bytes", 0, {"docs/" + "a" * 255: b"x\n"})
tree_case("refuses LOG-020: a name of 256 bytes", MALFORMED, {"docs/" + "\u00e9" * 128: b"x\n"})
tree_case("refuses LOG-110: many unknown files", MALFORMED, {f"peers/f{number}.yaml": b"x\n" for number in range(3000)})


@case("refuses LOG-018: .git2 in a home, after names elsewhere that some file system takes for .git", MALFORMED)
def dangerous(g):
    blob = git(g.path, "hash-object", "-w", "--stdin", data=b"x\n")
    for name in (".git", ".GIT", "git~1", "..", "a\\b", ".git ", ".g\u200cit"):
        raw = b"".join(f"100644 {one}\0".encode() + bytes.fromhex(identity) for one, identity in sorted([(name, blob)]))
        tree = git(g.path, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", data=raw)
        entries = git(g.path, "ls-tree", "main").split("\n")
        whole = git(g.path, "mktree", data=("\n".join([*entries, f"040000 tree {tree}\tfree"]) + "\n").encode())
        copy = g.copy(g.path.with_name("dangerous.git"))
        git(copy.path, "update-ref", "refs/heads/main", commit_tree(copy.path, whole))
        g.runner.compare(f"refuses LOG-017: {name!r}", copy.path, MALFORMED)
        shutil.rmtree(copy.path)
    g.free({"members/mara/.git2": b"x"})


def free_text(path, tree):
    return f"tree {tree}\nparent {git(path, 'rev-parse', 'main')}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nfree\n".encode()


def commit_tree(path, tree):
    return git(path, "hash-object", "-t", "commit", "-w", "--stdin", data=free_text(path, tree))


# repositories

@case("refuses LOG-005: replace refs", ENVIRONMENT)
def replace(g):
    git(g.path, "update-ref", f"refs/replace/{git(g.path, 'rev-parse', 'main')}", "main~1")


@case("refuses LOG-004: grafts", ENVIRONMENT)
def grafts(g):
    (g.path / "info").mkdir(exist_ok=True)
    (g.path / "info" / "grafts").write_text(git(g.path, "rev-parse", "main") + "\n")


def cloned(g, *options):
    git(g.path, "config", "uploadpack.allowFilter", "true")
    other = g.path.with_name("clone.git")
    git(g.path, "clone", "-q", "--bare", *options, f"file://{g.path}", str(other))
    return other


@case("refuses LOG-002: a shallow clone", ENVIRONMENT)
def shallow(g):
    return cloned(g, "--depth", "1")


@case("refuses LOG-003: a partial clone", ENVIRONMENT)
def partial(g):
    return cloned(g, "--filter=blob:none")


@case("accepts LOG-002, LOG-003: a plain clone", 0)
def plain_clone(g):
    return cloned(g)


@case("refuses LOG-006: SHA-256 object names", ENVIRONMENT)
def sha256_repository(g):
    other = g.path.with_name("sha256.git")
    git(g.path, "init", "-q", "--bare", "-b", "main", "--object-format=sha256", str(other))
    return other


@case("refuses LOG-008: no branch main", ENVIRONMENT)
def no_main(g):
    git(g.path, "branch", "-m", "main", "other")


@case("refuses IDN-001: a repository without records", MALFORMED)
def no_records(g):
    fresh = g.bare("empty.git")
    fresh.ids = []
    commit(fresh.path, {"README.md": b"hello\n"}, "Hello\n", parent=None)
    return fresh


@case("refuses LOG-012: a huge file", MALFORMED)
def huge(g):
    data = g.ballot()
    identity = record_id(data)
    g.log_raw(identity, f"{g.folder}/ballots/ballot-{identity[:16]}.yaml", data + b"---\nreason:\n" + b"#" * (3 << 20))


@case("refuses REC-001: a message of 65 KiB", MALFORMED)
def long_message(g):
    body = {"poll": g.poll, "choice": "no", "reason": "x" * (65 << 10)}
    g.raw(g.message("voting.ballot", "juno", body, at=g.now + 1000))


# signatures

def signature_case(name, change, code=IDENTITY):
    def build(g):
        message = split(g.ballot())[0]
        data = join(message, change(message, key("juno")))
        g.log_raw(record_id(data), f"{g.folder}/ballots/ballot-{record_id(data)[:16]}.yaml", data)
    CASES.append((name, code, build))


def malleable(message, signer):
    blob = bytearray(signer.blob_of(message))
    number = int.from_bytes(blob[-32:], "little") + 2**252 + 27742317777372353535851937790883648493
    blob[-32:] = number.to_bytes(32, "little")
    return forge.armor(bytes(blob))


signature_case("accepts SIG-006: hash sha256", lambda m, k: k.sign(m, hash_name=b"sha256"), 0)
signature_case("refuses SIG-001: CRLF in the armor", lambda m, k: k.sign(m).replace(b"\n", b"\r\n"))
signature_case("refuses SIG-001: other columns", lambda m, k: forge.armor(k.blob_of(m), 76))
signature_case("refuses SIG-001: text before the armor", lambda m, k: b"\n" + k.sign(m))
signature_case("refuses SIG-001: text after the armor", lambda m, k: k.sign(m) + b"hello\n")
signature_case("refuses SIG-002: base64 with unused bits", lambda m, k: k.sign(m + b"", tail=b"").replace(b"\n-----END", b"=\n-----END"))
signature_case("refuses SIG-003: bytes after the blob", lambda m, k: k.sign(m, tail=b"\0"))
signature_case("refuses SIG-004: another version", lambda m, k: k.sign(m, version=2))
signature_case("refuses SIG-005: a filled reserved field", lambda m, k: k.sign(m, reserved=b"x"))
signature_case("refuses SIG-006: another hash", lambda m, k: k.sign(m, hash_name=b"sha1"))
signature_case("refuses SIG-008: S above the group order", malleable)
signature_case("refuses SIG-009: another namespace", lambda m, k: k.sign(m, namespace="git"))
signature_case("refuses SIG-011: a signature over other bytes", lambda m, k: k.sign(m + b"\n"))
signature_case("refuses REC-002: nothing after the second ---", lambda m, k: k.sign(m) + b"---\n", MALFORMED)

# record form: each text replaces the ballot's `choice: …` line, in a message that juno then signs
FORMS = {
    "REC-003": {"a tab": "choice:\tabstain", "a tab in a string": 'choice: "a\tb"', "CRLF": "choice: abstain\r", "a BOM": "choice: \ufeffabstain",
        "NUL": 'choice: "a\0b"', "bidi": 'choice: "a\u202eb"', "U+2028": 'choice: "a\u2028b"', "a zero width space": 'choice: "a\u200bb"',
        "a noncharacter": 'choice: "a\ufdd0b"', "a C1 control": 'choice: "a\x85b"'},
    "REC-004": {"a duplicate key": 'choice: abstain\n  choice: abstain', "an anchor": "choice: &a abstain", "an alias": "choice: *a",
        "a tag": "choice: !!str abstain", "a comment": "choice: abstain # yes", "a comment line": "choice: abstain\n# yes",
        "flow style": "choice: {a: b}", "a flow list": "approves: [1, 2]", "a wrong indent": " choice: abstain", "four spaces": "  choice: abstain",
        "no": "choice: no", "on": "choice: on", "y": "choice: y", "null": "choice: null", "~": "choice: ~", "1e3": "choice: 1e3",
        "0x1f": "choice: 0x1f", "1_000": "choice: 1_000", "12:30": "choice: 12:30", "a date": "choice: 2026-01-01", "a float": "choice: 1.5",
        "-0": "choice: -0", "+1": "choice: +1", "007": "choice: 007", "2^53": "choice: 9007199254740992", "a huge integer": "choice: " + "9" * 400,
        "infinity": "choice: .inf", "plain quoted": 'choice: "abstain"', "single quotes": "choice: 'abstain'", "two spaces": "choice:  abstain",
        "a trailing space": "choice: abstain ", "an empty value": "choice:", "an empty line": "choice: abstain\n",
        "folded text": "choice: >\n    abstain", "kept text": "choice: |+\n    abstain\n", "an escape": 'choice: "\\x41b c"',
        "a unicode escape": 'choice: "\\u0041 b"', "an open quote": 'choice: "abstain', "a merge key": "<<: abstain",
        "a question mark": "? choice\n  : abstain", "a document end": "choice: abstain\n...", "a directive": "%YAML 1.2",
        "a nested list": "ranks:\n    - - 1", "a capital key": "Choice: abstain", "a reserved key": "no: abstain",
        "a digest of digits": "reason: " + "1" * 64, "a digest that YAML 1.1 reads in binary": "reason: 0b" + "1" * 62,
        "a digest with only e": "reason: 1e" + "1" * 62,
        "depth 10,000": "choice:\n" + "\n".join(" " * min(number, 3) + "a:" for number in range(10_000)),
        "depth 17": "choice:\n" + "\n".join("  " * number + "a:" for number in range(2, 17)) + " 1",
        "flow depth 10,000": "choice: " + "[" * 10_000 + "]" * 10_000, "an alias bomb": "choice: &a [x]\n  b: [*a, *a]",
        "a long key": "k" * 65 + ": abstain"},
    "REC-005": {"an unknown field": "choice: abstain\n  why: because", "fields out of order": "reason: " + "ab" * 32 + "\n  choice: abstain"},
    "REC-006": {"an integer": "choice: 7", "a boolean": "choice: true", "a capital digest": 'reason: "' + "AB" * 32 + '"',
        "a list for a string": "choice: []", "a mapping for a string": "choice: {}"}}
for _rule, _forms in FORMS.items():
    for _name, _text in _forms.items():
        def _build(g, text=_text):
            message = split(g.ballot(choice="abstain"))[0].decode()
            g.raw(message.replace("choice: abstain", text, 1).encode())
        CASES.append((f"refuses {_rule}: {_name}", MALFORMED, _build))

BYTES = {"invalid UTF-8": b"\xff", "an overlong form": b"\xc0\xaf", "a surrogate": b"\xed\xa0\x80", "above U+10FFFF": b"\xf4\x90\x80\x80"}
for _name, _bytes in BYTES.items():
    def _build_bytes(g, data=_bytes):
        g.raw(split(g.ballot(choice="abstain"))[0].replace(b"abstain", b'"a' + data + b'"'))
    CASES.append((f"refuses REC-003: {_name}", MALFORMED, _build_bytes))

SCALARS = ["Küche", "a b", "", " ", "-", "x: y", "#", "null ", "a\nb", "a\nb\n", "a\n\nb\n", " a\n", "a \nb\n", "\u200d", "1", "-1", "~", "yes", "=",
           "<<", "!a", "&a", "*a", "'", '"', "\\", "\t", "a\tb\n", "0b" + "1" * 62, "e" * 64, "1" * 63 + "e", "9" * 63 + "a", "a" * 32, "a/b.c-d_e",
           "0x1f", "0o17", "1.5", "1e3", "12:30", "2026-01-01", "[", "{}", "[]", "|", ">", "%a", "@a", "`a", "- a", "? a", "a:", "a #b", "\U0001F6B2", "true"]


@case("accepts REC-003, REC-004: consents for purposes of every shape", 0)
def scalars(g):
    for text in SCALARS:
        if len(text) >= 3 and "\n" not in text:
            g.add(g.record("identity.consent-grant", "juno", {"scope": "visibility", "purpose": text}), "members/juno")


@case("accepts REC-008: enclosures of every shape", 0)
def texts(g):
    for number, text in enumerate(SCALARS):
        g.now += 1000
        g.add(g.record("voting.ballot", "juno", {"poll": g.poll, "choice": "no"}, {"reason": text}, at=g.now), g.folder + "/ballots")


# ---- running

def run_one(runner, origin, number):
    """One case, in a copy of the group."""
    name, code, build = CASES[number]
    ground = origin.copy(runner.work / f"case-{number}.git")
    ground.runner = runner
    ground.fresh = lambda: fresh_founding(runner, runner.work / f"fresh-{number}.git")
    ground.bare = lambda name: Ground(runner, runner.work / f"{number}-{name}")
    made = build(ground) or ground
    path = getattr(made, "path", made)
    runner.compare(name, path, code)
    for left in {path, ground.path}:
        shutil.rmtree(left, ignore_errors=True)


def fresh_founding(runner, path):
    """A group whose other founders have not answered."""
    ground = Ground(runner, path)
    whole = founded(runner, path.with_name(path.name + "-whole"))
    ground.log([(whole.ids[0], whole.paths[0], whole.files[0])])
    ground.now += 1000
    return ground
