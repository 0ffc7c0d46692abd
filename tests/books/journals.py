#!/usr/bin/env python3
"""What tos ledger export writes, as ledger, hledger and beancount read it: every balance, per account and currency.

usage: journals.py --tos BINARY [--transactions N] [GROUP…]
Makes a group with so many transactions, with holds and corrections (300 unless said), exports it, and compares what each
program comes to with tos ledger balance; so for every GROUP that is named besides. Also that CSV and Valueflows come to
the same, that pending holds change nothing under --cleared, and that a register that is exported and imported into
another group through a rules file gives the same balances. What is not installed is passed over, and said so.
"""
import argparse
import csv
import decimal
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))
import generate_ledger  # noqa: E402

ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME="test",
                   GIT_AUTHOR_EMAIL="test@example.invalid", GIT_COMMITTER_NAME="test", GIT_COMMITTER_EMAIL="test@example.invalid")
PREFIXES = {"member": "assets:members:", "fund": "assets:funds:", "external": "equity:external:"}
PLACES = {"escrow": "assets:escrow", "issuance": "equity:issuance", "conversion": "equity:conversion"}


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=ENVIRONMENT, **more)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class Tos:
    def __init__(self, binary, group):
        self.binary, self.group = binary, group

    def __call__(self, *words, **more):
        return run(self.binary, "-C", self.group, "-q", "ledger", *words, **more)


def journal_name(account):
    owner, _, purpose = account.split("/")
    return PREFIXES[purpose] + owner if purpose in PREFIXES else PLACES[purpose]


def without_zero(balances):
    return {place: amount for place, amount in balances.items() if amount != 0}


def expected(tos):
    """{(journal account, currency): amount} and {account: amount}, zeros left out."""
    accounts = json.loads(tos("balance", "--json"))["data"]["accounts"]
    own = {one["account"]: decimal.Decimal(one["balance"]) for one in accounts}
    named = {(journal_name(account), account.split("/")[1]): amount for account, amount in own.items()}
    if len(named) != len(own):
        sys.exit("two accounts have one name in journals")
    return without_zero(named), without_zero(own)


def compare(what, found, wanted):
    found = without_zero(found)
    for place in sorted(set(found) | set(wanted)):
        if found.get(place) != wanted.get(place):
            sys.exit(f"{what}: {place} has {found.get(place)}, tos says {wanted.get(place)}")
    print(f"{what}: {len(wanted)} balances agree")


def amounts(text):
    """"-3 "C4", 12.50 EUR" → [("C4", -3), …]."""
    for number, commodity in re.findall(r"(-?[\d.]+) ?\"?([A-Z][A-Z0-9]*)\"?", text):
        yield commodity, decimal.Decimal(number)


def ledger_balances(path, *options):
    lines = run("ledger", "-f", path, *options, "balance", "--flat", "--no-total", "--balance-format",
                "%(account)\t%(display_total)\n").splitlines()
    found, account = {}, ""
    for line in lines:  # further currencies of an account stand on lines of their own
        name, _, rest = line.rpartition("\t")
        account = name.strip() or account
        for commodity, amount in amounts(rest):
            found[account, commodity] = amount
    return found


def hledger_balances(path, *options):
    rows = csv.reader(io.StringIO(run("hledger", "-f", path, *options, "balance", "--flat", "--no-total", "-O", "csv")))
    next(rows)
    return {(account, commodity): amount for account, text in rows for commodity, amount in amounts(text)}


def beancount_balances(path):
    run("bean-check", path)  # the balance directives among others
    rows = csv.reader(io.StringIO(run("bean-query", "-f", "csv", path, "SELECT account, currency, sum(number) GROUP BY account, currency")))
    next(rows)
    return {(account.strip().lower(), currency.strip()): decimal.Decimal(number.strip()) for account, currency, number in rows}


def check_journals(tos, folder, named):
    for program, balances in (("ledger", ledger_balances), ("hledger", hledger_balances), ("beancount", beancount_balances)):
        if not shutil.which("bean-check" if program == "beancount" else program):
            print(f"{program}: not installed, passed over")
            continue
        path = folder / f"{program}.journal"
        tos("export", "--format", program, "--to", path)
        compare(program, balances(path), named)
        if program != "beancount":
            pending = folder / f"{program}-pending.journal"
            tos("export", "--format", program, "--pending", "--to", pending)
            compare(f"{program} --cleared, holds pending", balances(pending, "--cleared"), named)
            run(program, "-f", path, "--strict", *(["accounts"] if program == "ledger" else ["check", "accounts", "commodities"]))


