#include "economy/books/bank_file.h"

#include <algorithm>
#include <array>

#include "economy/books/books_rules.h"
#include "voting/formats/csv.h"
#include "voting/formats/text.h"

namespace tos::economy::books {
namespace {

constexpr std::size_t most_cells = 1000;

// Signs of currencies that banks write beside amounts; a row's currency is what the rules say.
constexpr std::array<std::string_view, 4> currency_signs{"€", "$", "£", "¥"};
// No-break spaces, which banks put between thousands.
constexpr std::array<std::string_view, 2> wide_spaces{"\xc2\xa0", "\xe2\x80\xaf"};

void remove_all(std::string& text, std::string_view what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) text.erase(at, what.size());
}

// Takes what is beside the number away; how often the sign turns.
int strip_signs(std::string& text, const CurrencyCode& code) {
  int minus = 0;
  for (const std::string_view space : wide_spaces) remove_all(text, space);
  for (const std::string_view sign : currency_signs)
    if (const std::size_t at = text.find(sign); at != std::string::npos) text.erase(at, sign.size());
  if (const std::size_t at = text.find(code.text()); at != std::string::npos) text.erase(at, code.text().size());
  std::erase(text, ' ');
  if (text.starts_with('(') && text.ends_with(')')) {
    text = text.substr(1, text.size() - 2);
    ++minus;
  }
  while (text.starts_with('-')) {  // "-%amount" of a negative amount is a positive one
    text.erase(0, 1);
    ++minus;
  }
  if (text.starts_with('+') && !text.starts_with("+-")) text.erase(0, 1);
  if (text.ends_with('-')) {
    text.pop_back();
    ++minus;
  }
  return minus;
}

// Thousands stand in groups of three, or the mark between them is none.
bool ungroup(std::string& number, char mark) {
  const std::size_t first = number.find(mark);
  if (first == std::string::npos) return true;
  if (first == 0 || first > 3) return false;
  for (std::size_t at = first; at < number.size(); at += 4) {
    const std::string_view three = std::string_view(number).substr(at + 1, 3);
    if (number[at] != mark || three.size() != 3 || !std::ranges::all_of(three, voting::is_digit)) return false;
  }
  std::erase(number, mark);
  return true;
}

class BankFileReader {
 public:
  BankFileReader(voting::Input& input, const CsvRules& csv_rules, const ScaleOf& scale_of)
      : lines_(input), csv_rules_(csv_rules), scale_of_(scale_of) {}

  Result<ImportedFile> read() {
    std::string_view line;
    for (int i = 0; i < csv_rules_.skip; ++i) {
      TOS_TRY(const bool more, lines_.next(line));
      if (!more) return std::move(file_);
    }
    voting::CsvReader reader(lines_, csv_rules_.separator);
    std::vector<std::string_view> cells;
    while (true) {
      auto more = reader.next(cells);
      if (!more) {
        if (more.error().where.line == 0) more.error().at_line(reader.line_number());
        return std::move(more.error().in_file(lines_.name()));
      }
      if (!*more) break;
      auto decoded = decode(cells);
      if (!decoded) return std::move(decoded.error().in_file(lines_.name()).at_line(reader.line_number()));
      row(reader.line_number(), *decoded);
    }
    if (csv_rules_.newest_first) std::ranges::reverse(file_.transfers);
    return std::move(file_);
  }

 private:
  // As text in UTF-8, and as it was before a spreadsheet's quote was put in front of it.
  Result<std::vector<std::string>> decode(const std::vector<std::string_view>& cells) const {
    std::vector<std::string> decoded;
    decoded.reserve(cells.size());
    for (const std::string_view cell : cells) {
      TOS_TRY(std::string text, decode_text(voting::without_formula_quote(cell), csv_rules_.encoding));
      decoded.push_back(std::move(text));
    }
    return decoded;
  }

  void row(int line, const std::vector<std::string>& cells) {
    ++file_.rows;
    auto transfer = transfer_of(line, cells);
    if (!transfer) {
      Refusal why = std::move(transfer).error();
      if (cells.size() < csv_rules_.columns)  // the rest follows from that
        why = refuse(rules::ECO_302, "the rules name {} columns, and the row has {}: is the separator another one?",
                     csv_rules_.columns, cells.size());
      file_.bad.push_back({.line = line, .name = "", .why = std::move(why)});
    } else if (*transfer) {
      file_.transfers.push_back(std::move(**transfer));
    } else {
      ++file_.passed;
    }
  }

