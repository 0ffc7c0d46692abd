#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/record/fields.h"
#include "economy/books/encoding.h"
#include "economy/books/pattern.h"

namespace tos::economy::books {

// What a rules file can say of a row.
enum class RowField { date, description, amount, amount_in, amount_out, currency, account1, account2, code, skip };

// Text with %name and %1 in it, split at them.
struct Template {
  struct Piece {
    std::string text;  // before the reference
    int column = -1;   // counted from 0; -1: no reference, the last piece
  };
  std::vector<Piece> pieces;
  std::string fill(const std::vector<std::string>& cells) const;  // a column that the row lacks is empty
};

struct Assignment {
  RowField field = RowField::date;
  Template value;
};

// Any of the groups matches where all of its matchers do.
struct Matcher {
  int column = -1;  // -1: the cells joined with commas
  Pattern pattern;
};
struct Condition {
  std::vector<std::vector<Matcher>> any;
  std::vector<Assignment> then;
  bool holds(const std::vector<std::string>& cells) const;
};

// A subset of hledger's rules files for CSV; docs/books.md says which. Source: the hledger manual, CSV FORMAT.
struct CsvRules {
  int skip = 0;           // lines at the front
  char separator = '\0';  // none: the first line's decides
  char decimal_mark = '.';
  bool newest_first = false;
  Encoding encoding = Encoding::utf_8;
  std::size_t columns = 0;  // that `fields` names
  std::string date_format = "%Y-%m-%d";
  std::vector<Assignment> always;
  std::vector<Condition> conditions;

  // What the rules say of a row: values that later assignments replaced are gone.
  std::map<RowField, std::string> evaluate(const std::vector<std::string>& cells) const;
};

// ECO-300: a directive that is not understood. ECO-301: one that is not whole. With the line.
Result<CsvRules> parse_csv_rules(std::string_view text);

// A date by a format of %Y %m %d %e %b %H %M %S %%, and %-m %-d for one or two digits; other characters stand
// for themselves. Midnight UTC where no time is given. ECO-304.
Result<Timestamp> parse_date(std::string_view text, std::string_view format);

}  // namespace tos::economy::books

template <>
struct tos::NamesOf<tos::economy::books::RowField> {
  using enum tos::economy::books::RowField;
  static constexpr std::array names{tos::Name{date, "date"},
                                    tos::Name{description, "description"},
                                    tos::Name{amount, "amount"},
                                    tos::Name{amount_in, "amount-in"},
                                    tos::Name{amount_out, "amount-out"},
                                    tos::Name{currency, "currency"},
                                    tos::Name{account1, "account1"},
                                    tos::Name{account2, "account2"},
                                    tos::Name{code, "code"},
                                    tos::Name{skip, "skip"}};
};
