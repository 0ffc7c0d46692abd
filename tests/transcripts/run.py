#!/usr/bin/env python3
"""Runs the transcripts in Markdown files: documentation that is a test.

usage: run.py --tos BINARY [--together] FILE.md…          TOS_ACCEPT=1 rewrites what differs, in place

    ```tos ~mara +3d
    $ tos verify
    [..]
    VALIDATORS=GREEN
    $ tos ballot cast V1 perhaps
    error[VOT-007] 422: [..]
    (exit 6)
    ```

A fence named `tos` or `console` holds commands after `$ ` (more lines of one command after `> `) and, below each, exactly
what it prints on stdout and stderr together. `[..]` stands for anything within a line; alone on a line, for any number of
lines. `(exit N)` is the expected status; without it, 0. The rest of the info string:

    ~mara     who types: TOS_AS=mara and TOS_KEY=$KEYS/mara; each member has a current folder of their own
    +3d       the clock moves on before the fence (d, h, m, s); it also moves one minute with each command

Every file starts in an empty folder, called `/transcript` here; with --together, each goes on where the one before it ended.
$KEYS holds a key file for every name that stands after `~` or `$KEYS/`. Clock, keys, time zone, home folder and git's
settings are fixed; ids are not, because texts are salted: accepting writes `[..]` for them.
"""
import argparse
import dataclasses
import datetime
import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import seeded_keys  # noqa: E402

ID = re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{12,}\b|SHA256:[A-Za-z0-9+/]{43}|AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}")
FENCE = re.compile(r"^(`{3,})(?:tos|console)((?:[ \t]+\S+)*)[ \t]*$")
START = datetime.datetime(2026, 11, 20, 10, 0, tzinfo=datetime.timezone.utc)
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
PASSED_ON = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "GCOV_PREFIX", "GCOV_PREFIX_STRIP")
GIT_CONFIG = """[user]
	name = Transcript
	email = transcript@example.invalid
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[protocol "file"]
	allow = always
"""


@dataclasses.dataclass
class Step:
    """One command: where its output stands in the file (lines first..last, from 0), and what should be there."""
    command: str
    line: int
    first: int
    last: int
    expected: list
    status: int
    member: str
    advance: datetime.timedelta


class BadTranscript(Exception):
    pass


def parse_info(words, place):
    member, advance = "", datetime.timedelta()
    for word in words:
        moved = re.fullmatch(r"\+(\d+)([dhms])", word)
        if moved:
            advance += datetime.timedelta(**{UNITS[moved[2]]: int(moved[1])})
        elif re.fullmatch(r"~[a-z0-9-]+", word):
            member = word[1:]
        else:
            raise BadTranscript(f"{place}: '{word}' is neither ~member nor +time")
    return member, advance


def parse_fence(lines, start, end, member, advance, place):
    steps, at = [], start
    while at < end:
        if not lines[at].startswith("$ "):
            raise BadTranscript(f"{place}:{at + 1}: a fence starts with a command after '$ '")
        line, command = at, [lines[at][2:]]
        at += 1
        while at < end and lines[at].startswith("> "):
            command.append(lines[at][2:])
            at += 1
        first = at
        while at < end and not lines[at].startswith("$ "):
            at += 1
        expected, status = lines[first:at], 0
        found = re.fullmatch(r"\(exit (\d+)\)", expected[-1]) if expected else None
        if found:
            expected, status = expected[:-1], int(found[1])
        steps.append(Step("\n".join(command), line, first, at, expected, status, member, advance))
        advance = datetime.timedelta()
    return steps


def parse(text, place):
    lines, steps, at = text.split("\n"), [], 0
    while at < len(lines):
        opened = re.match(r"^(`{3,})", lines[at])
        if not opened:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and not re.fullmatch(opened[1] + r"`*[ \t]*", lines[end]):
            end += 1
        if end == len(lines):
            raise BadTranscript(f"{place}:{at + 1}: the fence is not closed")
        ours = FENCE.match(lines[at])
        if ours:
            member, advance = parse_info(ours[2].split(), f"{place}:{at + 1}")
            steps += parse_fence(lines, at + 1, end, member, advance, place)
        at = end + 1
    return steps


def line_pattern(line):
    return "[^\n]*".join(re.escape(part) for part in line.split("[..]"))


def matches(expected, output):
    pattern = "".join(r"(?:[^\n]*\n)*?" if line == "[..]" else line_pattern(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in output)) is not None


def keep_patterns(expected, output):
    """The new output, with the old line wherever its [..] still says the same."""
    kept, rest = [], [line for line in expected if "[..]" in line and line != "[..]"]
    for line in output:
        found = next((old for old in rest if re.fullmatch(line_pattern(old), line)), None)
        if found is not None:
            rest = rest[rest.index(found) + 1:]
        kept.append(ID.sub("[..]", line) if found is None else found)
    return kept


