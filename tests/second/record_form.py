"""Record form and the types of fields: record-form.md. PyYAML reads, and printing must give the same bytes again."""
import json
import re
from datetime import datetime
from fractions import Fraction
import yaml
from specification import BIG, LOADER, RESERVED, TABLES, Bag, Refused, need

NAME = re.compile(f"(?!({RESERVED})$)[a-z][a-z0-9_]{{0,63}}")
PLAIN = re.compile(f"(?!({RESERVED})$)[a-z][a-z0-9_./-]*|(?=.*[abcdf])(?!0b[01]+$)[0-9]([0-9a-f]{{31}}|[0-9a-f]{{63}})")
BLOCK = re.compile(r"(?!.* \n)[^ \n\t]([^\t]*[^ \n\t])?\n", re.S)
NO_CHARACTER = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
              "\ufdd0-\ufdef\ufeff" + "".join(chr(at) + chr(at + 1) for at in range(0xFFFE, 0x110000, 0x10000)) + "]")


class FormLoader(LOADER):  # to it nothing plain but record form's integers and booleans is more than a string
    yaml_implicit_resolvers = {
        **dict.fromkeys("-0123456789", [("tag:yaml.org,2002:int", re.compile("(0|-?[1-9][0-9]{0,15})$"))]),
        **dict.fromkeys("tf", [("tag:yaml.org,2002:bool", re.compile("(true|false)$"))])}


def written(value, indent=0):  # as it stands after its name or dash; the indent is that of the lines below
    margin = "\n" + " " * indent  # of at most 16 levels
    if value and isinstance(value, dict):
        need(REC_004=indent <= 30 and len(value) <= 256 and all(NAME.fullmatch(str(name)) for name in value))
        return "".join(f"{margin}{name}:{written(inner, indent + 2)}" for name, inner in value.items())
    if value and isinstance(value, list):
        need(REC_004=indent <= 30 and not any(item and isinstance(item, list) for item in value))
        return "".join(f"{margin}- {written(item, indent + 2).lstrip()}" for item in value)
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return " " + value
    if isinstance(value, str) and BLOCK.fullmatch(value):
        return " |" + "".join(margin + line if line else "\n" for line in value[:-1].split("\n"))
    need(REC_004=not isinstance(value, int) or abs(value) <= BIG)
    return " " + json.dumps(value, ensure_ascii=False)  # with the escapes of record form, as no others are needed


def printed(value):
    return (written(value)[1:] + "\n").encode()


def parse(data):  # bytes in record form → a mapping
    try:
        text, level = data.decode(errors="surrogateescape"), 0
        need(REC_003=not NO_CHARACTER.search(text))
        for event in yaml.parse(text, Loader=LOADER):  # before loading, which recurses and follows aliases
            level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            need(REC_004=level <= 17 and not getattr(event, "anchor", None) and not getattr(event, "tag", None))
        value = yaml.load(text, FormLoader)
    except yaml.YAMLError as error:
        raise Refused("REC-004") from error
    need(REC_004=value and isinstance(value, dict) and printed(value) == data)
    return value


TYPES = {"integer": int, "boolean": bool, "list": list, "mapping": dict}
MEANINGS = {"time": lambda value: round(datetime.fromisoformat(value).timestamp() * 1000), "fraction": Fraction}


def meaning(value, kind):  # of a value of this type, given as the pages write it: `list 0..8 of handle`, or a mapping
    kind = TABLES.get(kind, kind) if isinstance(kind, str) else kind
    if isinstance(kind, dict):
        need(REC_006=type(value) is dict)
        fields = {name.rstrip("?"): of for name, of in kind.items() if name.rstrip("?") in value or name[-1] != "?"}
        need(REC_005=list(fields) == list(value))
        return Bag({name: meaning(value[name], of) for name, of in fields.items()})
    first, _, rest = kind.partition(" ")
    limits, _, inner = rest.partition(" of ")
    need(REC_006=type(value) is TYPES.get(first, str), REC_007=first != "one" or value in rest[3:].split(", "))
    if ".." in limits:
        least, most = map(int, limits.split(".."))
        size = value if first == "integer" else len(value.encode() if first == "lines" else value)
        need(REC_007=least <= size <= most and (first != "line" or "\n" not in value))
        return [meaning(item, inner) for item in value] if first == "list" else value
    pattern = TABLES["patterns"].get(kind, {"else": "REC-006", "matches": ".*"})
    try:
        need(**{pattern["else"]: not isinstance(value, str) or re.fullmatch(pattern["matches"], value, re.S)})
        means = MEANINGS[kind](value) if kind in MEANINGS else value
    except ValueError as error:
        raise Refused("REC-006") from error
    need(REC_006=kind != "fraction" or "/" not in value or str(means) == value and 10**9 % means.denominator)
    return means
