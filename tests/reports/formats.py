#!/usr/bin/env python3
"""That what `tos gate` and `tos report` print for other programs is what those programs read.

usage: formats.py --tos BINARY [--all]

A group with an initiative whose texts try to break out of every format. GitLab's report and workflow commands have no
validator of their own: they are read here as their pages say. JUnit's is held against junit.xsd with xmllint, SARIF is
judged by the SARIF multitool, HTML by the Nu checker, where script/validators has installed them. What is missing is said,
and with --all it is an error.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
VALIDATORS = HERE.parents[1] / "build" / "validators" / "node_modules"
NU, SARIF = VALIDATORS / "vnu-jar" / "build" / "dist" / "vnu.jar", VALIDATORS / ".bin" / "sarif-multitool"
sys.path.insert(0, str(HERE.parent / "support"))
import seeded_keys  # noqa: E402

HOSTILE = "</script><img src=x onerror=alert(1)> ]]> & \"q\" 'a' |*[x](javascript:y)* %0A::error::no"
LOG = "LINT=OK\nSMOKE=RED (401,422 <&>\"' ]]> %0A::error::no)\n"


class Group:
    def __init__(self, tos, folder):
        self.tos, self.folder = tos, folder
        seeded_keys.write_key(folder, "mara")
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TOS_AS": "mara", "TOS_KEY": str(folder / "mara"),
                            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
                            **{name: os.environ[name] for name in ("LSAN_OPTIONS", "ASAN_OPTIONS") if name in os.environ}}
        charter = self.run("charter", "template", "demo", at=None).replace("urgent_roles: []", "urgent_roles: [steward]")
        (folder / "charter.yaml").write_text(charter)
        self.run("-C", "group", "init", "--name", "Orchard", "--handle", "orchard", "--charter", "charter.yaml", at=None)

    def run(self, *arguments, at="group", status=0, data=""):
        folder = self.folder / at if at else self.folder
        done = subprocess.run([self.tos, "-q", *arguments], cwd=folder, env=self.environment, input=data, text=True, capture_output=True,
                              check=False)
        assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout


MISSING = []


def is_there(program, what):
    """Whether a validator is installed; if not, that is said."""
    if program and pathlib.Path(program).exists():
        return True
    MISSING.append(what)
    print(f"{what} was not checked: script/validators")
    return False


def check_sarif(text, folder):
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json") and set(log) <= {"$schema", "version", "runs"}
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert run["tool"]["driver"]["name"] and len({rule["id"] for rule in rules}) == len(rules)
        assert all(rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"] for rule in rules)
        assert len(run["results"]) == 2
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"] and result["message"]["text"]
            assert result["level"] in ("none", "note", "warning", "error")
            for place in result["locations"]:
                assert place["physicalLocation"]["region"]["startLine"] >= 1
                assert not set(place["physicalLocation"]["artifactLocation"]["uri"]) & set(" <>\"{}|\\^`")
            assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    if not is_there(SARIF, "SARIF"):
        return
    (folder / "gate.sarif").write_text(text)
    done = subprocess.run([SARIF, "validate", folder / "gate.sarif", "--output", folder / "verdict.sarif", "--log", "ForceOverwrite"],
                          env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "Analysis completed successfully." in said and ": error " not in said, said


def check_gitlab(text):
    issues = json.loads(text)
    assert len(issues) == 2 and len({issue["fingerprint"] for issue in issues}) == 2
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith("./") and issue["location"]["lines"]["begin"] >= 1


def check_junit(text, folder):
    suite = xml.etree.ElementTree.fromstring(text.encode()).find("testsuite")
    cases = suite.findall("testcase")
    failed = [case for case in cases if case.find("failure") is not None]
    assert int(suite.get("tests")) == len(cases) == 6 and int(suite.get("failures")) == len(failed) == 2
    if is_there(shutil.which("xmllint"), "JUnit"):
        (folder / "report.xml").write_text(text)
        subprocess.run(["xmllint", "--noout", "--nonet", "--schema", HERE / "junit.xsd", folder / "report.xml"], check=True, capture_output=True)


def check_github(text):
    """Each command is one line; what it means is what was said, once its escapes are undone."""
    found = [re.fullmatch(r"::error file=([^,:\r]+),line=([0-9]+),title=([^,:\r]+)::([^\r]*)", line)
             for line in text.split("\n") if "::" in line.lstrip()[:2]]
    assert len(found) == 2 and all(found), text
    said = re.sub("%(25|0A|0D)", lambda escape: chr(int(escape[1], 16)), found[0][4])
    assert "SMOKE is RED (" + LOG.split("(")[1].rstrip("\n") in said, said


def check_html(text, folder):
    assert "<img" not in text and "<script" not in text
    if not is_there(NU, "HTML") or not is_there(shutil.which("java"), "HTML"):
        return
    (folder / "report.html").write_text(text)
    done = subprocess.run(["java", "-jar", NU, "--Werror", folder / "report.html"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", type=pathlib.Path, required=True)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    tos = options.tos.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "group").mkdir()
        group = Group(tos, folder)
        group.run("initiative", "start", "--title", HOSTILE, "--done", HOSTILE + "\n\n- " + HOSTILE, "--check", HOSTILE,
                  "--metric", "Trips <&> | by bike=10 a week")
        group.run("task", "add", "I1", "frame", "--title", HOSTILE, "--owner", "mara")
        group.run("proof", "add", "I1", "--task", "frame", "--line", "LINT=OK (" + HOSTILE + ")", "--metric", "Trips <&> | by bike=0:12",
                  "--link", "https://example.org/?a=1&b=%3C'(x)*")
        gate = lambda form: group.run("gate", "I1", "--proofs", "-", "--format", form, data=LOG, status=4)  # noqa: E731
        check_sarif(gate("sarif"), folder)
        check_gitlab(gate("gitlab"))
        check_junit(gate("junit"), folder)
        check_github(gate("github"))
        check_html(group.run("report", "I1", "--format", "html"), folder)
        group.run("report", "I1", "--format", "markdown")
    return 1 if MISSING and options.all else 0


if __name__ == "__main__":
    sys.exit(main())
