"""Plays tables of two-phase transfers, written as TigerBeetle's tests write them, as records of a scratch group.

A table's words:
  account id dp dpo cp cpo ud128 ud64 ud32 reserved ledger code FLAGS… padding timestamp status
  transfer id debit credit amount pending_id ud128 ud64 ud32 timeout ledger code FLAGS… padding timestamp status
  setup id dp dpo cp cpo, tick N seconds, commit OPERATION
  lookup_account id dp dpo cp cpo, lookup_transfer id exists true|false, lookup_transfer id amount N
dp, dpo, cp, cpo: debits pending and posted, credits pending and posted. "_" is unset, "-N" the largest amount less N.

What they become here:
  ledger       a currency, of mutual credit, in which a member has at most, and owes at most, the largest amount, 2^53-1
  account      a member of long standing; with D<C (debits must not exceed credits) one who joined today: no credit yet
  setup        what another member, with nothing else to do, pays, is paid, holds and is held for
  transfer     a transfer by the debit account's owner; PEN: a hold; POS: a post; VOI: a void by who would be paid
  id           the idempotency key; who sends one again is who sent it first
  user data    the memo, with the code, of transfers and holds
  LNK          lines of one import, which is all or nothing
  timeout      expires_at; tick: the log's clock, with a record of bystanders
What has no meaning here is counted by its reason, and what rests on it is not compared either.
"""
import collections
import dataclasses
import hashlib
import json
import subprocess

MOST = 2**53 - 1
DAY_SECONDS = 86_400
DAYS_UNTIL_CREDIT = 100
FLAGS = ("LNK", "PEN", "POS", "VOI", "BDR", "BCR", "IMP", "CDR", "CCR", "D<C", "C<D", "HIST", "CLSD")

# Which of our rules refuses what theirs refuse.
CORRESPONDS = {
    "accounts_must_be_different": {"ECO-010", "ECO-030"},
    "ledger_must_not_be_zero": {"ECO-002"},
    "debit_account_not_found": {"ECO-006"},
    "credit_account_not_found": {"ECO-006"},
    "accounts_must_have_the_same_ledger": {"ECO-011", "ECO-030"},
    "transfer_must_have_the_same_ledger_as_accounts": {"ECO-002"},
    "amount_must_not_be_zero": {"ECO-010", "REC-007"},
    "overflows_debits_pending": {"ECO-012"},
    "overflows_credits_pending": {"ECO-012"},
    "overflows_debits_posted": {"ECO-012"},
    "overflows_credits_posted": {"ECO-012"},
    "overflows_debits": {"ECO-012"},
    "overflows_credits": {"ECO-012"},
    "exceeds_credits": {"ECO-012"},
    "pending_transfer_not_found": {"ECO-031"},
    "pending_transfer_not_pending": {"ECO-031"},
    "exceeds_pending_transfer_amount": {"ECO-034"},
    "pending_transfer_already_posted": {"ECO-032"},
    "pending_transfer_already_voided": {"ECO-032"},
    "pending_transfer_expired": {"ECO-032"},
}
for field in ("flags", "debit_account_id", "credit_account_id", "amount", "pending_id", "timeout", "ledger", "code",
              "user_data_128", "user_data_64", "user_data_32"):
    CORRESPONDS[f"exists_with_different_{field}"] = {"LOG-106"}

