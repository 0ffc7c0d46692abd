"""Bad input, continued: what members say about a proposal, vote on and carry out so as to get around a rule."""
import groups
from cases import CHARTER, CONFLICT, FORBIDDEN, KIND, MALFORMED, case, founded
from counting import recount
from forge import DAY, HOUR, enclosed, join, key, record_id, stamp
from record import decode, split
from replay import Log

WHY = {"reason": "Somebody falls."}
HARM = {"harm": "A broken leg.", **WHY}
STAGES = [{"stage": "present", "hours": 240, "evidence": 0, "options": 0, "positions": 0},
          {"stage": "prioritize", "hours": 0, "evidence": 2, "options": 0, "positions": 0}]


class Meeting:
    """A group of mara (steward), juno and timo that talks about juno's proposal, of type routine with these terms."""

    def __init__(self, g, **routine):
        types = [{"name": name, **KIND, **(routine if name == "routine" else {})} for name in ("routine", "membership", "role", "charter")]
        terms = CHARTER | {"decision_types": types}
        late = {name: terms.pop(name) for name in ("roles", "decision_types", "permissions")}  # fields stand in their order
        terms |= {"objection_window_hours": 240, "objection_fallback": "archive", **late}
        self.ground = founded(g.runner, g.path.with_name("meeting.git"), terms)
        self.path, self.folder, self.poll, self.type = self.ground.path, None, None, "routine"
        self.proposal = self.version()

    def wait(self, length):
        self.ground.now += length
        return self

    def say(self, kind, author, body, folder=None, **texts):
        enclosures = enclosed(body, **texts)
        message = self.ground.message(kind, author, {name: body[name] for name in groups.ORDER[kind] if name in body})
        data = join(message, key(author).sign(message), enclosures)
        self.folder = self.folder or f"proposals/2025-06/shared-cargo-bike-{record_id(data)[:16]}"
        identity = self.ground.add(data, folder or self.folder)
        self.ground.now += 1000
        return identity

    def version(self, author="juno", replaces=None, text=None, **more):
        body = {"title": "Shared cargo bike", "decision_type": self.type, "paths": ["social-economy"], **more}
        body |= {"replaces": replaces} if replaces else {}
        self.proposal = self.say("deliberation.proposal", author, body, summary="A bike for all.", **({"text": text} if text else {}))
        return self.proposal

    def object(self, author, proposal=None):
        return self.say("deliberation.objection", author, {"proposal": proposal or self.proposal, "level": "objection", "argues": "consequence"},
                        **HARM)

    def option(self, label, parent=None):
        return self.say("deliberation.option", "mara", {"proposal": self.proposal, "label": label, "trade_offs": [],
                                                        **({"parent": parent} if parent else {})})

    def show(self, title, url="https://example.org/"):
        return self.say("deliberation.evidence", "juno", {"proposal": self.proposal, "kind": "data", "side": "for", "title": title, "url": url})

    def move(self, to):
        return self.say("deliberation.stage-move", "juno", {"proposal": self.proposal, "to": to})

    def pose(self, author="juno", method="majority", **more):
        opens = self.ground.now + more.pop("after", 0)
        body = {"proposal": self.proposal, "options": [], "method": method, "quorum": "0.5", "threshold": "0.5", "denominator": "non-abstaining",
                "opens_at": stamp(opens), "closes_at": stamp(opens + more.pop("length", 3 * DAY)), "late_ballots_hours": 24, "certifiers": 0,
                "sharded": False}
        self.poll, self.closes = self.say("voting.poll", author, body | more), opens + 4 * DAY
        return self.poll

    def vote(self, **choices):
        for author, choice in choices.items():
            self.say("voting.ballot", author, {"poll": self.poll, "choice": choice}, self.folder + "/ballots")

    def decide(self):
        self.ground.now = self.closes + 1
        state = Log(groups.FUTURE)
        for data in self.ground.files:
            message, _, enclosures = split(data)
            state.accept(decode(message, enclosures))
        return self.say("voting.decision", "mara", recount(state.polls[self.poll], state.keys))

    def adopt(self, **act):
        self.proposal, self.folder = None, None
        self.version(**act)
        self.pose()
        self.vote(mara="yes", juno="yes")
        return self.decide()


# objections and their rounds

def reworded_twice(g):
    meeting = Meeting(g)
    meeting.object("timo")
    meeting.wait(2 * DAY).version(replaces=meeting.proposal)
    meeting.object("timo")
    return meeting


@case("accepts DEL-055, DEL-021: the end of an old round where a later one runs", 0)
def old_round(g):
    meeting = reworded_twice(g)
    meeting.wait(9 * DAY).show("A bike lasts")
    return meeting


@case("refuses DEL-021: after the end of the last round", CONFLICT)
def last_round(g):
    meeting = reworded_twice(g)
    meeting.wait(11 * DAY).show("A bike lasts")
    return meeting


@case("refuses DEL-015: reworded while a poll on it is open", CONFLICT)
def reworded_in_poll(g):
    meeting = Meeting(g)
    meeting.pose()
    meeting.version(replaces=meeting.proposal)
    return meeting


