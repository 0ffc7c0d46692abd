"""Polls, ballots, decisions and what decisions change in the register of policies: voting.md."""
from fractions import Fraction
from counting import recount
from specification import ANSWERS, BIG, DAY, HOUR, SIZES, STAGES, VOTE, Bag, named, need, plain


class Polls:
    def of_voting(self, r, b):
        poll, version, terms, active, year = r.poll, r.version, self.terms, self.active(), 365 * DAY
        need(VOT_001=poll or r.noun != "ballot", VOT_040=poll or r.noun != "decision",
             VOT_060=version or r.noun != "policy-change")
        match r.noun:
            case "poll":
                choose, listed = "choice" not in ANSWERS.get(b.method, "choice"), [plain(label) for label in b.options]
                need(VOT_022=b.method in ANSWERS,
                     VOT_023=len(set(listed)) == len(listed) > 1 if choose else not listed,
                     VOT_024=max(b.quorum, b.threshold) <= 1, DEL_009=version)
                chain, kind = version.chain, named(terms.decision_types, version.type)
                need(VOT_020=chain.state == "open" and chain.newest == b.proposal, VOT_021=not chain.poll)
                need(VOT_020=kind, DEL_055=not self.blocked(chain), DEL_068=not kind.stages or chain.stage == "vote")
                if kind.method == "consent" and chain.round.archives is False and self.has_objection(chain):
                    kind = Bag(kind, method="majority", threshold=max(kind.threshold, Fraction(1, 2)))
                asked, least = ([of.quorum, (of.threshold, of.method == "majority"), SIZES.index(of.denominator), by]
                                for of, by in ((b, b.certifiers), (kind, terms.certifiers)))
                since = self.now - terms.dormant_after_days * DAY
                awake = {r.author, *(x.author for x in self.records if x.now >= since)}
                electors = {m.handle for m in active if m.since >= since or m.handle in awake}
                wrote, open_from = r.author in chain.authors, max(r.at, version.logged + kind.discussion_hours * HOUR)
                ends = [label for name, label in chain.options.items() if name not in chain.stems]
                same = b.method == kind.method or "yes" in ANSWERS[b.method] and "yes" in ANSWERS.get(kind.method, "")
                yield {"VOT-025": same and all(ours >= theirs for ours, theirs in zip(asked, least)),
                       "VOT-030": b.late_ballots_hours >= terms.late_ballots_hours,
                       "VOT-032": asked == least or wrote, "VOT-033": not b.options or not version.act,
                       "VOT-035": not listed or wrote or set(ends) <= set(listed) <= set(chain.options.values()),
                       "VOT-028": r.at <= b.opens_at <= r.at + year and b.opens_at < b.closes_at <= b.opens_at + year,
                       "VOT-026": b.opens_at >= version.logged + kind.discussion_hours * HOUR,
                       "VOT-027": b.closes_at >= b.opens_at + kind.vote_hours * HOUR,
                       "VOT-029": b.closes_at >= self.now + kind.vote_hours * HOUR // 2,
                       "VOT-034": wrote or b.opens_at <= open_from + DAY and b.late_ballots_hours == terms.late_ballots_hours
                       and b.closes_at <= b.opens_at + max(7 * DAY, 2 * kind.vote_hours * HOUR),
                       "VOT-031": b.sharded == (len(electors) > 1000)}
                if STAGES.index(chain.stage) < VOTE:
                    chain.stage, chain.since = "vote", self.now
                chain.poll = self.polls[r.id] = Bag(
                    b, id=r.id, version=version, terms=terms, ballots=[], electors=electors,
                    active={m.handle for m in active}, last=b.closes_at + b.late_ballots_hours * HOUR)
            case "ballot":
                (field, *more), (way, *words) = set(b) - {"poll", "reason"} or " ", ANSWERS[poll.method].split()
                chosen = b.approves or [one.option for one in b.ranks or b.scores or ()]
                yield {"VOT-002": not more and (b.choice in words if way == "choice" else field in (way, *words)),
                       "VOT-009": len(set(chosen)) == len(chosen) and max(chosen, default=0) <= len(poll.options),
                       "VOT-003": r.at >= poll.opens_at, "VOT-004": r.at <= poll.closes_at,
                       "VOT-005": self.clock <= poll.last, "VOT-006": r.author in poll.active,
                       "VOT-007": r.author not in version.chain.recused, "VOT-008": r.author in poll.electors}
                poll.ballots.append(r)
            case "decision":
                yield {"VOT-041": not poll.decided, "VOT-042": r.at > poll.last, "VOT-043": recount(poll, self.keys) == r.raw}
                self.decisions.append({"id": r.id, "method": poll.method, **r.raw})
                chain, act, missed, terms = version.chain, version.act, b.outcome == "no-quorum", poll.terms
                refused = poll.method == "consent" and b.outcome == "rejected" and any(
                    x.name == "objection" and x.numerator for x in b.figures)
                ended = b.outcome in ("adopted", "rejected") and not refused or missed and chain.missed
                if refused and poll.objectors - {version.author}:
                    chain.refused = poll.proposal
                    self.begin_round(chain, poll.proposal)
                poll.decided, chain.poll, chain.missed = True, None, chain.missed + missed
                chain.state, chain.adopted = "decided" if ended else chain.state, b.outcome == "adopted"
                cooled, limit = self.now + terms.cooling_off_hours * HOUR, self.now + terms.certify_within_days * DAY
                mandate = Bag(act or {}, adopted=b.outcome == "adopted", certified=BIG if poll.certifiers else 0,
                              cooled=cooled, limit=limit, poll=poll)
                self.outcomes[r.id] = (mandate, chain)
                if ended and act:
                    self.mandates[r.id] = mandate
                    self.failed.update({} if mandate.adopted else {(act.kind, act.target): self.now})
                if poll.certifiers:
                    self.waiting[r.id] = Bag(r=r, needed=poll.certifiers, agreed=[], until=BIG, mandate=mandate)
            case "policy-change":
                (old, chain), new = self.outcomes[b.policy], self.outcomes.get(b.decision, (Bag(),))[0]
                place = {x.id: x.position for x in self.records}
                said, stands = [each.dissent for each in b.answers or ()], sorted(
                    ((x[1], x[2], who) for who, x in chain.stances.items() if who not in chain.recused), key=lambda x: place[x[0]])
                raised = [(x.author, name, x.met) for name, x in self.objections.items() if x.version.chain is chain and x.blocks
                          and x.author not in chain.recused]
                must = [(who, name) for who, name, met in raised if not met] + [
                    (who, name) for name, stance, who in stands if stance == "block"]
                glad = {*old.poll.yeas, *(who for _, stance, who in stands if stance == "support")}
                may = [name for _, name in must] + old.poll.noes + [name for name, stance, _ in stands if stance == "oppose"] + [
                    name for who, name, met in raised if met == "amendment" and who not in glad]
                turns = [[who for who, _ in must[:i]].count(must[i][0]) for i in range(len(must))]  # how many were theirs before
                must = [name for _, (_, name) in sorted(zip(turns, must), key=lambda pair: pair[0])]
                yield {"VOT-061": old.adopted and max(old.cooled, min(old.certified, old.limit)) <= self.now
                       and not old.changed and (not old.kind or old.kind == r.kind and old.used and version.text),
                       "VOT-062": not new.poll or new.poll.version.type == version.type,
                       "VOT-063": len(set(said)) == len(said) and set(must[:64]) <= set(said) <= set(may)}
                old.changed = True
