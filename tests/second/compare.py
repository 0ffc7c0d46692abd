#!/usr/bin/env python3
"""That tos and the second verifier reach the same verdict: on groups that follow from a seed, and on tampered ones.

usage: compare.py --tos BINARY [--groups N] [--seed N] [--only WORD] [--workers N] [REPOSITORY…]

The tampered groups are the lists of bad input in cases.py and talk_cases.py; there the expected exit code is stated as well, and the rules
that the case's name says it refuses or accepts. Every tenth group is founded with `tos init` and grown with `tos carry`,
the others are written as the specification says. Of the records that did not pass, some are forced into the log, one at
a time, so that both verifiers must name the same rule.
Compared are verdict, exit code, sizes, root, the rule and record of each problem, every decision's outcome and figures,
and what every account has posted and held.
A run of a hundred groups or more brings one to ±2^62 besides, and must have met every kind of record, outcome and reason,
and every refusal by a rule of the economy.
"""
import argparse
import collections
import concurrent.futures
import json
import multiprocessing
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cases  # noqa: E402
import economy_cases  # noqa: E402
import forge  # noqa: E402
import groups  # noqa: E402
import record  # noqa: E402
import record_form  # noqa: E402
import specification  # noqa: E402
import talk_cases  # noqa: E402, F401  (registers its cases)
import verify  # noqa: E402

LABEL = re.compile(r"\b(accepts|refuses)((?:[ ,]+[A-Z]{2,4}-\d{3})+)")
SAME = ("verdict", "group", "records", "signatures_checked", "root", "commit", "redacted")
ECONOMY = sorted(set(re.findall(r"ECO-\d{3}", specification.SPEC)))
MANY = 100  # groups, in which everything is to be met
CARRIED = 10  # one group in so many is made by tos itself
REASONS = ("adopted", "rejected", "no-quorum", "tied", "recused", "compromised-key", "certified", "uncertified", "completed by approval")


class Runner:
    def __init__(self, tos, work):
        self.tos, self.work, self.failures, self.count, self.met = tos, work, [], 0, collections.Counter()

    def run(self, *arguments, data=None):
        return subprocess.run([self.tos, *arguments], input=data, capture_output=True, env=self.environment(), check=False)

    def environment(self):
        return {**forge.ENVIRONMENT, "HOME": str(self.work), "TZ": "Pacific/Chatham"}

    def answer(self, path, *command):
        """The data and exit code of a command with --json; {} where it gives none."""
        done = self.run("-C", str(path), *command, "--json")
        try:
            return json.JSONDecoder().raw_decode(done.stdout.decode())[0]["data"], done.returncode
        except (ValueError, KeyError):
            return {"what": done.stdout.decode() + done.stderr.decode()}, done.returncode

    def fail(self, name, what):
        self.failures.append(name)
        print(f"FAILED {name}: {what}", flush=True)

    def compare(self, name, path, expected=None):
        """Both verifiers on one repository; `expected` is the exit code."""
        self.count += 1
        ours, code = self.answer(path, "verify")
        theirs, second = verify.judge(str(path))
        found = [f"exit codes {code} and {second}"] if code != second else []
        if expected is not None and code != expected:
            found.append(f"exit code {code}, expected {expected}")
        if ("verdict" in ours) != (theirs is not None):
            found.append(f"only one of them judges: {ours}")
        elif theirs:
            found += [f"{field} {ours[field]} and {theirs[field]}" for field in SAME if ours[field] != theirs[field]]
            sets = [{(problem["rule"], problem["class"], problem["record"]) for problem in data["problems"]} for data in (ours, theirs)]
            if sets[0] != sets[1]:
                found.append(f"problems {sorted(sets[0])[:9]} and {sorted(sets[1])[:9]}")
        found += wrong_labels(name, {problem["rule"] for problem in ours["problems"]} if theirs else {ours.get("rule")})
        if found:
            self.fail(name, "; ".join(found))
        return theirs

    def compare_ends(self, name, path, theirs):
        """What tos lists as decisions and accounts, against what the second verifier recounted and added up."""
        self.compare_decisions(name, path, theirs["decisions"])
        rows, _ = self.answer(path, "account", "list")
        listed = isinstance(rows, list)
        ours = {row["account"]: [row["posted"], row["held_out"], row["held_in"]] for row in rows} if listed else rows
        if ours != theirs["accounts"]:
            different = [one for one in {*ours, *theirs["accounts"]} if ours.get(one) != theirs["accounts"].get(one)]
            self.fail(name, f"accounts {[(one, ours.get(one), theirs['accounts'].get(one)) for one in sorted(different)[:9]]}")

    def compare_decisions(self, name, path, theirs):
        rows, _ = self.answer(path, "decision", "list")
        fields = ("id", "method", "outcome", "winners", "figures")
        ours = [{field: row[field] for field in fields} for row in rows] if isinstance(rows, list) else rows
        ordered = sorted(ours, key=lambda row: row["id"]) if isinstance(ours, list) else ours
        theirs = [{field: row[field] for field in fields} for row in theirs]
        if ordered != sorted(theirs, key=lambda row: row["id"]):
            self.fail(name, f"decisions {ordered} and {theirs}")


def wrong_labels(name, rules):
    """What a case's name says of rules and does not hold: `refuses` ones must be among the problems, `accepts` ones not."""
    return [f"{word} {rule}, and the problems are by {sorted(rules)}" for word, ids in LABEL.findall(name)
            for rule in re.findall(r"[A-Z]+-\d+", ids) if (rule in rules) != (word == "refuses")]


def key_file(runner, name):
    path = runner.work / "keys" / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        forge.ed.write_key(path.parent, name)
    return path