@case("accepts DEL-015, VOT-020: reworded after a poll that left it open", 0)
def reworded_after_poll(g):
    meeting = Meeting(g)
    meeting.pose()
    meeting.vote(mara="yes")
    meeting.decide()
    meeting.version(replaces=meeting.proposal)
    meeting.pose("timo")
    return meeting


@case("refuses DEL-043: an objection to one's own wording", FORBIDDEN)
def own_objection(g):
    meeting = Meeting(g)
    meeting.object("juno")
    return meeting


@case("refuses DEL-044: a second open objection", CONFLICT)
def two_objections(g):
    meeting = Meeting(g)
    meeting.object("timo")
    meeting.object("timo")
    return meeting


@case("accepts DEL-043, DEL-044: two members object, and one anew when theirs is settled", 0)
def objections(g):
    meeting = Meeting(g)
    meeting.object("mara")
    first = meeting.object("timo")
    meeting.say("deliberation.resolution", "timo", {"objection": first, "by": "monitoring"}, **WHY)
    meeting.object("timo")
    return meeting


def objected_in_poll(g, **choices):
    meeting = Meeting(g, method="consent")
    meeting.pose(method="consent")
    meeting.vote(**choices)
    meeting.decide()
    return meeting.wait(11 * DAY)


@case("accepts VOT-025, DEL-021: an author alone objects in a poll, and the next is by consent", 0)
def author_objects(g):
    meeting = objected_in_poll(g, juno="objection", mara="consent")
    meeting.pose("timo", method="consent")
    return meeting


@case("refuses VOT-020: another objects in a poll, and the round's end archives the proposal", CONFLICT)
def another_objects(g):
    meeting = objected_in_poll(g, juno="objection", mara="objection")
    meeting.pose("timo", method="consent")
    return meeting


# stages

@case("refuses DEL-068: a type with stages, by a new version in stage vote", CONFLICT)
def type_changed(g):
    meeting = Meeting(g, stages=STAGES)
    meeting.type = "membership"
    meeting.folder = None
    meeting.version()
    for stage in ("prioritize", "research", "positions", "deliberate", "vote"):
        meeting.move(stage)
    meeting.type = "routine"
    meeting.version(replaces=meeting.proposal)
    meeting.pose()
    return meeting


def shown(g, *addresses):
    meeting = Meeting(g, stages=STAGES).wait(10 * DAY)
    meeting.move("prioritize")
    for title, url in zip(("A bike lasts", "A bike lasts long"), addresses):
        meeting.show(title, url)
    meeting.move("research")
    return meeting


@case("refuses DEL-062: one source shown twice", CONFLICT)
def one_source(g):
    return shown(g, "https://example.org/", "https://example.org/")


@case("accepts DEL-062, DEL-061: two sources", 0)
def two_sources(g):
    return shown(g, "https://example.org/", "https://example.org/2")


# polls

@case("refuses DEL-038: an option that differs in blanks and capital letters", CONFLICT)
def option_twin(g):
    meeting = Meeting(g)
    meeting.option("A bike")
    meeting.option(" a\u00a0 BIKE ")
    return meeting


@case("accepts DEL-038: options that differ in letters", 0)
def option_other(g):
    meeting = Meeting(g)
    meeting.option("A bike")
    meeting.option("Abike")
    meeting.option("\u00c4 bike")
    meeting.option("\u00e4 bike")
    return meeting


@case("refuses VOT-023: two options that look the same", MALFORMED)
def listed_twin(g):
    meeting = Meeting(g, method="approval")
    meeting.pose(method="approval", options=["A bike", "A bike "])
    return meeting


def held_up(name, code, author="timo", **more):
    def build(g):
        meeting = Meeting(g)
        meeting.pose(author, **more)
        return meeting
    case(name, code)(build)


held_up("refuses VOT-034: somebody else's poll that opens in a year", FORBIDDEN, after=364 * DAY)
held_up("refuses VOT-034: somebody else's poll of eight days", FORBIDDEN, length=8 * DAY)
held_up("refuses VOT-034: somebody else's poll with more time for late ballots", FORBIDDEN, late_ballots_hours=25)
held_up("accepts VOT-034: somebody else's poll of a week, a day later", 0, after=DAY, length=7 * DAY)
held_up("accepts VOT-034: an author's poll", 0, "juno", after=364 * DAY, length=300 * DAY, late_ballots_hours=720)


def chosen(name, code, options, author="timo"):
    def build(g):
        meeting = Meeting(g, method="approval")
        stem = meeting.option("A bike")
        for label, parent in (("New", stem), ("Used", stem), ("None", None)):
            meeting.option(label, parent)
        meeting.pose(author, method="approval", options=options)
        return meeting
    case(name, code)(build)


chosen("refuses VOT-035: options that nobody has talked about", FORBIDDEN, ["A car", "A boat"])
chosen("refuses VOT-035: an option left out", FORBIDDEN, ["New", "Used"])
chosen("accepts VOT-035: every option without variants, and one with", 0, ["none", "A bike", "Used", "New"])
chosen("accepts VOT-035: an author's choice", 0, ["A car", "None"], "juno")