NO_CODES = "a record has no number for what it is about but its memo"
NO_NUMBERS = "accounts, keys and holds are named by text: no number among them is special"
HOLD_ALONE = "a post or a void names its hold, and nothing that the hold says already"
ONE_KIND = "a record is of one kind: flags cannot contradict each other"
CLOSING = "accounts are not closed"
OTHER_SIDE = "no account is bound to owe more than it has"
NO_MEANING = {
    "timestamp_must_be_zero": "a record says its own time",
    "reserved_flag": "records have no reserved fields",
    "reserved_field": "records have no reserved fields",
    "id_must_not_be_zero": NO_NUMBERS,
    "id_must_not_be_int_max": NO_NUMBERS,
    "debit_account_id_must_not_be_zero": NO_NUMBERS,
    "debit_account_id_must_not_be_int_max": NO_NUMBERS,
    "credit_account_id_must_not_be_zero": NO_NUMBERS,
    "credit_account_id_must_not_be_int_max": NO_NUMBERS,
    "pending_id_must_not_be_zero": NO_NUMBERS,
    "pending_id_must_not_be_int_max": NO_NUMBERS,
    "pending_id_must_be_different": "a record cannot name its own id, which is what it says",
    "pending_id_must_be_zero": "a transfer or a hold has no place for another hold",
    "timeout_reserved_for_pending_transfer": "only a hold has a place for a time to expire",
    "closing_transfer_must_be_pending": CLOSING,
    "debit_account_already_closed": CLOSING,
    "credit_account_already_closed": CLOSING,
    "code_must_not_be_zero": NO_CODES,
    "flags_are_mutually_exclusive": ONE_KIND,
    "id_already_failed": "what is refused is not in the log: its key may be used again",
    "overflows_timeout": "their clock has a last second and stands near it",
    "exceeds_debits": OTHER_SIDE,
    "pending_transfer_has_different_debit_account_id": HOLD_ALONE,
    "pending_transfer_has_different_credit_account_id": HOLD_ALONE,
    "pending_transfer_has_different_ledger": HOLD_ALONE,
    "pending_transfer_has_different_code": HOLD_ALONE,
    "pending_transfer_has_different_amount": HOLD_ALONE,
    "linked_event_chain_open": "a file ends where it ends: no chain stays open",
}
NOTHING_MOVED = "an amount of 0: where theirs is created, ours is refused (ECO-010, REC-007)"
BALANCING_AGAIN = "a balancing transfer sent again: no record says what was asked for at most"
RESTS = "rests on a step that has no meaning here"
# Of steps that are carried out with other means, so that what follows can be compared: noted, and compared.
STAND_INS = {
    "balancing": "a balancing transfer, as a plain one of what the accounts allow just then",
    "post of 0": "a post of 0, as a void",
}


class NotHere(Exception):
    """A step that has no meaning in our terms; says why."""


def bare(word):
    """"T101", "101" → "101"; zero and unset are "0"."""
    word = word if word.startswith("-") else word.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return "0" if word in ("_", "") else word


def amount_of(word):
    if word == "_":
        return 0
    return MOST - int(word[1:]) if word.startswith("-") else int(word)


@dataclasses.dataclass
class Transfer:
    """One row; `text` is the row as it stands in the table."""

    line: int
    text: str
    id: str
    debit: str
    credit: str
    amount: int
    asks_all: bool
    pending: str
    data: tuple
    timeout: int
    ledger: str
    flags: frozenset
    status: str

    @classmethod
    def parse(cls, line, words):
        return cls(line, " ".join(words), bare(words[1]), bare(words[2]), bare(words[3]), amount_of(words[4]), words[4] == "-0",
                   bare(words[5]), (*(bare(word) for word in words[6:9]), bare(words[11])), amount_of(words[9]), "L" + bare(words[10]),
                   frozenset(words[12:-1]) & frozenset(FLAGS), words[-1])

    @property
    def is_resolution(self):
        return bool(self.flags & {"POS", "VOI"})


@dataclasses.dataclass
class Sent:
    """A key that is in the log."""

    author: str
    line: dict
    record: str
    clock: int
    debit: str
    credit: str
    amount: int
    is_balancing: bool


