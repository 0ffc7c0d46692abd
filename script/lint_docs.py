#!/usr/bin/env python3
"""That links between the documents lead somewhere and decisions are numbered in one row. Called by script/lint."""
import pathlib
import re
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def tracked(pattern):
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def broken_links(page):
    text = re.sub(r"^(`{3,}).*?^\1`*$", lambda fence: re.sub(r"[^\n]", "", fence[0]), page.read_text(), flags=re.S | re.M)
    for found in LINK.finditer(text):
        target = urllib.parse.unquote(found[1].split("#")[0])
        if target and not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
            yield f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: nothing at {found[1]}"


def misnumbered():
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    for expected, name in enumerate(names):
        if not re.fullmatch(rf"{expected:04}-[a-z0-9-]+\.md", name):
            yield f"docs/decisions/{name}: expected the number {expected:04}"


def main():
    problems = [problem for page in tracked("*.md") for problem in broken_links(page)] + list(misnumbered())
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
