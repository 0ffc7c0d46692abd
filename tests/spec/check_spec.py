#!/usr/bin/env python3
"""That the specification, the rules in the program and the tests speak of the same rules.

usage: check_spec.py [--tos BINARY | --rules FILE.json] [--root DIR]

1. Every normative bullet of docs/spec/*.md names a rule, as [LOG-007]. A bullet is normative when it says must, only,
   refused, at most, at least, never and the like, or holds a number; `[definition]` marks one that only says what a word
   means, `[no rule: reason]` one that no rule can hold.
2. Every id named there exists: `tos explain --all --json`, `data[].id`.
3. Every rule has an accepting and a refusing case: `accepts VOT-004` and `refuses VOT-004` in the name or tag of a test under
   tests/unit, in a row of tests/scenarios/*.tsv, or in a transcript. Several ids may follow one word: `refuses VOT-004, VOT-005`.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

RULE = r"[A-Z]{2,4}-\d{3}"
CASE = re.compile(rf"\b(accepts|refuses)((?:[ ,\t]+(?:and )?{RULE})+)")
NORMATIVE = re.compile(
    r"\b(must|shall|may not|cannot|only|refused?|at most|at least|exactly|never|always|until|unless|before|after|no more than)\b"
    r"|\d", re.I)
EXEMPT = re.compile(r"\[definition\]|\[no rule: [^\]]+\]")
TESTS = ("tests/unit/**/*.cpp", "tests/scenarios/*.tsv", "tests/transcripts/*.md", "docs/tutorial/*.md", "tests/second/*.py",
         "tests/integration/**/*")


def bullets(text):
    """(line number, whole text) of each list item, its continuation lines included; fences are skipped."""
    fenced, start, parts = False, 0, []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        opens = not fenced and re.match(r"\s*(?:[-*]|\d+\.)\s+", line)
        if parts and (opens or not line.strip() or line.startswith("#") or fenced):
            yield start, " ".join(parts)
            parts = []
        if opens:
            start, parts = number, [line.strip()]
        elif parts:
            parts.append(line.strip())


def words(bullet):
    """The bullet without what is quoted or code: only the sentence itself makes it normative."""
    bullet = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)", " ", bullet)
    return re.sub(rf"\[{RULE}\]|^\s*\d+\.|§\s*[\d.]+|RFC \d+", " ", bullet)


def check_bullets(root, problems):
    """Ids named in the specification, each with the first place."""
    named = {}
    for path in sorted((root / "docs" / "spec").glob("*.md")):
        place = path.relative_to(root)
        text = path.read_text()
        for found in re.finditer(rf"\[({RULE})\]", text):
            named.setdefault(found[1], f"{place}:{text.count(chr(10), 0, found.start()) + 1}")
        for line, bullet in bullets(text):
            if NORMATIVE.search(words(bullet)) and not re.search(rf"\[{RULE}\]", bullet) and not EXEMPT.search(bullet):
                problems.append(f"{place}:{line}: names no rule: {bullet[:90]}")
    return named


def cases(root):
    found = {"accepts": set(), "refuses": set()}
    for pattern in TESTS:
        for path in root.glob(pattern):
            if path.is_file():
                for word, ids in CASE.findall(path.read_text(errors="replace")):
                    found[word].update(re.findall(RULE, ids))
    return found


def rules_of(options):
    if options.rules:
        answer = options.rules.read_text()
    else:
        answer = subprocess.run([options.tos, "explain", "--all", "--json"], capture_output=True, text=True, check=True).stdout
    return [rule["id"] for rule in json.loads(answer)["data"]]


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", default="build/release/tos")
    parser.add_argument("--rules", type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent.parent)
    options = parser.parse_args(arguments)
    rules, problems = rules_of(options), []
    named, tested = check_bullets(options.root, problems), cases(options.root)
    problems += [f"{place}: {rule} is not a rule of the program" for rule, place in named.items() if rule not in rules]
    for rule in rules:
        problems += [f"{rule}: no test says '{word} {rule}'" for word in ("accepts", "refuses") if rule not in tested[word]]
    for word in ("accepts", "refuses"):
        problems += [f"a test {word} {rule}, which is not a rule of the program" for rule in sorted(tested[word] - set(rules))]
    unnamed = [rule for rule in rules if rule not in named]
    if unnamed:
        print("not in the specification (rules of tools, not of logs?):", *unnamed)
    print("\n".join(problems + [f"{len(rules)} rules, {len(named)} named in the specification, {len(problems)} problems"]))
    return 1 if problems or not rules else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