def steps_of(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split("//")[0].split("#")[0].split()
        if words:
            yield number, words


class Play:
    """One table in one group. `result` has check(what, ours, theirs) and skip(what, reason)."""

    def __init__(self, program, folder, path, result, ledger_maker):
        self.program, self.folder, self.result, self.name, self.maker = program, folder, result, path.name, ledger_maker
        self.steps = list(steps_of(path))
        self.sent, self.lost_ids, self.lost_accounts = {}, set(), set()
        self.ledgers, self.limited = {}, set()
        self.stood_in = collections.Counter()
        self.waiting, self.books = [], None
        self.begin()

    # The group

    def begin(self):
        for _, words in self.steps:
            if words[0] == "account" and words[-1] == "created":
                number = bare(words[1])
                self.ledgers[number] = "L" + bare(words[10])
                if "D<C" in words:
                    self.limited.add(number)
        self.codes = sorted(set(self.ledgers.values()))
        own, others = [f"a{number}" for number in self.ledgers], [f"s{number}" for number in self.ledgers]
        self.keys, self.environment = self.maker.found(self.program, self.folder, ["mara", "noor", *own, *others])
        self.clock = 1
        for code in self.codes:
            credit = {"limit": MOST, "growth_days": DAYS_UNTIL_CREDIT, "soft": MOST, "hard": MOST, "earned_step": 0, "earned_window_days": 90}
            terms = {"credit": credit, "max_balance": MOST}
            self.must({"kind": "economy.currency/v1", "author": "mara", "body": self.maker.currency(code, "mutual-credit", 0, terms)})
        late = {f"a{number}" for number in self.limited}
        self.admit(["noor", *others, *(name for name in own if name not in late)])
        self.clock += DAYS_UNTIL_CREDIT * DAY_SECONDS + 1
        self.admit([name for name in own if name in late])
        self.day_ends = self.clock + DAY_SECONDS

    def admit(self, names):
        lines = []
        for name in names:
            key = " ".join((self.keys / f"{name}.pub").read_text().split()[:2])
            lines += [{"kind": "identity.application/v1", "author": name, "label": name, "body": {"key": key, "skills": []}},
                      {"kind": "identity.admission/v1", "author": "mara", "body": {"application": f"@{name}"}}]
        self.must(*lines)

    def tos(self, *words, text=None):
        return subprocess.run([self.program, "-C", str(self.folder / "group"), "-q", *words], input=text, capture_output=True, text=True,
                              env=self.environment)

    def send(self, lines):
        """("created" or "exists" or the rule that refuses, the line that it refuses, ids of what was there before)"""
        self.books = None
        text = "".join(json.dumps({"key": str(self.keys / line["author"]), "at": self.maker.stamp(self.clock), **line}) + "\n" for line in lines)
        done = self.tos("import", "-", "--json", text=text)
        try:
            data = json.loads(done.stdout)["data"]
        except (ValueError, KeyError):
            return f"exit {done.returncode}: {done.stderr.strip()}", 0, []
        if done.returncode:
            return data["rule"], data["line"], []
        return ("exists" if data["repeated"] else "created"), 0, data["repeated"]

    def must(self, *lines):
        outcome, _, _ = self.send(lines)
        if lines and outcome != "created":
            raise RuntimeError(f"{self.name}: the scratch group was refused: {outcome}: {lines}")

    def book(self, number):
        """Debits pending and posted, credits pending and posted, as the ledger says."""
        if self.books is None:
            self.books = json.loads(self.tos("ledger", "export", "--format", "json").stdout)["data"]
        name = self.account(number)
        row = next((one for one in self.books.get("accounts") or [] if one["account"] == name), None)
        if row is None:
            return 0, 0, 0, 0
        moved = [one["amount_minor"] for one in self.books["postings"] if one["account"] == name]
        out, into = -sum(one for one in moved if one < 0), sum(one for one in moved if one > 0)
        if row["balance_minor"] != into - out:
            raise RuntimeError(f"{self.name}: {name} has {row['balance_minor']}, its postings come to {into - out}")
        return row["held_out_minor"], out, row["held_in_minor"], into

    def account(self, number, ledger=None):
        return f"a{number}/{ledger or self.ledgers[number]}/member"

    # Steps

    def play(self):
        acts = {"account": self.create, "setup": self.setup, "tick": self.tick, "lookup_account": self.look_up_account,
                "lookup_transfer": self.look_up_transfer}
        for line, words in self.steps:
            what = f"{self.name}:{line} {' '.join(words)}"
            if words[0] == "transfer":
                self.waiting.append(Transfer.parse(line, words))
                continue
            try:
                if words[0] == "commit":
                    self.transfers()
                elif words[0] in acts:
                    acts[words[0]](what, words)
                else:
                    raise NotHere(f"'{words[0]}': no command asks the ledger so")
            except NotHere as why:
                self.result.skip(what, str(why))
        self.transfers()
        self.result.check(f"{self.name} ledger check (exit)", self.tos("ledger", "check").returncode, 0)
        for what, count in self.stood_in.items():
            self.result.note(STAND_INS[what], count)

    def create(self, what, words):
        if words[-1] != "created":
            raise NotHere("an account is there with its owner: none is created")
        if set(words) & {"CLSD", "IMP"}:
            self.lost_accounts.add(bare(words[1]))
            raise NotHere(CLOSING if "CLSD" in words else "no account has a past of its own")

    def setup(self, what, words):
        number = bare(words[1])
        if number not in self.ledgers:
            raise NotHere("sets up an account that was not created")
        wanted = [amount_of(word) for word in words[2:6]]
        held_out, out, held_in, into = (after - before for after, before in zip(wanted, self.book(number)))
        if min(held_out, out, held_in, into) < 0:
            self.lost_accounts.add(number)
            raise NotHere("nothing that was posted or held is taken off the books")
        own, other = self.account(number), self.account(number).replace("a", "s", 1)
        for kind, payer, payee, amount in (("transfer", other, own, into), ("transfer", own, other, out), ("hold", own, other, held_out),
                                           ("hold", other, own, held_in)):
            if not amount:
                continue
            body = {"from": payer, "to": payee, "amount": amount}
            if kind == "transfer":
                body = {"legs": [{"account": payer, "amount": -amount}, {"account": payee, "amount": amount}]}
            self.must({"kind": f"economy.{kind}/v1", "author": payer.split("/")[0], "body": body})
        self.result.check(what, list(self.book(number)), wanted)

    def tick(self, what, words):
        count, unit = int(words[1]), words[2]
        if count < 0:
            raise NotHere("their clock has a last second and stands near it")
        if unit != "seconds":
            raise NotHere("the log's clock has milliseconds")
        self.clock += count
        if self.clock >= self.day_ends and self.limited:
            self.lost_accounts |= self.limited
        if self.codes:
            legs = [{"account": f"{name}/{self.codes[0]}/member", "amount": amount} for name, amount in (("mara", -1), ("noor", 1))]
            self.must({"kind": "economy.transfer/v1", "author": "mara", "body": {"legs": legs}})

    def look_up_account(self, what, words):
        number = bare(words[1])
        if number not in self.ledgers:
            raise NotHere("looks for an account that was not created")
        if number in self.lost_accounts or "CLSD" in words:
            raise NotHere(CLOSING if "CLSD" in words else RESTS)
        self.result.check(what, list(self.book(number)), [amount_of(word) for word in words[2:6]])

    def look_up_transfer(self, what, words):
        number, question, wanted = bare(words[1]), words[2], words[3]
        if number in self.lost_ids:
            raise NotHere(RESTS)
        if question == "exists":
            logged = self.logged_keys()
            self.result.check(what, str(f"T{number}" in logged).lower(), wanted)
        elif question == "amount":
            if number not in self.sent:
                raise NotHere("asks the amount of what is not in the log")
            self.result.check(what, self.amount_moved(number), amount_of(wanted))
        else:
            raise NotHere(f"'{question}': a record says its own time")

    def logged_keys(self):
        """Of all records of movements that are in the log, read from its files."""
        found = subprocess.run(["git", "-C", str(self.folder / "group"), "grep", "-h", "^idempotency_key: ", "main", "--", "ledger"],
                               capture_output=True, text=True, env=self.environment)
        return {line.split(": ", 1)[1].strip("\"'") for line in found.stdout.splitlines()}

    def amount_moved(self, number):
        """What a record posted or, of a hold, holds."""
        sent = self.sent[number]
        if sent.line["kind"] == "economy.hold/v1":
            return sent.amount
        self.book(next(iter(self.ledgers)))
        return sum(one["amount_minor"] for one in self.books["postings"] if one["record"] == sent.record[:16] and one["amount_minor"] > 0)

    # Transfers

    def transfers(self):
        """Those since the last commit, chain by chain."""
        waiting, self.waiting = self.waiting, []
        chain = []
        for row in waiting:
            chain.append(row)
            if "LNK" not in row.flags:
                self.chain(chain)
                chain = []
        if chain:
            self.chain(chain)

    def chain(self, rows):
        try:
            if len(rows) > 1:
                self.linked(rows)
            else:
                self.alone(rows[0])
        except NotHere as why:
            for row in rows:
                if row.status == "created":
                    self.lose(row)
                self.result.skip(f"{self.name}:{row.line} {row.text}", str(why))

    def lose(self, row):
        """Theirs moved something here and ours did not: accounts are no longer compared, nor what names its id."""
        self.lost_ids.add(row.id)
        if "CDR" in row.flags:
            self.lost_accounts.add(row.debit)
        if "CCR" in row.flags:
            self.lost_accounts.add(row.credit)
        hold = self.sent.get(row.pending)
        if self.amount_asked(row):
            self.lost_accounts |= {row.debit, row.credit}
        if hold:
            self.lost_accounts |= {hold.debit, hold.credit}

    def alone(self, row):
        what = f"{self.name}:{row.line} {row.text}"
        line = self.line_of(row, {})
        amount = self.amount_asked(row)
        outcome, _, _ = self.send([line])
        if row.status == "created" and amount == 0 and not row.is_resolution:
            self.result.check(f"{what} (an amount of 0)", outcome in ("ECO-010", "REC-007"), True)
            raise NotHere(NOTHING_MOVED)
        self.compare(what, outcome, row)
        if outcome == "created":
            self.remember(row, line, amount)

    def linked(self, rows):
        """A chain is all or nothing, and so is an import of several lines."""
        failing = [place for place, row in enumerate(rows) if row.status not in ("created", "linked_event_failed")]
        if any(row.flags & {"BDR", "BCR"} for row in rows):
            raise NotHere("a balancing transfer in a chain")
        if any(self.amount_asked(row) == 0 and row.status == "created" for row in rows):
            raise NotHere(NOTHING_MOVED)
        if failing and (len(failing) > 1 or rows[failing[0]].status not in CORRESPONDS):
            raise NotHere(NO_MEANING.get(rows[failing[0]].status, "a chain that ends in " + rows[failing[0]].status))
        within, lines = {}, []
        for row in rows:
            lines.append({**self.line_of(row, within), "label": row.id})
            within[row.id] = row
            if failing and len(lines) > failing[0]:
                break
        outcome, place, _ = self.send(lines)
        for number, row in enumerate(rows):
            what = f"{self.name}:{row.line} {row.text}"
            if not failing:
                self.compare(what, outcome, row)
            elif number == failing[0]:
                self.compare(what, outcome if place == number + 1 else f"{outcome} of line {place} of the chain", row)
            else:
                self.result.check(what, "linked_event_failed" if outcome not in ("created", "exists") else outcome, row.status)
        if outcome == "created":
            for row in rows:
                self.remember(row, self.line_of(row, {}), row.amount)

    def compare(self, what, outcome, row):
        allowed = CORRESPONDS.get(row.status, {row.status})
        self.result.check(what, row.status if outcome in allowed else outcome, row.status)

    def remember(self, row, line, amount):
        """Sent once more, a record is the one that is in the log, which says its id."""
        outcome, _, ids = self.send([line])
        self.result.check(f"{self.name}:{row.line} {row.text} (sent again)", outcome, "exists")
        if not ids:
            return
        debit, credit = row.debit, row.credit
        if row.is_resolution:
            debit, credit = self.sent[row.pending].debit, self.sent[row.pending].credit
        self.sent[row.id] = Sent(line["author"], line, ids[0], self.clock, debit, credit, amount, bool(row.flags & {"BDR", "BCR"}))

    # What a row is here

    def line_of(self, row, within):
        """The line of an import file that says the same. `within`: the rows before it in the same chain."""
        self.refuse_without_meaning(row)
        earlier = self.sent.get(row.id)
        kind, body, author = self.resolution(row, within) if row.is_resolution else self.movement(row)
        return {"kind": f"economy.{kind}/v1", "author": earlier.author if earlier else author, "idempotency_key": f"T{row.id}", "body": body}

    def refuse_without_meaning(self, row):
        if row.status in NO_MEANING:
            raise NotHere(NO_MEANING[row.status])
        if row.status.startswith("imported_") or "IMP" in row.flags:
            raise NotHere("no record is from before the log's clock but by its date")
        if row.flags & {"CDR", "CCR"}:
            raise NotHere(CLOSING)
        if row.status not in CORRESPONDS and row.status not in ("created", "exists", "linked_event_failed"):
            raise NotHere(f"a result of its own: {row.status}")
        known = [number for number in (row.debit, row.credit) if number in self.ledgers]
        if row.id in self.lost_ids or row.pending in self.lost_ids:
            raise NotHere(RESTS)
        if self.lost_accounts & set(known) and row.status in ("exceeds_credits", "created"):
            raise NotHere(RESTS)
        if row.status.startswith("exists"):
            sent = self.sent.get(row.id)
            if sent and (sent.is_balancing or row.flags & {"BDR", "BCR"}) and row.status in ("exists", "exists_with_different_amount"):
                raise NotHere(BALANCING_AGAIN)
            if row.is_resolution and ("user_data" in row.status or row.status.endswith("_code")):
                raise NotHere(HOLD_ALONE)
        if row.status.startswith("overflows") and not self.is_one_sided(row):
            raise NotHere("a balance is what came in less what went out: neither overflows by itself")
        if row.status == "exceeds_pending_transfer_amount" and "VOI" in row.flags:
            raise NotHere(HOLD_ALONE)

    def is_one_sided(self, row):
        """Whether the debit account has debits only and the credit account credits only."""
        debit, credit = self.book(row.debit), self.book(row.credit)
        return not (debit[2] or debit[3] or credit[0] or credit[1])

    def amount_asked(self, row):
        """What a movement is to move: of a balancing one, what the accounts allow just then, as the ledger says."""
        amount = row.amount
        if row.id in self.sent and self.sent[row.id].is_balancing:
            return amount
        if "BDR" in row.flags and row.debit in self.ledgers:
            held_out, out, _, into = self.book(row.debit)
            amount = min(amount, max(0, into - out - held_out))
        if "BCR" in row.flags and row.credit in self.ledgers:
            _, out, held_in, into = self.book(row.credit)
            amount = min(amount, max(0, out - into - held_in))
        return amount

    def movement(self, row):
        debit, credit = self.accounts_of(row)
        amount = self.amount_asked(row)
        if row.flags & {"BDR", "BCR"} and row.status == "created" and amount:
            self.stood_in["balancing"] += 1
        author = f"a{row.debit}" if row.debit in self.ledgers else "mara"
        body = {"memo": "U{} U{} U{} C{}".format(*row.data)}
        if "PEN" not in row.flags:
            return "transfer", body | {"legs": [{"account": debit, "amount": -amount}, {"account": credit, "amount": amount}]}, author
        body |= {"from": debit, "to": credit, "amount": amount}
        if row.timeout:
            begun = self.sent[row.id].clock if row.id in self.sent else self.clock
            body["expires_at"] = self.maker.stamp(begun + row.timeout)
        return "hold", body, author

    def accounts_of(self, row):
        """A transfer names its ledger twice over here, in each account: its own, unless the accounts are in two."""
        ledgers = {self.ledgers[number] for number in (row.debit, row.credit) if number in self.ledgers}
        if len(ledgers) > 1:
            return self.account(row.debit), self.account(row.credit)
        ledger = row.ledger
        if "account_not_found" in row.status or row.status == "accounts_must_be_different":
            ledger = next(iter(ledgers), self.codes[0] if self.codes else row.ledger)
        elif row.status == "transfer_must_have_the_same_ledger_as_accounts" and ledger in self.codes:
            raise NotHere("a member has an account in each currency")
        return self.account(row.debit, ledger), self.account(row.credit, ledger)

    def resolution(self, row, within):
        hold, debit, credit, held = self.hold_of(row, within)
        known = [number for number in (debit, credit) if number in self.ledgers]
        author = f"a{debit if 'POS' in row.flags else credit}" if len(known) == 2 else "mara"
        body = {"hold": hold}
        if "VOI" in row.flags:
            return "void", body, author
        if row.amount == 0:
            if row.status == "created":
                self.stood_in["post of 0"] += 1
            return "void", body, f"a{credit}" if len(known) == 2 else "mara"
        return "post", body | {"amount": held if row.asks_all and held else row.amount}, author

    def hold_of(self, row, within):
        """A hold's record, who pays, who is paid, and how much it holds; of what there is not, an id that nothing has."""
        if row.pending in within:
            hold = within[row.pending]
            return f"@{hold.id}", hold.debit, hold.credit, hold.amount
        sent = self.sent.get(row.pending)
        if sent:
            return sent.record, sent.debit, sent.credit, sent.amount
        return hashlib.sha256(row.pending.encode()).hexdigest(), row.debit, row.credit, 0

