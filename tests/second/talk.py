"""Proposals, what is said about them and where they go: deliberation.md."""
import re
from specification import BIG, HOUR, STAGES, TABLES, VOTE, Bag, named, need, plain


class Talk:
    def of_deliberation(self, r, b):
        act, party = b.mandate or Bag(kind="identity.redaction/v1"), r.by == "party"
        failed, petition = self.failed.get((act.kind, act.target), -1), self.petitions.get(act.target, -1)
        chain = r.version.chain if r.version else Bag(
            state="open", authors=[r.author], folder=self.filled("<chain>", r), missed=0, recused=[], pieces=[], options={},
            stems=[], stances={}, objections=[], round=Bag(ends=0), stage="present", since=self.now)
        answered = [self.objections.get(each.objection, Bag(met=True)) for each in b.answers or ()]
        if r.noun not in ("proposal", "withdrawal", "recusal"):
            yield from self.of_talk(r, b)
            return
        if r.noun != "proposal":
            yield {"DEL-009": r.version, "DEL-010": not party or r.author in chain.authors,
                   "DEL-011": chain.state == "open", "DEL-012": not party or chain.newest == b.proposal,
                   "DEL-013": not party or not chain.poll, "DEL-014": party or r.author not in chain.recused}
            chain.recused, chain.state = chain.recused + [r.author] * (not party), "withdrawn" if party else "open"
            return
        yield {"DEL-001": named(self.terms.decision_types, b.decision_type), "DEL-003": not b.sunset or b.sunset > r.at,
               "DEL-002": len(set(b.paths)) == len(b.paths), "DEL-004": act.kind in TABLES["mandates"],
               "DEL-005": TABLES["mandates"].get(act.kind, {"as": "any"})["as"] in ("any", b.decision_type),
               "DEL-016": act.kind != "voting.policy-change/v1" or act.target.startswith("repeal/") == (not b.text),
               "DEL-006": act.kind != "identity.recall/v1" or petition > failed, "DEL-009": not b.replaces or r.version,
               "DEL-007": chain.state == "open" and chain.newest == b.replaces,
               "DEL-008": r.author in chain.authors or any(self.holds(r.author, role) for role in r.who),
               "DEL-015": not chain.poll, "DEL-053": all(not x.met and b.replaces and x.version.chain is chain for x in answered)
               and len({id(x) for x in answered}) == len(answered)}
        for each in answered:
            each.met = "amendment"
        if b.replaces and r.version.type != b.decision_type and named(self.terms.decision_types, b.decision_type).stages:
            chain.stage, chain.since = "present", self.now
        chain.newest, chain.authors = r.id, [*chain.authors, r.author]
        self.versions[r.id] = Bag(chain=chain, type=b.decision_type, logged=self.now, act=b.mandate, text=b.text,
                                  author=r.author)

    # What is said about a proposal, and where it goes.
    def of_talk(self, r, b):
        piece, raised, version, owner = self.pieces.get(b.evidence), self.objections.get(b.objection), r.version, b.owner
        need(DEL_032=piece or r.noun != "evidence-review", DEL_048=raised or r.noun != "resolution", DEL_009=version)
        chain, named_role = version.chain, any(self.holds(r.author, role) for role in r.who)
        moves = r.noun == "stage-move" and chain.state == "decided" and chain.stage != "archived"
        need(DEL_021=chain.state == "open" or moves,
             DEL_042=r.noun not in ("position", "objection") or r.author not in chain.recused)
        match r.noun:
            case "evidence":
                yield {"DEL-030": b.url or b.digest, "DEL-031": not b.url or re.fullmatch("https?://[!-~]+", b.url)}
                self.pieces[r.id] = Bag(author=r.author, version=version, reviews={}, source=(b.url, b.digest))
                chain.pieces.append(self.pieces[r.id])
            case "evidence-review":
                yield {"DEL-033": piece.author != r.author, "DEL-034": bool(b.ground) == (b.verdict == "disputed")}
                piece.reviews[r.author] = max(piece.reviews.get(r.author, ()), (r.at, r.id, b.verdict))
            case "option":
                yield {"DEL-036": not b.parent or b.parent in chain.options,
                       "DEL-037": all(one.pro or one.con for one in b.trade_offs)
                       and len({one.aspect for one in b.trade_offs}) == len(b.trade_offs),
                       "DEL-038": plain(b.label) not in chain.options.values()}
                chain.options[r.id] = plain(b.label)
                chain.stems.append(b.parent)
            case "position":
                before = chain.stances.get(r.author, (-BIG, "", "withdrawn"))
                yield {"DEL-040": b.reason or b.stance == "withdrawn",
                       "DEL-041": b.stance != "withdrawn" or before[2] != "withdrawn"}
                chain.stances[r.author] = max(before, (r.at, r.id, b.stance))
            case "objection":
                blocks = b.level == "objection"
                mine = [x for x in chain.objections if x.blocks and not x.met and x.author == r.author and x.version is version]
                yield {"DEL-045": b.harm or not blocks, "DEL-046": b.argues == "consequence" or not blocks,
                       "DEL-047": chain.newest == b.proposal, "DEL-043": not blocks or version.author != r.author,
                       "DEL-044": not blocks or not mine}
                self.objections[r.id] = Bag(author=r.author, version=version, met=False, blocks=blocks)
                chain.objections.append(self.objections[r.id])
                if blocks:
                    self.begin_round(chain, b.proposal)
            case "resolution":
                due, member = BIG if b.due is None else b.due, self.members.get(owner, Bag())
                yield {"DEL-049": not raised.met, "DEL-050": raised.author == r.author or named_role,
                       "DEL-051": b.by != "amendment" and (owner or b.by == "monitoring") and due > self.now
                       and (due < BIG or b.by != "deferral"), "DEL-052": not owner or member.status == "active"}
                raised.met = True
            case "stage-move":
                here, to, back = STAGES.index(chain.stage), STAGES.index(b.to), b.to in ("research", "deliberate")
                kind, archives, back = named(self.terms.decision_types, version.type), to == len(STAGES) - 1, back and to < here
                asked = next((one for one in kind and kind.stages or () if one.stage == chain.stage and not back
                              and not archives), Bag(hours=0, evidence=0, options=0, positions=0))
                sound = {one.source for one in chain.pieces if [x[2] for x in one.reviews.values()].count("disputed") < 2}
                stands = [who for who, x in chain.stances.items() if x[2] != "withdrawn" and who not in chain.recused]
                yield {"DEL-069": chain.newest == b.proposal, "DEL-065": r.author in chain.authors or named_role,
                       "DEL-066": not chain.poll, "DEL-060": archives or back or to == here + 1,
                       "DEL-067": archives or (chain.state == "open" if back else to <= VOTE or chain.adopted),
                       "DEL-061": self.now >= chain.since + asked.hours * HOUR, "DEL-062": len(sound) >= asked.evidence,
                       "DEL-063": len(chain.options) >= asked.options, "DEL-064": len(stands) >= asked.positions,
                       "DEL-055": b.to != "vote" or not self.blocked(chain)}
                chain.stage, chain.since = b.to, self.now
                chain.state = "archived" if archives and chain.state == "open" else chain.state

    def has_objection(self, chain):  # open ones, or in a poll by consent on the newest version
        return chain.refused == chain.newest or any(
            one.blocks and not one.met and one.author not in chain.recused for one in chain.objections)

    def begin_round(self, chain, version):  # a version has one: it is the newest until another begins its own
        if chain.round.version != version:
            window = self.terms.objection_window_hours
            chain.round = Bag(version=version, ends=self.now + (168 if window is None else window) * HOUR,
                              archives=self.terms.objection_fallback == "archive")
            self.rounds.append((chain, chain.round))

    def blocked(self, chain):
        return self.now < chain.round.ends and self.has_objection(chain)

    # the proposals whose objections outlast their round
    def end_rounds(self):
        for chain, over in [pair for pair in self.rounds if pair[1].ends <= self.now]:
            if over.archives and over is chain.round and chain.state == "open" and not chain.poll and self.has_objection(chain):
                chain.state, chain.stage = "archived", "archived"
        self.rounds = [pair for pair in self.rounds if pair[1].ends > self.now]
