#pragma once
#include <string>
#include <string_view>

#include "core/record/codec.h"
#include "economy/account.h"

// How accounts, currencies and memos are called in journals of other programs. docs/books.md has the table.
namespace tos::economy::books {

enum class JournalFormat { ledger, hledger, beancount };

// "assets:members:mara", "assets:funds:roof", "assets:escrow", "equity:issuance", "equity:conversion",
// "equity:external:bank"; for beancount "Assets:Members:Mara". With the currency, no two accounts are called alike.
std::string journal_account(JournalFormat format, const AccountName& name);
// EUR; "C4" in quotes where the format wants that for a code with digits; TRUE.C, FALSE.C and NULL.C for beancount.
std::string journal_commodity(JournalFormat format, const CurrencyCode& code);

// A text as a part of the first line of an entry: one line, single spaces, and none of the characters that ledger or
// hledger read as the begin of a comment or note (; becomes , and | becomes /).
std::string journal_description(std::string_view text);
std::string beancount_string(std::string_view text);  // quoted

}  // namespace tos::economy::books

template <>
struct tos::NamesOf<tos::economy::books::JournalFormat> {
  using enum tos::economy::books::JournalFormat;
  static constexpr std::array names{tos::Name{ledger, "ledger"}, tos::Name{hledger, "hledger"},
                                    tos::Name{beancount, "beancount"}};
};
