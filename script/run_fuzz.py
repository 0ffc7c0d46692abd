#!/usr/bin/env python3
"""Runs the libFuzzer programs of one build and says what they did (called by script/fuzz and script/test)."""
import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Files of elections, which a person chooses to count; all else may come from anybody who can push.
ELECTION_FILES = {"abif", "blt", "cdf", "csv", "debian", "election_archive", "pabulib", "preflib", "rctab_config",
                  "rctab_sheet"}


def last_number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def run(build, program, seconds):
    name = program.name.removesuffix("_fuzz")
    # What fuzzing learns stays in the build folder; the committed seeds are read only.
    learned, findings = build / "corpus" / name, build / "findings" / name
    for folder in (learned, findings):
        folder.mkdir(parents=True, exist_ok=True)
    seeds = ROOT / "tests" / "fuzz" / "corpus" / name
    dictionary = ROOT / "tests" / "fuzz" / f"{name}.dict"
    command = [program, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
               f"-artifact_prefix={findings}/", learned]
    command += [seeds] if seeds.is_dir() else []
    command += [f"-dict={dictionary}"] if dictionary.exists() else []
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          cwd=build, text=True, errors="replace")
    (build / f"{name}.log").write_text(done.stdout)
    return {
        "target": name,
        "seconds": seconds,
        "executions": last_number(r"stat::number_of_executed_units:\s*(\d+)", done.stdout),
        "coverage": last_number(r"\bcov: (\d+)", done.stdout),
        "corpus": len(list(learned.iterdir())),
        "findings": sorted(path.name for path in findings.iterdir()),
        "status": done.returncode,
    }


def seconds_for(program, options):
    is_election = program.name.removesuffix("_fuzz") in ELECTION_FILES
    return options.election_seconds if is_election and options.election_seconds else options.seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="fuzz", help="the preset whose programs run")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--election-seconds", type=int, help="for the formats of election files (default: --seconds)")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    build = ROOT / "build" / options.build
    programs = sorted(path for path in (build / "bin").glob("*_fuzz")
                      if not options.targets or path.name.removesuffix("_fuzz") in options.targets)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda program: run(build, program, seconds_for(program, options)), programs))
    (ROOT / "build" / "fuzz.json").write_text(json.dumps(results, indent=2) + "\n")
    for row in results:
        print(f"{row['target']:24} {row['executions']:>12} runs {row['coverage']:>7} edges {len(row['findings']):>3} findings")
    failed = [row["target"] for row in results if row["findings"] or row["status"]]
    for name in failed:
        log = (build / f"{name}.log").read_text().splitlines()
        print(f"\n--- {name}: build/fuzz/{name}.log ends", *log[-40:], sep="\n")
    sys.exit(1 if failed or (options.targets and len(programs) != len(options.targets)) else 0)


if __name__ == "__main__":
    main()
