#!/usr/bin/env python3
"""What a compiler does not see in the source tree: which way includes point, what the library may not touch,
where floating point may stand, that a rule id is given once, how files are named. Called by script/lint."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
LIB = SRC / "lib"

# A module may include itself and any module of an earlier row; those in one row do not know each other.
# Counting methods are pure: they stand early because they know nothing of records or git.
LAYERS = [
    ["core/base"],
    ["core/ssh"],
    ["core/record", "core/log", "voting/methods"],
    ["core/index"],
    ["charter"],
    ["identity"],
    ["deliberation"],
    ["voting"],
    ["delivery", "economy", "resources", "community"],
    ["history"],
    ["federation"],
]
LAYER = {module: number for number, row in enumerate(LAYERS) for module in row}

# The outside world is an argument (src/cli/world.h), never something the library reaches for.
FORBIDDEN = [
    (r"\b(?:secure_)?getenv\s*\(|\benviron\b", "reads the environment"),
    (r"\bstd::(?:cout|cerr|clog|cin)\b|(?<![\w:.])(?:std::)?v?printf\s*\(|\bfmt::print(?:ln)?\s*\(|\bputs\s*\(", "writes to the terminal"),
    (r"\b(?:stdout|stderr|stdin)\b|\bisatty\s*\(", "touches the terminal"),
    (r"\bsystem_clock::now\b|(?<![\w.>])time\s*\(\s*(?:nullptr|NULL|0|&)|\bgettimeofday\s*\(|\bCLOCK_REALTIME\b", "reads the wall clock"),
    (r"\bgetpw(?:uid|nam)\w*\s*\(", "looks for a home directory"),
]
# Files that may after all, each with its reason.
PERMITTED = {
    "core/base/assert.cpp": "speaks once, as the program dies of a bug",
    "core/log/run_program.cpp": "hands the environment on to the user's git",
}
# Places where floating point is allowed because nothing is decided there; one line a place, with its reason.
FLOATS: dict[str, str] = {
    "voting/methods/report/json.cpp": "prints exact decimals as JSON numbers; nothing computes with them",
}

RULE = re.compile(r"\bRule\s+(\w+)\s*\{\s*\"([^\"]*)\"")
LONG_LINES = 400
# The second verifier is to be read whole by whoever doubts the first: tests/second/verify.py says how.
SECOND = ROOT / "tests" / "second"
SECOND_LINES, SECOND_COLUMNS = 150, 140


def without_comments_and_strings(text):
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S)


def module_of(path):
    folder = "/".join(path.split("/")[:2])
    return folder if folder in LAYER else path.split("/")[0]


def includes(file, name):
    module = module_of(name)
    if module not in LAYER:
        yield 1, f"{module} is not in the table of modules (script/lint_tree.py)"
        return
    for number, line in enumerate(file.read_text().splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        target = module_of(found[1]) if found else ""
        if target == "cli" or (found and found[1].startswith("../")):
            yield number, f"the library includes {found[1]}"
        elif target in LAYER and target != module and LAYER[target] >= LAYER[module]:
            yield number, f"{module} includes {found[1]}: dependencies point the other way"


def forbidden_words(file, name):
    code = without_comments_and_strings(file.read_text())
    patterns = [] if name in PERMITTED else list(FORBIDDEN)
    if name not in FLOATS:
        patterns.append((r"\b(?:float|double)\b", "uses floating point"))
    for pattern, what in patterns:
        for found in re.finditer(pattern, code):
            yield code.count("\n", 0, found.start()) + 1, f"the library {what}: {found[0].strip()}"


def rule_ids(files):
    seen = {}
    for file in files:
        text = file.read_text()
        for found in RULE.finditer(text):
            place = (file, text.count("\n", 0, found.start()) + 1)
            name, rule = found[1], found[2]
            if not re.fullmatch(r"[A-Z]{2,4}-\d{3}", rule) or name != rule.replace("-", "_"):
                yield *place, f"rule {name} has the id '{rule}': write ABC_001 and \"ABC-001\""
            elif rule in seen:
                yield *place, f"rule {rule} already stands in {seen[rule]}"
            seen.setdefault(rule, file.relative_to(ROOT))


def second_verifier(name="verify", seen=None):
    """The files that the second verifier consists of: verify.py, and what of its folder each imports."""
    seen = {} if seen is None else seen
    file = SECOND / f"{name}.py"
    if name in seen or not file.exists():
        return seen
    seen[name] = file
    for other in re.findall(r"^(?:from|import) (\w+)", file.read_text(), re.M):
        second_verifier(other, seen)
    return seen


def long_second_files():
    for file in second_verifier().values():
        lines = file.read_text().splitlines()
        if len(lines) > SECOND_LINES:
            yield file, len(lines), f"a file of the second verifier has at most {SECOND_LINES} lines"
        for number, line in enumerate(lines, 1):
            if len(line) > SECOND_COLUMNS:
                yield file, number, f"a line of the second verifier has at most {SECOND_COLUMNS} characters"


def report_sizes(files):
    lengths = {file: file.read_text().count("\n") for file in files}
    ordered = sorted(lengths.values())
    if ordered:
        print(f"{len(ordered)} source files, median {ordered[len(ordered) // 2]} lines, "
              f"p90 {ordered[len(ordered) * 9 // 10]}, longest {ordered[-1]}")
    for file, lines in sorted(lengths.items(), key=lambda item: -item[1]):
        if lines > LONG_LINES:
            print(f"  {lines:5} {file.relative_to(ROOT)}: what is the second subject?")


def main():
    files = sorted(path for path in SRC.rglob("*") if path.suffix in (".h", ".cpp"))
    problems = collections.OrderedDict()
    for file in files:
        if not re.fullmatch(r"[a-z0-9_]+\.(?:h|cpp)", file.name):
            problems[file, 1, "name files in snake_case"] = True
        if file.suffix == ".h" and "#pragma once" not in file.read_text():
            problems[file, 1, "a header starts with #pragma once"] = True
        if file.is_relative_to(LIB):
            name = file.relative_to(LIB).as_posix()
            for line, what in [*includes(file, name), *forbidden_words(file, name)]:
                problems[file, line, what] = True
    for problem in [*rule_ids(files), *long_second_files()]:
        problems[problem] = True
    for file, line, what in problems:
        print(f"{file.relative_to(ROOT)}:{line}: {what}")
    report_sizes(files)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
