#!/usr/bin/env python3
"""A second opinion: judges a group's repository as docs/spec says, and shares no code with tos.

usage: verify.py [REPOSITORY [NOW]]     (NOW: the reader's clock, in milliseconds since 1970)
Prints what `tos verify --json` prints as `data` (problems without prose; decisions as recounted, and what accounts have
posted, held out and held in), exits with the same code. Needs git, ssh-keygen, PyYAML. Written from docs/spec alone, and
reads its yaml blocks: fields, patterns, classes.

A second opinion is worth something only while one person can read all of it in an afternoon. It was one file of at most
600 lines until deliberation and delivery came; now each subject of the pages has a file of at most 150 lines beside this
one (script/lint holds them to it), so that a doubt about one subject is settled in one file:
  specification.py  the pages' tables; the words that every check needs
  record_form.py    record form, types of fields          record.py      a record's file, keys, signatures
  replay.py         the log, checks of every record       repository.py  git's commits and trees, the verdict
  membership.py     charter, members, keys, roles         talk.py        proposals and what is said about them
  polls.py          polls, ballots, decisions, policies   counting.py    what ballots amount to
  initiatives.py    initiatives, tasks, proofs, reviews   books.py        accounts, movements
  currencies.py     currencies, who may take              ledgers.py      transfers, holds, corrections
  funds.py          funds, dues, payments, conversions    aid.py          offers, requests, deals
  points.py         support points
"""
import json
import sys
from datetime import datetime
from repository import Verification
from specification import CLASSES, CODES, Refused


def judge(path=".", now=None):  # (what is answered or None, exit code)
    try:
        return Verification(path, int(now or datetime.now().timestamp() * 1000)).judge()
    except Refused as refused:
        return None, CODES[CLASSES.get(str(refused), 422)]

if __name__ == "__main__":
    answer, exit_code = judge(*sys.argv[1:3])
    print(json.dumps(answer, indent=2))
    sys.exit(exit_code)
