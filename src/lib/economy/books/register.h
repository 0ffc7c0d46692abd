#pragma once
#include <optional>
#include <string>
#include <vector>

#include "economy/books/rows.h"

namespace tos::economy::books {

enum class TableFormat { text, csv, json };

// Which postings a register lists: of these accounts, and, by the books' dates, from `begin` and before `end`.
struct RegisterFilter {
  std::vector<bool> accounts;  // by place in the chart
  std::optional<Timestamp> begin;
  std::optional<Timestamp> end;
};

struct RegisterTotals {
  std::int64_t postings = 0;
};

// The postings in the order of the ledger, each with its account's balance after it: what is dated earlier than what
// stands above it was written down later. JSON: the objects of a list, without its brackets, one a line.
// Text: where lines are longer than `columns`, names are shortened in the middle and what it was at the end; figures
// are whole.
RegisterTotals write_register(const Chart& chart, const EntrySource& next, const RegisterFilter& filter,
                              TableFormat format, std::optional<std::size_t> columns, const Sink& sink);

}  // namespace tos::economy::books

template <>
struct tos::NamesOf<tos::economy::books::TableFormat> {
  using enum tos::economy::books::TableFormat;
  static constexpr std::array names{tos::Name{text, "text"}, tos::Name{csv, "csv"}, tos::Name{json, "json"}};
};
