"""What the pages of docs/spec say in their yaml blocks and tables, and the few words that every check needs."""
import hashlib
import pathlib
import re
import yaml

BIG, RESERVED = 2**53 - 1, "null|true|false|yes|no|on|off|y|n"
PAGES = (pathlib.Path(__file__).resolve().parents[2] / "docs/spec").glob("*.md")
SPEC = "\n".join(page.read_text() for page in PAGES).replace("−(2^53−1)", str(-BIG)).replace("2^53−1", str(BIG))
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TABLES = {name: table for block in re.findall("^```yaml\n(.*?)^```", SPEC, re.M | re.S)
          for name, table in yaml.load(block, LOADER).items()}
CODES = {int(number): int(code) for number, code in re.findall(r"^\| (\d+) \|.*\| (\d+) \|$", SPEC, re.M)}
CLASSES = {rule: number for number, rules in TABLES["classes"].items() for rule in rules.split() if number != 404}

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SIZES, OPEN_TYPES = ("non-abstaining", "cast", "eligible"), ("role", "membership", "charter")
OUTSIDERS, ANSWERS = ("founder", "candidate", "applicant"), {**TABLES["answers"]}
STAGES = TABLES["stage"].removeprefix("one of ").split(", ")
VOTE = STAGES.index("vote")


class Refused(Exception):
    """Its text is the id of the rule that is broken."""


def need(**rules):  # refuses by the first rule, in this order, that does not hold; LOG_101 stands for LOG-101
    for rule, holds in rules.items():
        if not holds:
            raise Refused(rule.replace("_", "-"))


class Bag(dict):  # named values; what is absent is None
    __getattr__, __setattr__ = dict.get, dict.__setitem__


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves):  # RFC 6962
    if len(leaves) < 2:
        return sha256(*(b"\0" + leaf for leaf in leaves))
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", root_of(leaves[:middle]), root_of(leaves[middle:]))


def once(things):
    return len(set(things)) == len(things)


def match_all(pattern, texts):
    return all(re.fullmatch(pattern, text) for text in texts)


def plain(label):  # what two labels of one option have in common
    return " ".join(label.split()).encode().lower()  # of bytes: ASCII letters only


def named(things, name):
    return next((thing for thing in things if thing.name == name), None)


GATES = [("LINT", "OK"), ("SMOKE", "OK"), ("VALIDATORS", "GREEN")]  # where a charter says nothing of delivery
DELIVERY = Bag(required_gates=[Bag(token=token, value=value) for token, value in GATES], review_days=[30, 90, 180, 365],
               urgent_roles=[])
