#!/usr/bin/env python3
"""That tos and the second verifier reach the same verdict: on groups that follow from a seed, and on tampered ones.

usage: compare.py --tos BINARY [--groups N] [--seed N] [--only WORD]

Groups are founded with `tos init` and grown with `tos carry`; of the records that did not pass, some are forced into the
log, one at a time, so that both verifiers must name the same class. The tampered groups are the list of bad input in
cases.py; there the expected exit code is stated as well.
"""
import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cases  # noqa: E402
import forge  # noqa: E402
import groups  # noqa: E402
import verify  # noqa: E402
from verify import class_of, printed  # noqa: E402

SAME = ("verdict", "group", "records", "signatures_checked", "root", "commit", "redacted")


class Runner:
    def __init__(self, tos, work):
        self.tos, self.work, self.failures, self.count = tos, work, [], 0

    def run(self, *arguments, data=None):
        return subprocess.run([self.tos, *arguments], input=data, capture_output=True, env=self.environment(), check=False)

    def environment(self):
        return {**forge.ENVIRONMENT, "HOME": str(self.work), "TZ": "Pacific/Chatham"}

    def tos_verdict(self, path):
        done = self.run("-C", str(path), "verify", "--json")
        try:
            answer = json.JSONDecoder().raw_decode(done.stdout.decode())[0]
        except ValueError:
            answer = {"data": {"what": done.stdout.decode() + done.stderr.decode()}}
        data = answer["data"]
        return (data if "verdict" in data else None), done.returncode, data

    def compare(self, name, path, expected=None):
        """Both verifiers on one repository; `expected` is the exit code."""
        self.count += 1
        ours, code, raw = self.tos_verdict(path)
        theirs, second = verify.judge(str(path))
        found = [f"exit codes {code} and {second}"] if code != second else []
        if expected is not None and code != expected:
            found.append(f"exit code {code}, expected {expected}")
        if (ours is None) != (theirs is None):
            found.append("only one of them judges")
        elif ours:
            found += [f"{field} {ours[field]} and {theirs[field]}" for field in SAME if ours[field] != theirs[field]]
            sets = [{(problem["class"], problem["record"]) for problem in data["problems"]} for data in (ours, theirs)]
            if sets[0] != sets[1]:
                found.append(f"problems {sorted(sets[0])} and {sorted(sets[1])}")
        if found:
            rules = [[p["rule"] for p in (data or {}).get("problems", [])][:4] for data in (ours or {"problems": [raw]} if raw.get("rule") else ours,
                                                                                         theirs)]
            self.failures.append(name)
            print(f"FAILED {name}: {'; '.join(found)}; rules {rules[0]} and {rules[1]}", flush=True)
        return ours


def make_group(runner, seed, acts):
    """A group made by tos: `init`, then `carry` of everything that follows. The repository and what was grown."""
    path = runner.work / f"group-{seed}"
    path.mkdir()
    grown = groups.Group(seed)
    charter = runner.work / f"charter-{seed}.yaml"
    charter.write_text(printed(groups.charter(grown.rng)))
    founders = [word for name in grown.names[1:] for word in ("--founder", f"{name}={key_file(runner, name)}.pub")]
    done = runner.run("-C", str(path), "--as", "mara", "--key", str(key_file(runner, "mara")), "--at", forge.stamp(forge.START), "init",
                      "--name", "Test group", "--handle", "test-group", "--charter", str(charter), *founders)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    grown.take(next((path / "charter").glob("founding-*.yaml")).read_bytes())
    for name in grown.names[1:]:
        grown.act("charter.acceptance", name, {})
    for _ in range(acts):
        grown.step()
    for data, _, _ in grown.files[1:]:  # one by one: a folder is carried by time, not in the order of the log
        done = runner.run("-C", str(path), "carry", "-", data=data)
        if done.returncode:
            runner.failures.append(f"carry {seed}")
            print(f"FAILED carry {seed}: {done.stderr.decode()[:500]}", flush=True)
            break
    return path, grown


def key_file(runner, name):
    path = runner.work / "keys" / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        forge.ed.write_key(path.parent, name)
    return path


def compare_refused(runner, path, grown, probes):
    """Forces records that did not pass into a log built beside the group's, each after the prefix it was meant for."""
    rng = random.Random(len(grown.files))
    by_rule = {}
    for refused in grown.refused:
        by_rule.setdefault(refused[2], refused)
    chosen = rng.sample(sorted(by_rule.values(), key=lambda item: item[1]), min(probes, len(by_rule)))
    for data, identity, rule, prefix in chosen:
        probe = runner.work / "probe.git"
        forge.git(runner.work, "init", "-q", "--bare", "-b", "main", str(probe))
        cases.write_log(probe, grown.files[:prefix] + [(data, cases.guess_folder(data, grown.state, identity), None)])
        code = verify.EXIT[class_of(rule)]
        runner.compare(f"{path.name} refused by {rule}", probe, code)
        shutil.rmtree(probe)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", required=True)
    parser.add_argument("--groups", type=int, default=15)
    parser.add_argument("--acts", type=int, default=50)
    parser.add_argument("--probes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(str(pathlib.Path(options.tos).resolve()), pathlib.Path(folder))
        bad = cases.run(runner, options.only)
        records = refused = 0
        for seed in range(options.seed, options.seed + options.groups):
            path, grown = make_group(runner, seed, options.acts)
            runner.compare(path.name, path, 0)
            compare_refused(runner, path, grown, options.probes)
            records, refused = records + len(grown.files), refused + len(grown.refused)
            shutil.rmtree(path)
    print(f"{bad} cases of bad input, {options.groups} groups of {records} records, {refused} acts refused; "
          f"{runner.count} verdicts compared, {len(runner.failures)} differ")
    return 1 if runner.failures or not runner.count else 0


if __name__ == "__main__":
    sys.exit(main())
