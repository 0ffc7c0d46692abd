#pragma once
#include "economy/books/csv_rules.h"
#include "economy/books/imported.h"
#include "voting/formats/input.h"

namespace tos::economy::books {

// Reads a bank's CSV file by its rules: each row becomes a transfer of `amount` into account1 out of account2, or the
// reverse where it is negative. Rows that do not fit are in `bad`: ECO-302 to ECO-305. Refuses what is no CSV or not in
// the encoding of the rules, FMT-….
// Keys are the row's code, where the rules assign one, else what is in the row and how often it came before in the
// file.
Result<ImportedFile> read_bank_file(voting::Input& input, const CsvRules& csv_rules, const ScaleOf& scale_of);

// "1.234,50", "-12", "+7.5", "(3.00)", "12.50-", "€ 12", "EUR 12.50": what is not digits, marks, signs or spaces is
// only allowed where it is the currency's code or one sign such as €. ECO-303.
Result<std::int64_t> parse_bank_amount(std::string_view text, char decimal_mark, const CurrencyCode& code, int scale);

}  // namespace tos::economy::books