def check_tables(tos, own):
    last = {row["account"]: decimal.Decimal(row["balance"]) for row in csv.DictReader(io.StringIO(tos("export", "--format", "csv")))}
    compare("csv, the last balances", last, own)
    sums = {}
    document = json.loads(tos("export", "--format", "json"))["data"]
    scales = {one["code"]: one["scale"] for one in document["currencies"]}
    for posting in document["postings"]:
        amount = decimal.Decimal(posting["amount_minor"]).scaleb(-scales[posting["currency"]])
        sums[posting["account"]] = sums.get(posting["account"], 0) + amount
    compare("json, the sums of postings", sums, own)


def check_valueflows(tos, own):
    graph = json.loads(tos("export", "--format", "vf"))["@graph"]
    stated, sums = {}, {}
    for node in graph:
        if node["@type"] == "vf:EconomicResource":
            stated[node["@id"].removeprefix("tos:account/")] = decimal.Decimal(node["vf:accountingQuantity"]["om2:hasNumericalValue"])
        if node["@type"] == "vf:EconomicEvent":
            amount = decimal.Decimal(node["vf:resourceQuantity"]["om2:hasNumericalValue"])
            for side, sign in (("vf:resourceInventoriedAs", -1), ("vf:toResourceInventoriedAs", 1)):
                account = node[side]["@id"].removeprefix("tos:account/")
                sums[account] = sums.get(account, 0) + sign * amount
    compare("Valueflows, resources", stated, own)
    compare("Valueflows, events", sums, own)


def check_round_trip(tos, binary, folder, own):
    """What came from the bank, exported as a register and imported elsewhere as a bank file."""
    keys, _ = generate_ledger.found(binary, folder / "second", ["mara"])
    there = Tos(binary, folder / "second/group")
    lines = folder / "currency.jsonl"
    writer = generate_ledger.Writer(lines, 0, 1, keys)
    writer.add("economy.currency/v1", "mara", generate_ledger.CURRENCIES[1])
    writer.file.close()
    run(binary, "-C", there.group, "-q", "import", lines)
    register = folder / "register.csv"
    register.write_text(tos("register", "bank/EUR/external", "--format", "csv"))
    rules = folder / "bank.rules"
    rules.write_text("skip 1\nfields , date, , , record, , , , , amount, , memo\ndescription %memo\ncode %record\n"
                     "account1 bank/EUR/external\naccount2 coop/EUR/external\n")
    words = ["import", register, "--rules", rules]
    identity = {"TOS_AS": "mara", "TOS_KEY": str(keys / "mara"), "TOS_CLOCK": "2025-02-01T08:00:00.000Z"}
    ENVIRONMENT.update(identity)
    first, second = there(*words, "--json"), there(*words, "--json")
    for name in identity:
        del ENVIRONMENT[name]
    rows = json.loads(first)["data"]["imported"]
    if json.loads(second)["data"]["imported"] != 0 or json.loads(second)["data"]["repeated"] != rows:
        sys.exit("a second import of the same file added something")
    bank = own["bank/EUR/external"]
    compare("imported again", expected(there)[1], {"bank/EUR/external": bank, "coop/EUR/external": -bank})
    there("check")


def check_group(binary, group, folder, round_trip):
    tos = Tos(binary, group)
    tos("check")
    named, own = expected(tos)
    check_journals(tos, folder, named)
    check_tables(tos, own)
    check_valueflows(tos, own)
    if round_trip:
        check_round_trip(tos, binary, folder, own)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tos", required=True, type=pathlib.Path)
    parser.add_argument("--transactions", type=int, default=300)
    parser.add_argument("groups", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    binary = options.tos.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        members = min(50, max(4, options.transactions // 25))
        run(sys.executable, HERE.parent / "bench/generate_ledger.py", "--tos", binary, "--transactions", options.transactions, "--members", members,
            "--busy", folder / "made")
        check_group(binary, folder / "made/group", folder, True)
        for number, group in enumerate(options.groups):
            place = folder / f"other-{number}"
            place.mkdir()
            print(group)
            check_group(binary, group, place, False)


if __name__ == "__main__":
    main()
