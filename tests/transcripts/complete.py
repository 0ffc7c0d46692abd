#!/usr/bin/env python3
"""That the generated pages are what the program writes, and that transcripts show every command.

usage: complete.py --tos BINARY [--root DIR]

1. schemas/, templates/records/, docs/kinds.md and docs/cli.md equal what `tos schema --write` writes.
2. For each command of docs/cli.md there is, in the transcripts, the tutorial or README.md, a run that succeeds, one that
   is refused, and one with --json; what is left out says why.
"""
import argparse
import filecmp
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run  # noqa: E402

PAGES = ("schemas", "templates/records", "docs/kinds.md", "docs/cli.md")
TRANSCRIPTS = ("README.md", "docs/tutorial/[0-9]*.md", "tests/transcripts/*.md")
BY_GIT = "git runs it; hub.md shows what it does"
NO_JSON = {"completion": "a script for a shell", "man": "a page for man", "tally": "in tally.md, by another page's rules"}
NEVER_REFUSED = {"charter show": "reads only", "log": "", "member list": "reads only", "role list": "reads only",
                 "member allowed-signers": "reads only", "proposal list": "reads only", "poll list": "reads only",
                 "decision list": "reads only", "policy list": "reads only", "currency list": "reads only", "initiative list": "reads only", "fund list": "reads only", "rate list": "reads only", "member consent list": "reads only", "key list": "reads only",
                 "charter template": ""}


def files_of(root, pages):
    return {path.relative_to(root) for page in pages for path in [root / page, *(root / page).rglob("*")] if path.is_file()}


def stale_pages(tos, root):
    with tempfile.TemporaryDirectory() as folder:
        written = pathlib.Path(folder)
        subprocess.run([tos, "-q", "schema", "--write", folder], check=True)
        for name in sorted(files_of(written, PAGES) | files_of(root, PAGES)):
            ours, theirs = root / name, written / name
            if not (ours.exists() and theirs.exists() and filecmp.cmp(ours, theirs, shallow=False)):
                yield f"{name}: not what the program writes; renew it with tos schema --write ."


def commands_of(page):
    """The commands that do something: "ballot cast", "verify"; not "ballot"."""
    headings = re.findall(r"^#+ tos (.+)$", page, re.M)
    return [name for name in headings if not any(other.startswith(name + " ") for other in headings)]


def runs_of(root):
    """Every command line of tos in the transcripts: its words after tos and the options before the noun, and its status."""
    for path in (path for pattern in TRANSCRIPTS for path in sorted(root.glob(pattern))):
        for step in run.parse(path.read_text(), path):
            for found in re.finditer(r"\btos((?: +-\S+(?: +(?!-)[^ -]\S*)?)*) +([a-z][^|;<>&]*)", step.command):
                yield (found[1] + " " + found[2]).split(), step.status


def names(words, command):
    at = [place for place in range(len(words)) if words[place:place + len(command)] == command]
    return bool(at) and all(word.startswith("-") or place == 0 or words[place - 1].startswith("-")
                            for place, word in enumerate(words[:at[0]]))


def missing_runs(root):
    runs = list(runs_of(root))
    for name in commands_of((root / "docs" / "cli.md").read_text()):
        if name.startswith("hook "):
            continue
        ours = [(words, status) for words, status in runs if names(words, name.split())]
        if not any(status == 0 for _, status in ours):
            yield f"tos {name}: no transcript shows it succeed"
        if not any(status != 0 for _, status in ours) and name not in NEVER_REFUSED:
            yield f"tos {name}: no transcript shows it refused"
        if not any("--json" in words for words, _ in ours) and name not in NO_JSON:
            yield f"tos {name}: no transcript shows its --json"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", type=pathlib.Path, required=True)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent.parent)
    options = parser.parse_args()
    problems = list(stale_pages(options.tos.resolve(), options.root)) + list(missing_runs(options.root))
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
