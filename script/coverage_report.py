#!/usr/bin/env python3
"""Adds up what gcov says about src/ and compares it with what the project promises (called by script/coverage)."""
import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOOR = {"all": 80.0, "core": 95.0, "checks": 95.0}


def gcov(data):
    done = subprocess.run(["gcov", "--json-format", "--stdout", data.name], cwd=data.parent, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def collect(build):
    """(file, line) → (times run, is it in a check_ function), over every object that was run or only compiled."""
    lines = collections.defaultdict(lambda: [0, False])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        reports = pool.map(gcov, sorted(build.rglob("*.gcno")))
    for report in (entry for group in reports for entry in group):
        for file in report["files"]:
            path = (pathlib.Path(report["current_working_directory"]) / file["file"]).resolve()
            if not path.is_relative_to(ROOT / "src"):
                continue
            name = path.relative_to(ROOT).as_posix()
            checks = [(f["start_line"], f["end_line"]) for f in file["functions"] if "check_" in f["name"]]
            for line in file["lines"]:
                cell = lines[name, line["line_number"]]
                cell[0] += line["count"]
                cell[1] |= "check" in path.name or any(first <= line["line_number"] <= last for first, last in checks)
    return lines


def percent(cells):
    cells = list(cells)
    hit = sum(1 for count in cells if count)
    return {"lines": len(cells), "hit": hit, "percent": round(100 * hit / len(cells), 2) if cells else None}


def main():
    lines = collect(pathlib.Path(sys.argv[1]).resolve())
    groups = {
        "all": percent(count for count, _ in lines.values()),
        "core": percent(count for (name, _), (count, _) in lines.items() if name.startswith("src/lib/core/")),
        "checks": percent(count for count, check in lines.values() if check),
    }
    files = {name: percent(count for (other, _), (count, _) in lines.items() if other == name)
             for name in sorted({name for name, _ in lines})}
    (ROOT / "build" / "coverage.json").write_text(json.dumps({"groups": groups, "files": files}, indent=2) + "\n")
    for name, cell in sorted(files.items(), key=lambda item: item[1]["percent"]):
        print(f"{cell['percent']:7.2f} %  {cell['hit']:>5}/{cell['lines']:<5} {name}")
    low = [name for name, cell in groups.items() if cell["percent"] is not None and cell["percent"] < FLOOR[name]]
    for name, cell in groups.items():
        print(f"{name:7} {cell['percent']} % of {cell['lines']} lines (at least {FLOOR[name]:.0f} %){' LOW' if name in low else ''}")
    sys.exit(1 if low or not lines else 0)


if __name__ == "__main__":
    main()
