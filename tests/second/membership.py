"""The group's charter, its members, their keys and roles: charter.md and identity.md."""
import re
from record import key_of, signer_of
from specification import BIG, DAY, DELIVERY, OPEN_TYPES, TABLES, Bag, match_all, named, need, once


class Membership:
    def of_charter(self, r, b):
        x, wait, charter = r.candidate, self.waiting.get(b.record), b.charter
        if charter:
            lists = [[x.name or x.kind for x in charter[of]] for of in ("decision_types", "roles", "permissions")]
            need(REC_011=not b.handle or re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", b.handle),
                 CHA_004=charter.rules == 1, CHA_001=all(len(set(names)) == len(names) for names in lists + [
                     [one.stage for one in kind.stages or ()] for kind in charter.decision_types]),
                 CHA_002=set(OPEN_TYPES) <= set(lists[0]), CHA_003=charter.recall_petition.share <= 1 and all(
                     x.method in TABLES["methods"] and max(x.quorum, x.threshold) <= 1 for x in charter.decision_types))
            terms = charter.delivery or DELIVERY
            gates, values = [x.token for x in terms.required_gates], [x.value for x in terms.required_gates]
            need(CHA_001=once(gates), CHA_030=match_all("[A-Z][A-Z0-9_]*", gates) and match_all("[!-~]+", values),
                 CHA_031=terms.review_days == sorted(set(terms.review_days)), CHA_032=set(terms.urgent_roles) <= set(lists[1]))
            points, rates = charter.support_points, [(x.category, x.rate) for x in (charter.time_bank or Bag(categories=[])).categories]
            need(CHA_001=not points or once([x.kind for x in points.earn]), CHA_041=not points or points.keep <= 1)
            need(CHA_001=once([category for category, _ in rates]), CHA_040=all(1 <= rate <= 3 for _, rate in rates))
        match r.noun:
            case "founding":
                founders = {each.handle: Bag(each, key=key_of(each.key), until=BIG) for each in b.founders}
                yield {"IDN-002": len({each.key for each in founders.values()}) == len(b.founders),
                       "IDN-050": all(set(each.roles) <= set(lists[1]) for each in b.founders),
                       "IDN-051": all(len(set(each.roles)) == len(each.roles) for each in b.founders),
                       "IDN-001": founders.get(r.author, Bag()).key == r.key}
                self.group, self.handle, self.terms, self.candidates = r.id, b.handle, charter, founders
                self.enrol(founders[r.author])
            case "acceptance" | "refusal":
                yield {"IDN-004": x and not x.application and x.until > self.now and x.key == r.key}
                x.until = self.now
                if r.noun == "acceptance":
                    self.enrol(x)
            case "amendment":
                yield {}
                self.terms = charter
            case "approval":
                need(IDN_060=wait and wait.until > self.now)
                need(IDN_062=not wait.who or self.holds(r.author, wait.who), IDN_061=r.author not in wait.agreed)
                last = len(wait.agreed) + 1 == wait.needed
                effect = self.rules(wait.r) if last and wait.r.noun != "decision" else iter(())
                next(effect, None)
                yield {}
                wait.agreed.append(r.author)
                if last:
                    wait.until = wait.mandate.certified = self.now
                    next(effect, None)

    def enrol(self, x):
        x.until = self.now
        self.members[x.handle] = Bag(handle=x.handle, status="active", since=self.now)
        self.keys[x.key] = Bag(member=x.handle, start=self.position, valid=True)
        days = {role.name: role.term_days for role in self.terms.roles}
        self.roles.update({(x.handle, role): self.now + days[role] * DAY for role in x.roles or ()})

    def is_free(self, key):
        return key not in self.keys and all(x.key != key or x.until <= self.now for x in self.candidates.values())

    def outranks(self, r, key):  # whether the key that signed may revoke this one alone
        own = self.keys[r.key]
        return own is key or key and own.member == key.member and own.start < key.start

    def of_identity(self, r, b):
        name, terms, x, key = b.member or r.author, self.terms, r.candidate, self.keys.get(b.key) or Bag(start=0)
        m, held, target = self.members.get(name), (name, b.role), f"{name}/{b.role}"
        role = named(terms.roles, b.role) or Bag(term_days=0, pause_days=0)
        need(IDN_030=m or r.noun == "application")
        match r.noun:
            case "application":
                need(IDN_020=not x or x.application and x.until <= self.now and r.author not in self.members)
                yield {"IDN-022": key_of(b.key) == r.key, "IDN-021": self.is_free(r.key)}
                self.candidates[name] = Bag(handle=name, key=r.key, application=r.id, until=self.now + 30 * DAY)
            case "admission":
                yield {"IDN-023": x and x.until > self.now, "IDN-024": b.decision or terms.admission.by != "decision"}
                self.enrol(x)
            case "suspension" | "reinstatement" | "leaving":
                voting = r.noun == "suspension" and any(name in p.active for p in self.polls.values() if not p.decided)
                yield {"IDN-031": m.status == r.about.status[0], "IDN-032": b.decision or not voting}
                m.status = r.about.status[1]
            case "key-addition" | "key-recovery":
                need(IDN_031=m.status != "left")
                new, old, signer = key_of(b.key), self.keys.get(b.replaces, Bag()), None
                need(IDN_021=self.is_free(new))
                try:
                    signer = signer_of(b.proof.encode(), f"{self.group} {name} {new}\n".encode(), "tos.key.v1")
                finally:
                    need(IDN_022=signer == new)
                yield {"IDN-041": not b.replaces or old.member == name and old.valid,
                       "IDN-040": not b.replaces or self.outranks(r, old)}
                for each in self.keys.values():
                    each.valid = each.valid and each is not old and (each.member != name or r.noun == "key-addition")
                self.keys[new] = Bag(member=name, start=self.position, valid=True)
            case "key-revocation":
                yield {"IDN-041": key.member == name and key.valid,
                       "IDN-042": b.compromised_from is None or key.start <= b.compromised_from < self.position,
                       "IDN-040": r.author != name or self.outranks(r, key) or self.holds(name, "steward")}
                key.valid, key.suspect = False, b.compromised_from
            case "role-assignment":
                days = b.term_days or role.term_days
                yield {"IDN-050": role.name, "IDN-031": m.status == "active", "IDN-054": days <= role.term_days,
                       "IDN-051": self.now >= self.roles.get(held, -BIG) + role.pause_days * DAY}
                self.roles[held] = self.now + days * DAY
            case "role-resignation" | "recall":
                yield {"IDN-052": self.holds(*held)}
                self.roles[held] = self.now
            case "recall-petition":
                over = self.failed.get(("identity.recall/v1", target), -BIG) + terms.recall_petition.pause_days * DAY
                yield {"IDN-052": self.holds(*held), "IDN-053": self.now >= over}
                self.petitions[target] = self.now
            case "redaction":
                record = next((x for x in self.records if x.id == b.record and set(b.texts) <= set(x.texts)), Bag())
                yield {"IDN-071": record, "IDN-070": b.decision or record.author == r.author}
                self.permitted |= {(b.record, field) for field in b.texts}
            case "consent-grant" | "consent-withdrawal":
                giver, until = self.consents.get(b.grant, (None, None))
                yield {"IDN-080": not b.grant or giver == r.author and self.now < (until or BIG)}
                self.consents[b.grant or r.id] = (None, None) if b.grant else (r.author, b.until)
