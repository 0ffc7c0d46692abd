"""What the simulations never forget: what was published, and what was ever in a clone's log."""
import re

from place import expect


class Witness:
    """Looks at a hub and clones again and again, and misses what they lost."""

    def __init__(self, place, hub, clones):
        self.place, self.hub, self.published = place, hub, place.ids(hub)
        self.made = {clone: set() for clone in clones}  # ids that were once in this clone's log

    def see(self, clone):
        """The clone's log, to be remembered."""
        ids = self.place.ids(clone)
        self.made[clone] |= set(ids)
        return ids

    def aside(self, clone):
        """{id: the rule that it breaks} of what the clone set aside."""
        notes = {}
        for path in (self.place / clone / ".git" / "tos" / "aside").glob("*.yaml"):
            why = re.match(r"([A-Z]{3}-\d{3}) ", path.with_suffix(".txt").read_text())
            expect(why, clone, "set aside without a rule", path.stem)
            notes[path.stem] = why[1]
        return notes

    def check(self):
        """The hub's log and those of the clones, each with each record once and nothing lost."""
        hub = self.place.ids(self.hub)
        expect(hub[:len(self.published)] == self.published, "the hub's log is no continuation of what it was")
        self.published = hub
        logs = {clone: self.see(clone) for clone in self.made}
        for where, ids in {self.hub: hub, **logs}.items():
            expect(len(set(ids)) == len(ids), where, "has a record twice", {one for one in ids if ids.count(one) > 1})
        for clone, ids in logs.items():
            lost = self.made[clone] - set(ids) - set(hub) - set(self.aside(clone))
            expect(not lost, clone, "lost", lost)
        return hub, logs