def carried(runner, path, seed, acts):
    """A group made by tos: `init`, then `carry` of everything that follows."""
    path.mkdir()
    grown = groups.Group(seed)
    charter = runner.work / f"charter-{seed}.yaml"
    charter.write_bytes(record_form.printed(grown.charter()))
    founders = [word for name in grown.names[1:] for word in ("--founder", f"{name}={key_file(runner, name)}.pub")]
    done = runner.run("-C", str(path), "--as", "mara", "--key", str(key_file(runner, "mara")), "--at", forge.stamp(forge.START), "init",
                      "--name", "Test group", "--handle", "test-group", "--charter", str(charter), *founders)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    grown.take(next((path / "charter").glob("founding-*.yaml")).read_bytes())
    grown.grow(acts)
    for data, _, _ in grown.files[1:]:  # one by one: a folder is carried by time, not in the order of the log
        done = runner.run("-C", str(path), "carry", "-", data=data)
        if done.returncode:
            runner.fail(f"carry {seed}", done.stderr.decode()[:500])
            break
    return grown


def written(path, seed, acts):
    """A group whose log is written as the specification says."""
    grown = groups.Group(seed)
    grown.founding()
    grown.grow(acts)
    cases.write_log(path, grown.files)
    return grown


def compare_group(runner, seed, options):
    path = runner.work / f"group-{seed}"
    grown = carried(runner, path, seed, options.acts) if seed % CARRIED == 0 else written(path, seed, options.acts)
    compare_grown(runner, path, grown, options.probes)


def compare_edges(runner, options):
    path, grown = runner.work / "group-edges", groups.Group(2)
    economy_cases.to_the_edges(grown)
    cases.write_log(path, grown.files)
    compare_grown(runner, path, grown, options.probes)


def compare_grown(runner, path, grown, probes):
    theirs = runner.compare(path.name, path, 0)
    if theirs:
        runner.compare_ends(path.name, path, theirs)
    runner.met.update(grown.met())
    traded = sum(each.module == "economy" for _, _, each in grown.files)
    runner.met.update({"economy accepted": traded, "economy refused": sum(b"\nkind: economy." in data for data, *_ in grown.refused)})
    runner.met.update({"records": len(grown.files), "acts refused": len(grown.refused)})
    compare_refused(runner, path, grown, probes)
    shutil.rmtree(path)


def compare_refused(runner, path, grown, probes):
    """Forces records that did not pass into a log of their own, each after the prefix it was meant for."""
    by_rule = {}
    for refused in random.Random(len(grown.files)).sample(grown.refused, len(grown.refused)):
        by_rule.setdefault(refused[2], refused)
    rarest = sorted(by_rule.values(), key=lambda item: runner.met["refused by " + item[2]])  # of equal ones in random order
    for data, identity, rule, prefix in rarest[:probes]:
        probe = runner.work / f"{path.name}-probe.git"
        meant = specification.Bag(record_form.meaning(record_form.parse(record.split(data)[0]), "envelope"), id=identity)
        place = next((place for _, place, other in grown.files if other.id == identity), cases.guess_folder(data, grown.state, identity))
        cases.write_log(probe, [*grown.files[:prefix], (data, place, meant)])
        runner.met["refused by " + rule] += 1
        runner.compare(f"{path.name} refused by {rule}", probe, specification.CODES[specification.CLASSES.get(rule, 422)])
        shutil.rmtree(probe)


def worker(options, share):
    """Every job whose number falls to this worker."""
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(str(pathlib.Path(options.tos).resolve()), pathlib.Path(folder))
        bad = [number for number, case in enumerate(cases.CASES) if options.only in case[0]]
        if bad[share::options.workers]:
            origin = cases.base(runner, runner.work / "base.git")
        for number in bad[share::options.workers]:
            cases.run_one(runner, origin, number)
        for seed in range(options.seed + share, options.seed + options.groups, options.workers):
            compare_group(runner, seed, options)
        if options.groups >= MANY and share == 0:
            compare_edges(runner, options)
        for path in options.repositories[share::options.workers]:
            theirs = runner.compare(path, pathlib.Path(path).resolve())
            if theirs:
                runner.compare_ends(path, path, theirs)
            runner.met["records"] += theirs["records"] if theirs else 0
    return len(bad[share::options.workers]), runner.count, runner.failures, runner.met


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", required=True)
    parser.add_argument("--groups", type=int, default=15)
    parser.add_argument("--acts", type=int, default=50)
    parser.add_argument("--probes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("repositories", nargs="*")
    options = parser.parse_args()
    begun, met = time.monotonic(), collections.Counter()
    with concurrent.futures.ProcessPoolExecutor(options.workers, multiprocessing.get_context("fork")) as pool:
        shares = list(pool.map(worker, [options] * options.workers, range(options.workers)))
    bad, count, failures = (sum((share[place] for share in shares), start) for place, start in ((0, 0), (1, 0), (2, [])))
    for share in shares:
        met.update(share[3])
    wanted = (*(name for name in specification.TABLES if "/" in name), *REASONS, *economy_cases.ENDS, *("refused by " + rule for rule in ECONOMY))
    missed = [name for name in wanted if not met[name]] if options.groups >= MANY else []
    print(", ".join(f"{name} {number}" for name, number in sorted(met.items())))
    if missed:
        print(f"FAILED never met: {', '.join(missed)}")
    print(f"{bad} cases of bad input, {options.groups} groups and {len(options.repositories)} repositories of {met['records']} records, "
          f"{met['acts refused']} acts refused; {count} verdicts compared, {len(failures)} differ, in {time.monotonic() - begun:.0f} s")
    return 1 if failures or missed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
