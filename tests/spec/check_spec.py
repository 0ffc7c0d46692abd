#!/usr/bin/env python3
"""That the specification, the rules in the program and the tests speak of the same rules.

usage: check_spec.py [--tos BINARY | --rules FILE.json] [--root DIR] [--write]

1. Every normative bullet of docs/spec/*.md names a rule, as [LOG-007]. A bullet is normative when it says must, only,
   refused, at most, at least, never and the like, or holds a number; `[definition]` marks one that only says what a word
   means, `[no rule: reason]` one that no rule can hold.
2. Every id named there exists: `tos explain --all --json`, `data[].id`; and has the class that the table `classes` there
   gives it.
3. Every rule has an accepting and a refusing case: `accepts VOT-004` and `refuses VOT-004` in the name or tag of a test under
   tests/unit, in a row of tests/scenarios/*.tsv, in the name of a case of tests/second and tests/sync, or in a transcript.
   Several ids may follow one word: `refuses VOT-004, VOT-005`. A command that prints `error[VOT-004]` in a transcript is a
   refusing case by itself.
4. docs/rules.md says all this: each rule with its reason, its sentences and its cases. `--write` writes it.
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
         "tests/sync/*.py")
PRINTED = re.compile(rf"^error\[({RULE})\]", re.M)


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


def sentences(root, problems):
    """Rule id → [(page, bullet)]; a normative bullet without an id is a problem."""
    named = {}
    for path in sorted((root / "docs" / "spec").glob("*.md")):
        page = path.relative_to(root).as_posix()
        text = path.read_text()
        for line, bullet in bullets(text):
            ids = re.findall(rf"\[({RULE})\]", bullet)
            if NORMATIVE.search(words(bullet)) and not ids and not EXEMPT.search(bullet):
                problems.append(f"{page}:{line}: names no rule: {bullet[:90]}")
            for rule in ids:
                named.setdefault(rule, []).append((page, re.sub(rf"^(?:[-*]|\d+\.)\s+|\s*\[{RULE}\]", "", bullet)))
        for rule in re.findall(rf"\[({RULE})\]", text):
            named.setdefault(rule, [])
    return named


def wrong_classes(root, rules, named):
    """Rules of logs whose class is not that of the specification's table `classes`, where what is not listed has 422."""
    pages = "".join(path.read_text() for path in sorted((root / "docs" / "spec").glob("*.md")))
    table = re.search(r"^```yaml\nclasses:(.*?)^```", pages, re.M | re.S)
    groups = re.findall(r"^  (\d+): >\n((?:    .*\n)+)", table[1], re.M) if table else []
    listed = {rule: number for number, ids in groups for rule in ids.split()}
    for rule in rules:
        said = listed.get(rule["id"], "422")
        if rule["id"] in named and rule.get("class") in (401, 403, 404, 409, 422) and str(rule["class"]) != said:
            yield f"{rule['id']}: of class {rule['class']}, in the specification of {said}"


def title_of_case(path, text, at):
    """What a person looks for to find the case: the test's name, or the row."""
    if path.suffix == ".cpp":
        before = re.findall(r'(?:TEST_CASE|SECTION|TEST_CASE_METHOD)\(\s*(?:\w+,\s*)?"([^"]*)"', text[:text.find("\n", at)])
        return before[-1] if before else path.name
    start = text.rfind("\n", 0, at) + 1
    return " ".join(text[start:text.find("\n", at)].split())[:100]


def cases(root):
    """{"accepts" | "refuses": {rule id: [(file, title)]}}"""
    found = {"accepts": {}, "refuses": {}}
    for pattern in TESTS:
        for path in sorted(root.glob(pattern)):
            if not path.is_file():
                continue
            text = path.read_text(errors="replace")
            for case in CASE.finditer(text):
                place = (path.relative_to(root).as_posix(), title_of_case(path, text, case.start()))
                for rule in re.findall(RULE, case[2]):
                    found[case[1]].setdefault(rule, []).append(place)
            for error in PRINTED.finditer(text) if path.suffix == ".md" else ():
                command = text.rfind("\n$ ", 0, error.start()) + 1
                place = (path.relative_to(root).as_posix(), title_of_case(path, text, command))
                found["refuses"].setdefault(error[1], []).append(place)
    return found


def from_docs(page, text):
    """The sentence with its links as they read from docs/rules.md."""
    folder = pathlib.PurePosixPath(page).parent.relative_to("docs")
    return re.sub(r"\]\((?!\w+:|#)", f"]({folder}/", text)


def rules_page(rules, named, tested):
    lines = ["# Rules", "",
             "Every rule that a log must keep, why, where the specification says so, and a case for and against it.",
             "`tos explain VOT-004` prints the same. This page is written by `tests/spec/check_spec.py --write`."]
    for rule in rules:
        lines += ["", f"## {rule['id']}: {rule.get('title', '')}", "", f"Class {rule.get('class', '')}. {rule.get('why', '')}", ""]
        lines += [f"- {page}: {from_docs(page, text)}" for page, text in named.get(rule["id"], [])]
        for word in ("accepts", "refuses"):
            file, title = tested[word].get(rule["id"], [("no test", "")])[0]
            lines.append(f"- {word}: `{file}`" + (f", {title}" if title else ""))
    return "\n".join(lines) + "\n"


def rules_of(options):
    if options.rules:
        answer = options.rules.read_text()
    else:
        answer = subprocess.run([options.tos, "explain", "--all", "--json"], capture_output=True, text=True, check=True).stdout
    return json.loads(answer)["data"]


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", default="build/release/tos")
    parser.add_argument("--rules", type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent.parent)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    rules, problems = rules_of(options), []
    ids = {rule["id"] for rule in rules}
    named, tested = sentences(options.root, problems), cases(options.root)
    problems += [f"docs/spec names {rule}, which is not a rule of the program" for rule in sorted(set(named) - ids)]
    problems += wrong_classes(options.root, rules, named)
    for word in ("accepts", "refuses"):
        problems += [f"{rule}: no test says '{word} {rule}'" for rule in sorted(ids - set(tested[word]))]
        problems += [f"a test {word} {rule}, which is not a rule of the program" for rule in sorted(set(tested[word]) - ids)]
    page, path = rules_page(rules, named, tested), options.root / "docs" / "rules.md"
    if options.write:
        path.write_text(page)
    elif not path.exists() or path.read_text() != page:
        problems.append("docs/rules.md is not what check_spec.py --write writes")
    unnamed = sorted(ids - set(named))
    if unnamed:
        print("not in the specification (rules of tools, not of logs?):", *unnamed)
    print("\n".join(problems + [f"{len(rules)} rules, {len(named)} named in the specification, {len(problems)} problems"]))
    return 1 if problems or not rules else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
