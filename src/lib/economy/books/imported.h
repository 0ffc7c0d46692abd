#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "economy/book.h"

namespace tos::economy::books {

// A row, or two rows, of another program's file as one movement.
struct ImportedTransfer {
  int line = 0;      // where it begins
  std::string name;  // what the file calls it, where it does
  std::string key;   // the idempotency key: the same row gives the same key
  Timestamp date;
  std::string memo;  // may be empty
  std::vector<Leg> legs;
};

struct BadRow {
  int line = 0;
  std::string name;
  Refusal why;
};

struct ImportedFile {
  std::vector<ImportedTransfer> transfers;
  std::vector<BadRow> bad;
  std::int64_t rows = 0;    // of the table, without its header
  std::int64_t passed = 0;  // that rules skip, or that the file itself calls deleted
};

// A currency's decimals; nothing where the group has no such currency.
using ScaleOf = std::function<std::optional<int>(const CurrencyCode&)>;

// A text from a file as a record's one-line memo: single spaces, no control characters, at most 200 characters.
std::string memo_from(std::string_view text);

}  // namespace tos::economy::books
