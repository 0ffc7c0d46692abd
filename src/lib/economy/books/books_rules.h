#pragma once
#include "core/base/rule.h"

namespace tos::rules {

// Rules files, for bank files.
inline constexpr Rule ECO_300{"ECO-300", FailureClass::malformed, "a rules file says only what is understood",
                              "A directive that were passed over could be the one that turns a sign around. "
                              "docs/books.md lists what is understood."};
inline constexpr Rule ECO_301{"ECO-301", FailureClass::malformed, "each line of a rules file is whole",
                              "A field has a name, an assignment a value, a pattern an end, a condition something that "
                              "it leads to."};

// Rows.
inline constexpr Rule ECO_302{"ECO-302", FailureClass::malformed,
                              "a row says when, how much, and between which two accounts",
                              "What a transfer needs is in the row or in the rules. Nothing is guessed."};
inline constexpr Rule ECO_303{
    "ECO-303", FailureClass::malformed, "an amount in a file is one number, with no more decimals than its currency",
    "1.234 is a thousand to one bank and one and a bit to another. The decimal mark is stated, "
    "and nothing is rounded."};
inline constexpr Rule ECO_304{"ECO-304", FailureClass::malformed, "a date in a file is written as the file's dates are",
                              "03/04 is a day in March or in April. The date format is stated, and the day exists."};
inline constexpr Rule ECO_305{"ECO-305", FailureClass::conflict, "a row's code stands once in a file",
                              "The code tells which rows were imported before. Two rows of one code would be one "
                              "transfer."};

// Transactions of Open Collective.
inline constexpr Rule ECO_306{"ECO-306", FailureClass::malformed,
                              "a table of transactions has the columns that it is read by",
                              "A missing column would be read as nothing, and amounts as zero."};
inline constexpr Rule ECO_307{"ECO-307", FailureClass::malformed,
                              "a transaction is one debit and one credit of the same two parties in one currency",
                              "The rows that share TransactionGroup and kind are the two sides of one movement."};
inline constexpr Rule ECO_308{"ECO-308", FailureClass::malformed,
                              "what one side pays, fees included, is what the other side is credited, and the reverse",
                              "The debit's net amount is minus the credit's amount, and the debit's amount minus the "
                              "credit's net amount. Where that is broken nobody can say what was paid."};

inline constexpr Rule ECO_310{"ECO-310", FailureClass::conflict, "a file is imported whole",
                              "Rows that do not fit are listed by line, and nothing is imported: half a bank file is "
                              "harder to mend than none. --skip-bad imports the rest and writes the list."};

inline constexpr Rule ECO_320{"ECO-320", FailureClass::malformed,
                              "the ledger agrees with itself: sums, balances, holds and limits",
                              "Each currency adds up to nothing, each balance is the sum of its postings, what is held "
                              "is what open holds say, and nobody is beyond a limit. If not, this program or its read "
                              "model is at fault."};
inline constexpr Rule ECO_321{"ECO-321", FailureClass::malformed, "an amount is split by weights that are not all zero",
                              "Shares are in proportion to weights. Without any weight there is no proportion."};

RuleTable books_rules();

}  // namespace tos::rules
