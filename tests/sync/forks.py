#!/usr/bin/env python3
"""A fork takes over charter, free files and history, and says so in a way that can be checked; a group publishes to one place.

usage: forks.py --tos BINARY [--only WORD] [--full]
"""
import sys

from place import CONFLICT, ENVIRONMENT, MALFORMED, expect, main, rewrite, test


def forked(place):
    """maple forked as oak, by mara."""
    place.tos("mara", "fork", "--handle", "oak", "--name", "Oak house", place / "oak")
    return "oak"


@test
def parent_of_a_fork(place):
    """accepts FED-007: the branch tos/parent as the fork made it, or longer; refuses FED-007: one that is shorter or in another order."""
    free = place / "mara" / "playbooks"
    free.mkdir()
    (free / "welcome.md").write_text("Say hello.\n")
    place.git("mara", "add", ".")
    place.git("mara", "commit", "-qm", "How we welcome people")
    place.git("mara", "push", "-q", "origin", "main")
    oak = forked(place)
    expect((place / oak / "playbooks" / "welcome.md").read_text() == "Say hello.\n", "free files come along")
    root, size = place.records("mara")
    agrees = f"at {size} records, root {root[:16]}: tos/parent agrees"
    expect(agrees in place.run(oak, "mara", "verify").out, place.run(oak, "mara", "verify"))
    place.tos("mara", "ballot", "cast", "V1", "yes")
    fetch = ("fetch", "-q", "--force", place / "mara", "main:refs/heads/tos/parent")
    place.git(oak, *fetch)
    expect(agrees in place.run(oak, "mara", "verify").out, "the parent may go on")
    place.git(oak, "update-ref", "refs/heads/tos/parent", place.git(oak, "rev-parse", "tos/parent~3"))
    done = place.run(oak, "mara", "verify")
    expect("[FED-007]" in done.err and "tos/parent is another" in done.out and "VALIDATORS=GREEN" in done.out, done)
    rewrite(place, "mara", [0, 2, 1, *range(3, size)])
    place.git(oak, *fetch)
    done = place.run(oak, "mara", "verify")
    expect("[FED-007]" in done.err and "tos/parent is another" in done.out and "VALIDATORS=GREEN" in done.out, done)


@test
def free_files_of_a_fork(place):
    """accepts FED-009: ten thousand free files are taken over; refuses FED-009: one more is too many, and nothing is founded."""
    blob = place.git("mara", "hash-object", "-w", "--stdin", data=b"x\n")

    def free_files(numbers):
        names = "".join(f"100644 {blob}\tpages/{number // 100}/{number}.md\n" for number in numbers)
        place.git("mara", "update-index", "--add", "--index-info", data=names.encode())
        place.git("mara", "commit", "-qm", "Pages")
        place.git("mara", "push", "-q", "origin", "main")

    free_files(range(10_000))
    oak = forked(place)
    expect(len(place.git(oak, "ls-tree", "-r", "--name-only", "main", "pages").splitlines()) == 10_000, "files are missing")
    free_files([10_000])
    done = place.tos("mara", "fork", "--handle", "elm", "--name", "Elm house", place / "elm", code=MALFORMED)
    expect("error[FED-009] 422" in done.err, done)
    expect(not (place / "elm").exists(), "something was founded")


@test
def one_place(place):
    """accepts FED-005: a first hub becomes origin; refuses FED-005: a second one beside it."""
    done = place.tos("mara", "hub", "init", place / "second.git", code=CONFLICT)
    expect("error[FED-005] 409" in done.err, done)
    expect(place.git("mara", "config", "remote.origin.url") == str(place / "hub.git"), "origin moved")
    place.git("mara", "remote", "remove", "origin")
    place.tos("mara", "push", code=ENVIRONMENT)
    place.tos("mara", "hub", "init", place / "third.git")
    expect(place.records("third.git") == place.records("mara"), "published")


if __name__ == "__main__":
    sys.exit(main(__doc__.splitlines()[0]))
