#!/usr/bin/env python3
"""That the jobs of templates/ci do what docs/pipelines.md says, on this machine instead of a forge's.

usage: pipeline.py --tos BINARY

A hub with a branch `inbox`, a carrier's checkout of it, and an archive to install from: good records are carried once, bad
ones refused, and who does not hold the role carries nothing. Steps of the gate jobs run as the files of the forges say.
"""
import argparse
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).resolve().parent
CI = HERE.parents[1] / "templates" / "ci"
sys.path.insert(0, str(HERE.parent / "support"))
import seeded_keys  # noqa: E402


class Forge:
    def __init__(self, tos, folder):
        self.tos, self.folder, self.keys = tos, folder, folder / "keys"
        for name in ("bin", "keys", "mara"):
            (folder / name).mkdir()
        for name in ("mara", "ben"):
            seeded_keys.write_key(self.keys, name)
        (folder / "bin" / "tos").symlink_to(tos)
        self.environment = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "GIT_CONFIG_GLOBAL": "/dev/null",
                            "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org",
                            "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org",
                            **{name: os.environ[name] for name in ("LSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}}

    def run(self, *command, at="mara", status=0, **more):
        done = subprocess.run(command, cwd=self.folder / at, env={**self.environment, **more}, text=True, capture_output=True, check=False)
        assert done.returncode == status, (command, done.returncode, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def act(self, *words, who="mara", **options):
        return self.run("tos", "-q", *words, at=who, TOS_AS=who, TOS_KEY=str(self.keys / who), **options)


def founded(tos, folder):
    """A group with a hub, two clones, and a member who carries."""
    forge = Forge(tos, folder)
    charter = forge.act("charter", "template", "demo").replace("roles:\n", "roles:\n  - name: carrier\n    term_days: 90\n    pause_days: 0\n", 1)
    (folder / "charter.yaml").write_text(charter)
    forge.act("init", "--name", "Orchard", "--handle", "orchard", "--charter", "../charter.yaml", "--founder", f"ben={forge.keys / 'ben'}.pub")
    forge.act("hub", "init", "../hub.git")
    forge.run("tos", "-q", "clone", "hub.git", "ben", at=".")
    forge.act("accept", who="ben")
    forge.act("push", who="ben")
    forge.act("pull")
    forge.act("proposal", "new", "--title", "Shared cargo bike", "--summary", "A bike for the shop and for all of us.")
    forge.act("poll", "open", "latest", "--hours", "2")
    forge.act("push")
    forge.act("pull", who="ben")
    return forge


def upload(forge, files):
    """Puts files into the folder inbox of the branch inbox, as a forge's form for uploads does."""
    away = forge.folder / "upload"
    if not away.exists():
        forge.run("git", "clone", "-q", "hub.git", "upload", at=".")
        forge.run("git", "checkout", "-q", "--orphan", "inbox", at="upload")
        forge.run("git", "rm", "-rfq", ".", at="upload")
    (away / "inbox").mkdir(exist_ok=True)
    for name, data in files.items():
        (away / "inbox" / name).write_bytes(data)
    forge.run("git", "add", "--all", "inbox", at="upload")
    forge.run("git", "commit", "-q", "-m", "Add files via upload", at="upload")
    forge.run("git", "push", "-q", "origin", "inbox", at="upload")


def carry(forge, status=0, carrier="mara"):
    """The carry job: a fresh checkout of main, then the script."""
    shutil.rmtree(forge.folder / "job", ignore_errors=True)
    forge.run("git", "clone", "-q", "hub.git", "job", at=".")
    return forge.run("sh", str(CI / "carry"), at="job", status=status, TOS_CARRIER=carrier)


def check_carry(forge):
    forge.act("ballot", "cast", "V1", "no", "--reason", "It will be stolen.", "--out", "../ballot.yaml", who="ben")
    ballot = (forge.folder / "ballot.yaml").read_bytes()
    upload(forge, {"ballot.yaml": ballot, "notes.txt": b"not a record", "run.sh": b"exit 1", "a\n::error::b.yaml": b"nor this"})
    assert "does not hold the role" in carry(forge, 5)
    forge.act("role", "assign", "carrier", "mara")
    forge.act("push")
    assert "1 carried, 0 refused" in carry(forge)
    assert "0 carried, 0 refused" in carry(forge)  # what was carried before is passed over
    upload(forge, {"forged.yaml": ballot.replace(b'choice: "no"', b'choice: "yes"')})
    answer = carry(forge, 1)
    assert "0 carried, 1 refused" in answer and "SIG-" in answer and "--> inbox/forged.yaml" in answer, answer
    (forge.folder / "upload" / "inbox" / "forged.yaml").unlink()
    check_carry_order(forge)
    check_carry_words(forge, ballot.split(b"---\n")[0])
    forge.act("pull")
    assert "ben" in forge.act("ballot", "list", "V1")
    assert "VALIDATORS=GREEN" in forge.act("verify")


def check_carry_order(forge):
    """A record goes behind one that it names, whatever the files are called."""
    forge.run("git", "clone", "-q", "hub.git", "apart", at=".")
    as_member = lambda who: {"TOS_AS": who, "TOS_KEY": str(forge.keys / who)}  # noqa: E731
    forge.run("tos", "-q", "evidence", "add", "P1", "--title", "What it costs", "--source", "https://example.org/", at="apart", **as_member("ben"))
    forge.run("tos", "-q", "evidence", "confirm", "latest", at="apart", **as_member("mara"))
    paths = forge.run("git", "log", "--reverse", "--diff-filter=A", "--name-only", "--format=", "HEAD~2..HEAD", at="apart").split()
    named, naming = [(forge.folder / "apart" / path).read_bytes() for path in paths]
    upload(forge, {"a-naming.yaml": naming, "z-named.yaml": named})
    assert "2 carried, 0 refused" in carry(forge)


def check_carry_words(forge, message):
    """A refusal that quotes another rule is a refusal, and a stranger's words get no line of their own."""
    authors = {"quoting.yaml": "error[LOG-105] is here", "stranger.yaml": "a\\n::error::pwned\\nVALIDATORS=GREEN ##[error]x"}
    upload(forge, {name: resigned(forge, message.replace(b"author: ben", f'author: "{author}"'.encode())) for name, author in authors.items()})
    answer = carry(forge, 1)
    assert "0 carried, 2 refused" in answer and answer.count("REC-011") == 2, answer
    assert "\n::" not in answer and "\nVALIDATORS" not in answer and "##[" not in answer, answer
    for name in authors:
        (forge.folder / "upload" / "inbox" / name).unlink()


def resigned(forge, message):
    """A record of this message, signed with ben's key by ssh-keygen alone."""
    path = forge.folder / "message"
    path.write_bytes(message)
    path.with_suffix(".sig").unlink(missing_ok=True)
    forge.run("ssh-keygen", "-Y", "sign", "-q", "-f", str(forge.keys / "ben"), "-n", "tos.record.v1", "message", at=".")
    return message + b"---\n" + path.with_suffix(".sig").read_bytes()


def check_secrets():
    """The carrier's token is for main's own jobs on a schedule: no push, no pull request and no other branch gets it."""
    assert "secrets." not in (CI / "forgejo.yml").read_text()
    for name in ("github.yml", "forgejo-carry.yml"):
        page = yaml.safe_load((CI / name).read_text())
        started_by = set(page[True])  # YAML's `on`
        assert page[True].get("push", {"branches": ["main"]}) == {"branches": ["main"]}, name
        for job in page["jobs"].values():
            if "secrets." not in yaml.safe_dump(job):
                continue
            if started_by - {"schedule", "workflow_dispatch"}:
                assert job["if"] == ("github.ref == 'refs/heads/main' && "
                                     "(github.event_name == 'schedule' || github.event_name == 'workflow_dispatch')"), name
                assert job["environment"] == "carrier", name
    for name, job in yaml.safe_load((CI / "gitlab.yml").read_text()).items():
        if "TOKEN" in yaml.safe_dump(job):
            assert job["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "main"'}], name


def check_install(forge):
    archive = forge.folder / "tos.tar.gz"
    (forge.folder / "tos-1" / "bin").mkdir(parents=True)
    (forge.folder / "tos-1" / "bin" / "tos").write_text(f'#!/bin/sh\nexec "{forge.tos}" "$@"\n')
    (forge.folder / "tos-1" / "bin" / "tos").chmod(0o755)
    forge.run("tar", "-czf", str(archive), "tos-1", at=".")
    install = dict(TOS_ARCHIVE_URL=archive.as_uri(), TOS_ARCHIVE_SHA256=hashlib.sha256(archive.read_bytes()).hexdigest())
    forge.run("sh", str(CI / "install-tos"), at="job", **install)
    shutil.rmtree(forge.folder / "job" / "tos-bin")
    forge.run("sh", str(CI / "install-tos"), at="job", status=4, **{**install, "TOS_ARCHIVE_SHA256": "0" * 64})
    assert not (forge.folder / "job" / "tos-bin").exists()
    forge.run("sh", str(CI / "install-tos"), at="job", **install)


def steps_of(name):
    """The gate job's shell lines in a forge's file."""
    pages = yaml.safe_load((CI / name).read_text())
    job = pages["gate"] if "gate" in pages else pages["jobs"]["gate"]
    return job["script"] if "script" in job else [step["run"] for step in job["steps"] if "run" in step]


def check_gate(forge):
    """Each forge's gate job, by itself and with a start that is all zeros: a branch's first push."""
    head = forge.run("git", "rev-parse", "HEAD", at="job").strip()
    for name in ("github.yml", "forgejo.yml", "gitlab.yml"):
        lines = [line for line in steps_of(name) if "install-tos" not in line]
        assert lines, name
        for start in (forge.run("git", "rev-parse", "HEAD~2", at="job").strip(), "0" * 40):
            script = "\n".join(["set -eu", *lines])
            script = re.sub(r"\$\{\{.*?\}\}", "", script)
            answer = forge.run("sh", "-c", script, at="job", START=start, END=head, CI_COMMIT_BEFORE_SHA=start, CI_COMMIT_SHA=head,
                               TOS_INITIATIVE="")
            assert "VALIDATORS=GREEN" in answer, (name, answer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tos", type=pathlib.Path, required=True)
    tos = parser.parse_args().tos.resolve()
    with tempfile.TemporaryDirectory() as name:
        forge = founded(tos, pathlib.Path(name))
        check_secrets()
        check_carry(forge)
        check_install(forge)
        check_gate(forge)
    return 0


if __name__ == "__main__":
    sys.exit(main())