class Stage:
    """The fixed world of one transcript."""

    def __init__(self, folder, tos, text):
        self.root, self.clock, self.folders = folder, START, {}
        self.work, self.home, self.keys = (folder / name for name in ("work", "home", "keys"))
        for path in (self.work, self.home, self.keys, folder / "bin"):
            path.mkdir()
        (self.home / ".gitconfig").write_text(GIT_CONFIG)
        if tos:
            (folder / "bin" / "tos").symlink_to(tos)
        for name in sorted(set(re.findall(r"(?:^`{3,}[^\n]* ~|\$KEYS/)([a-z0-9]+(?:-[a-z0-9]+)*)", text, re.M))):
            seeded_keys.write_key(self.keys, name)

    def environment(self, member):
        now = self.clock.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        environment = {
            "PATH": f"{self.root / 'bin'}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config"), "KEYS": str(self.keys),
            "TZ": "Pacific/Chatham", "LC_ALL": "C.UTF-8", "TERM": "dumb", "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_DATE": now, "GIT_COMMITTER_DATE": now, "TOS_CLOCK": now,
        }
        environment |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        if member:
            environment |= {"TOS_AS": member, "TOS_KEY": str(self.keys / member)}
        return environment

    def run(self, step):
        """The lines that a command printed, and its status."""
        self.clock += step.advance
        leave = self.root / "folder"
        # The command stays one word for eval, so that a syntax error is its own; the trap reports where it ended.
        script = f"trap 'pwd > {shlex.quote(str(leave))}' EXIT\neval {shlex.quote(step.command.replace('/transcript', str(self.work)))}"
        try:
            done = subprocess.run(["sh", "-c", script], cwd=self.folders.get(step.member, self.work),
                                  env=self.environment(step.member), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=float(os.environ.get("TOS_TIMEOUT", "120")))
            output, status = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            output, status = (late.stdout or b"") + b"(the command did not end)\n", -1
        self.clock += datetime.timedelta(minutes=1)
        if leave.exists():
            self.folders[step.member] = leave.read_text().rstrip("\n")
        shown = output.decode(errors="backslashreplace")
        shown = shown.replace(str(self.keys), "$KEYS").replace(str(self.work), "/transcript").replace(str(self.root), "/transcript/..")
        lines = [line.rstrip() for line in shown.split("\n")]  # git pads what a remote says
        return (lines[:-1] if lines[-1] == "" else lines), status


def with_status(lines, status):
    return lines + ([f"(exit {status})"] if status else [])


def run_file(path, stage, accept):
    """Runs one file; the number of commands that did not do what it says, and of all commands."""
    text = path.read_text()
    steps, lines, failed, shift = parse(text, path), text.split("\n"), 0, 0
    for step in steps:
        output, status = stage.run(step)
        if status == step.status and matches(step.expected, output):
            continue
        failed += 1
        wanted, got = with_status(step.expected, step.status), with_status(output, status)
        if accept:
            new = with_status(keep_patterns(step.expected, output), status)
            lines[step.first + shift:step.last + shift] = new
            shift += len(new) - (step.last - step.first)
            continue
        print(f"{path}:{step.line + 1}: $ {step.command}")
        print("\n".join(difflib.unified_diff(wanted, got, "expected", "printed", n=99, lineterm="")))
    if accept and failed:
        path.write_text("\n".join(lines))
    return failed, len(steps)


def report(path, stage, accept):
    try:
        failed, total = run_file(path, stage, accept)
    except BadTranscript as bad:
        print(bad)
        return 1
    print(f"{path}: {total} commands, {failed} {'rewritten' if accept else 'failed'}")
    if total == 0:
        print(f"{path}: no commands")
    return 1 if total == 0 or (failed and not accept) else 0


def main(arguments):
    parser = argparse.ArgumentParser(description="Runs the transcripts in Markdown files.")
    parser.add_argument("--tos", type=pathlib.Path, default=pathlib.Path("build/release/tos"))
    parser.add_argument("--together", action="store_true", help="one world for all files, in order")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args(arguments)
    accept, worst = os.environ.get("TOS_ACCEPT") == "1", 0
    for paths in [options.files] if options.together else [[path] for path in options.files]:
        with tempfile.TemporaryDirectory(prefix="transcript-") as folder:
            text = "\n".join(path.read_text() for path in paths)
            stage = Stage(pathlib.Path(folder).resolve(), options.tos.resolve(), text)
            for path in paths:
                worst = max(worst, report(path, stage, accept))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
