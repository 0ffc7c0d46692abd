"""Balances counted again from the records alone, by the second verifier, which shares no code with tos."""
import copy

from place import expect
import record  # noqa: E402
import replay  # noqa: E402
from specification import BIG, Bag, Refused  # noqa: E402


class Records:
    """Every record that was met in any log: its bytes, and what it says."""

    def __init__(self, place):
        self.place, self.bytes, self.said = place, {}, {}

    def read(self, where, ids):
        new = [one for one in ids if one not in self.said]
        lines = self.place.git(where, "ls-tree", "-r", "main").splitlines() if new else []
        blobs = {line[-21:-5]: line.split()[2] for line in lines}
        for identity in new:
            data = self.place.git(where, "cat-file", "blob", blobs[identity[:16]]).encode() + b"\n"
            self.bytes[identity], self.said[identity] = data, record.decode(*record.split(data)[::2])
            expect(self.said[identity].id == identity, where, "another record under this id", identity)


class Recount:
    """Replays a log record by record. `floors`: the least that a member's account of each currency may ever have."""

    def __init__(self, records, floors):
        self.records, self.floors, self.log, self.ids = records, floors, replay.Log(BIG), []

    def follow(self, ids):
        """On to this log, which begins with what was replayed so far."""
        expect(ids[:len(self.ids)] == self.ids, "a log is no continuation of what it was")
        for identity in ids[len(self.ids):]:
            rule = self.refusal(identity)
            expect(rule is None, "the log has a record that is against the rules", rule, self.records.bytes[identity].decode())
        return self

    def refusal(self, identity):
        """Adds a record; or the rule that it breaks, after which nothing can be added."""
        try:
            self.log.accept(Bag(self.records.said[identity]))
        except Refused as refused:
            return str(refused)
        self.ids.append(identity)
        self.check_sums()
        return None

    def check_sums(self):
        sums = {}
        for name, account in self.log.accounts.items():
            _, code, purpose = name.split("/")
            sums[code] = sums.get(code, 0) + account.posted
            floor = self.floors[code] if purpose == "member" else 0 if purpose in ("fund", "escrow", "conversion") else None
            expect(floor is None or account.posted - account.out >= floor, "below its limit", name, account, self.ids[-1])
        expect(not any(sums.values()), "sums are not zero", sums, self.ids[-1])

    def copy(self):
        other = copy.copy(self)
        fixed = {id(one): one for said in self.records.said.values() for one in (said.raw, said.body, said.about)}
        other.log, other.ids = copy.deepcopy(self.log, fixed), list(self.ids)
        return other

    def accounts(self):
        """{name: (posted, held out, held in)}"""
        return {name: (account.posted, account.out, account.into) for name, account in self.log.accounts.items()}