# policies

def changed(g, mandate, text=None, **choices):
    meeting = Meeting(g)
    meeting.pose()
    meeting.vote(mara="yes", juno="yes", **choices)
    policy, folder = meeting.decide(), meeting.folder
    act = {"kind": "voting.policy-change/v1", "target": mandate + policy}
    decision = meeting.adopt(mandate=act, text=text)
    meeting.say("voting.policy-change", "mara", {"decision": decision, "policy": policy}, folder)
    return meeting


@case("accepts DEL-016, CHA-012: a repeal that says so", 0)
def repealed(g):
    return changed(g, "repeal/")


@case("accepts DEL-016, CHA-012: a change with its wording", 0)
def reworded(g):
    return changed(g, "", "Two bikes.")


@case("refuses DEL-016: a change without a wording", MALFORMED)
def silent_repeal(g):
    meeting = Meeting(g)
    meeting.version(replaces=meeting.proposal, mandate={"kind": "voting.policy-change/v1", "target": "ab" * 32})
    return meeting


@case("refuses DEL-016: a repeal with a wording", MALFORMED)
def worded_repeal(g):
    meeting = Meeting(g)
    meeting.version(replaces=meeting.proposal, text="Two bikes.", mandate={"kind": "voting.policy-change/v1", "target": "repeal/" + "ab" * 32})
    return meeting


def answered(g, choice):
    """timo's objection is answered by a new version, which is adopted; a change of it answers the objection again."""
    meeting = Meeting(g)
    objection = meeting.object("timo")
    meeting.version(replaces=meeting.proposal, answers=[{"objection": objection, "how": "no."}])
    meeting.pose()
    meeting.vote(mara="yes", juno="yes", timo=choice)
    policy, folder = meeting.decide(), meeting.folder
    decision = meeting.adopt(mandate={"kind": "voting.policy-change/v1", "target": policy}, text="Two bikes.")
    meeting.say("voting.policy-change", "mara", {"decision": decision, "policy": policy, "answers": [{"dissent": objection, "how": "insured"}]},
                folder)
    return meeting


@case("accepts VOT-063: an objection that was answered is in the minority report", 0)
def still_dissent(g):
    return answered(g, "no")


@case("refuses VOT-063: an objection whose author then voted for the answer is not", MALFORMED)
def content(g):
    return answered(g, "yes")


# delivery

GREEN = ["LINT=OK", "SMOKE=OK", "VALIDATORS=GREEN"]


class Work:
    """An initiative of timo, which mara started; what is done about it."""

    def __init__(self, g):
        self.meeting = Meeting(g)
        self.meeting.pose()
        self.meeting.vote(mara="yes", juno="yes")
        body = {"title": "Real work", "decision": self.meeting.decide(), "owner": "timo", "checks": [], "milestones": [], "metrics": []}
        self.path, self.folder, self.meeting.folder = self.meeting.path, None, None
        enclosures = enclosed(body, definition_of_done="It is there.")
        message = self.meeting.ground.message("delivery.initiative", "mara", {n: body[n] for n in groups.ORDER["delivery.initiative"] if n in body})
        data = join(message, key("mara").sign(message), enclosures)
        self.initiative = record_id(data)
        self.meeting.folder = f"initiatives/2025-06/real-work-{self.initiative[:16]}"
        self.meeting.ground.add(data, self.meeting.folder)

    def act(self, noun, author, body, **texts):
        self.meeting.ground.now += 1000
        self.meeting.say("delivery." + noun, author, {"initiative": self.initiative, **body}, **texts)
        return self

    def prove(self, author="juno"):
        return self.act("proof", author, {"lines": GREEN, "links": [], "commits": [], "artefacts": [], "metrics": []})

    def deliver(self, author):
        return self.act("delivery", author, {"answers": []}, shipped="It.")

    def review(self, author, outcome):
        return self.act("review", author, {"outcome": outcome, "dissent": []}, findings="Seen.")


def without_owner(g):
    work = Work(g).prove()
    work.meeting.say("identity.suspension", "mara", {"member": "timo"}, "members/timo", reason="Away.")
    return work.deliver("juno")


@case("refuses DLV-035: delivered and verified by one member", FORBIDDEN)
def alone(g):
    return without_owner(g).review("juno", "verified")


@case("accepts DLV-035, DLV-030: delivered by one member, verified by another", 0)
def by_two(g):
    return without_owner(g).review("mara", "verified")


@case("refuses DLV-032: delivered anew on what was shown before it was opened again", CONFLICT)
def old_proofs(g):
    return Work(g).prove().deliver("timo").review("mara", "reopened").deliver("timo")


@case("accepts DLV-032: delivered anew on new proofs", 0)
def new_proofs(g):
    return Work(g).prove().deliver("timo").review("mara", "reopened").prove().deliver("timo").review("mara", "verified")