  // Nothing for a row that the rules skip.
  Result<std::optional<ImportedTransfer>> transfer_of(int line, const std::vector<std::string>& cells) {
    if (cells.size() > most_cells) return refuse(rules::ECO_302, "the row has {} cells", cells.size());
    const std::map<RowField, std::string> values = csv_rules_.evaluate(cells);
    if (values.contains(RowField::skip)) return std::optional<ImportedTransfer>{};
    const auto value = [&](RowField field) {
      const auto found = values.find(field);
      return found == values.end() ? std::string() : found->second;
    };
    ImportedTransfer transfer{
        .line = line, .name = value(RowField::code), .memo = memo_from(value(RowField::description))};
    TOS_TRY(const AccountName own, account(value(RowField::account1), "account1"));
    TOS_TRY(const AccountName other, account(value(RowField::account2), "account2"));
    TOS_TRY(const CurrencyCode code, currency(value(RowField::currency), own, other));
    const auto scale = scale_of_(code);
    if (!scale) return refuse(rules::ECO_302, "the group has no currency {}", code).hint("tos currency list");
    TOS_TRY(const std::string amount, amount_text(values));
    TOS_TRY(const std::int64_t minor, parse_bank_amount(amount, csv_rules_.decimal_mark, code, *scale));
    if (minor == 0)
      return refuse(rules::ECO_302, "the row moves nothing").hint("skip such rows with an if in the rules");
    if (own == other) return refuse(rules::ECO_302, "{} is on both sides", own);
    TOS_TRY(transfer.date, parse_date(value(RowField::date), csv_rules_.date_format));
    transfer.legs = {{.account = own, .amount = minor}, {.account = other, .amount = -minor}};
    TOS_TRY(transfer.key, key_of(transfer, own));
    return std::optional(std::move(transfer));
  }

  static Result<AccountName> account(const std::string& text, std::string_view which) {
    if (text.empty()) return refuse(rules::ECO_302, "the row has no {}", which).hint("{} bank/EUR/external", which);
    auto name = AccountName::parse(text);
    if (name) return *name;
    return refuse(rules::ECO_302, "{}: {}", which, name.error().what).hint("{}", name.error().hint_text);
  }

  static Result<CurrencyCode> currency(const std::string& text, const AccountName& own, const AccountName& other) {
    if (own.currency() != other.currency())
      return refuse(rules::ECO_302, "{} and {} are of two currencies", own, other)
          .hint("an exchange is not one row of a bank file: leave it out with skip");
    if (!text.empty() && text != own.currency().text())
      return refuse(rules::ECO_302, "the row is in {}, its accounts are in {}", voting::shown(text), own.currency())
          .hint("write the accounts as owner/%currency/purpose, or skip rows of other currencies");
    return own.currency();
  }

  static Result<std::string> amount_text(const std::map<RowField, std::string>& values) {
    const auto value = [&](RowField field) {
      const auto found = values.find(field);
      return found == values.end() ? std::string() : found->second;
    };
    const std::string both = value(RowField::amount), in = value(RowField::amount_in),
                      out = value(RowField::amount_out);
    const int given = int{!both.empty()} + int{!in.empty()} + int{!out.empty()};
    if (given != 1)
      return refuse(rules::ECO_302, "the row has {} amount", given == 0 ? "no" : "more than one")
          .hint("one of amount, amount-in and amount-out");
    return out.empty() ? both + in : "-" + out;
  }

  // Made of what the record will say and of nothing else in the row: the key is public, and could be guessed back.
  Result<std::string> key_of(const ImportedTransfer& transfer, const AccountName& own) {
    std::string content = own.text() + '\n';
    if (!transfer.name.empty()) {
      content += transfer.name;
      const auto [first, is_new] = codes_.emplace(content, transfer.line);
      if (!is_new)
        return refuse(rules::ECO_305, "the code {} stands in line {} already", voting::shown(transfer.name),
                      first->second);
      return "bank-code-" + to_hex(sha256(content)).substr(0, 40);
    }
    content += fmt::format("{}\n{}\n", transfer.date.to_string(), transfer.memo);
    for (const Leg& leg : transfer.legs) content += fmt::format("{} {}\n", leg.account, leg.amount);
    const std::string digest = to_hex(sha256(content)).substr(0, 40);
    return fmt::format("bank-row-{}-{}", digest, ++times_[digest]);
  }

  voting::LineReader lines_;
  const CsvRules& csv_rules_;
  const ScaleOf& scale_of_;
  std::map<std::string, int> codes_;
  std::map<std::string, int> times_;
  ImportedFile file_;
};

}  // namespace

Result<std::int64_t> parse_bank_amount(std::string_view text, char decimal_mark, const CurrencyCode& code, int scale) {
  std::string number(voting::trim(text));
  const int minus = strip_signs(number, code);
  const std::size_t mark = number.rfind(decimal_mark);
  std::string whole = number.substr(0, mark);
  std::string decimals = mark == std::string::npos ? "" : number.substr(mark + 1);
  const bool ends_in_mark = mark != std::string::npos && decimals.empty();
  // Zeros beyond the currency's decimals say nothing.
  while (decimals.size() > static_cast<std::size_t>(scale) && decimals.ends_with('0')) decimals.pop_back();
  const char grouping = decimal_mark == '.' ? ',' : '.';
  if (ungroup(whole, whole.find('\'') != std::string::npos ? '\'' : grouping)) {
    const auto amount = parse_amount(whole + (decimals.empty() ? "" : "." + decimals), scale);
    if (amount && !ends_in_mark) return minus % 2 == 0 ? *amount : -*amount;
  }
  return refuse(rules::ECO_303, "{} is no amount of {} with {} decimals", voting::shown(text), code, scale)
      .hint("decimal-mark in the rules file is '{}'", decimal_mark);
}

Result<ImportedFile> read_bank_file(voting::Input& input, const CsvRules& csv_rules, const ScaleOf& scale_of) {
  return BankFileReader(input, csv_rules, scale_of).read();
}

}  // namespace tos::economy::books
