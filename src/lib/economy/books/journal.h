#pragma once
#include <span>
#include <string>

#include "economy/books/journal_names.h"
#include "economy/books/rows.h"

namespace tos::economy::books {

struct JournalOptions {
  JournalFormat format = JournalFormat::hledger;
  std::string title;              // the group's name
  std::optional<DateSpan> dates;  // of entries and holds
  bool holds_as_pending = false;  // ledger, hledger: open holds as pending transactions (!) instead of comments
};

// The whole ledger as a journal. Balances as these programs count them are the posted ones: open holds stand in
// comments, or as pending transactions that --cleared leaves out (beancount: in `custom` directives).
// In beancount, a `balance` directive a day after the last entry states what each account comes to.
void write_journal(const Chart& chart, const EntrySource& next, std::span<const BookHold> holds,
                   const JournalOptions& options, const Sink& sink);

}  // namespace tos::economy::books
