#include "economy/books/register.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/base/terminal_text.h"
#include "voting/formats/csv.h"

namespace tos::economy::books {
namespace {

constexpr std::size_t register_flush_bytes = std::size_t{1} << 16;

std::string json_string(std::string_view text) { return nlohmann::json(text).dump(); }

// At most so many characters of the line, the last of them an ellipsis where some are left out.
void cut_line(std::string& text, std::size_t start, std::size_t columns) {
  std::size_t at = start, count = 0, before_last = start;
  while (at < text.size()) {
    if (count + 1 == columns) before_last = at;
    if (count == columns) {
      text.resize(before_last);
      text += "…";
      return;
    }
    at += std::max<std::size_t>(1, character_bytes(std::string_view(text).substr(at)));
    ++count;
  }
}

class RegisterWriter {
 public:
  RegisterWriter(const Chart& chart, const RegisterFilter& filter, TableFormat format,
                 std::optional<std::size_t> columns, const Sink& sink)
      : chart_(chart), filter_(filter), format_(format), columns_(columns), sink_(sink) {
    std::size_t longest_amount = 7;
    for (std::size_t place = 0; place < chart.accounts.size(); ++place) {
      names_.push_back(chart.accounts[place].name.text());
      if (!filter.accounts[place]) continue;
      width_ = std::max(width_, names_.back().size());
      longest_amount = std::max(longest_amount, format_amount(chart.accounts[place].posted, chart.scale(place)).size());
    }
    amount_width_ = std::max<std::size_t>(longest_amount, 10);
  }

  void head() {
    if (format_ == TableFormat::csv) {
      text_ = "entry,date,recorded,cause,record,account,owner,currency,purpose,amount,balance,memo\n";
    } else if (format_ == TableFormat::text) {
      add("{:10}  {:{}}  {:>{}}  {:>{}}  {}\n", "DATE", "ACCOUNT", width_, "AMOUNT", amount_width_, "BALANCE",
          amount_width_, "WHAT");
    }
  }

  void entry(const BookEntry& entry) {
    if (filter_.begin && entry.date < *filter_.begin) return;
    if (filter_.end && entry.date >= *filter_.end) return;
    bool is_described = false;
    for (const BookPosting& posting : entry.postings) {
      if (!filter_.accounts[posting.account]) continue;
      if (!is_described) describe(entry);
      is_described = true;
      if (totals_.postings++ == 0) head();
      line(entry, posting);
    }
    if (text_.size() > register_flush_bytes) flush();
  }

  RegisterTotals finish() {
    if (totals_.postings == 0 && format_ == TableFormat::csv) head();
    if (totals_.postings > 0 && format_ == TableFormat::json) text_ += '\n';
    flush();
    return totals_;
  }

 private:
  // What all lines of an entry share.
  void describe(const BookEntry& entry) {
    if (entry.date.day() != day_) {
      day_ = entry.date.day();
      date_ = entry.date.to_date();
    }
    if (format_ == TableFormat::csv) {
      memo_ = voting::csv_text_cell(entry.memo);
    } else if (format_ == TableFormat::json) {
      memo_ = json_string(entry.memo);
    } else {
      memo_ = entry.memo.empty() ? std::string(name_of(entry.cause)) : for_terminal(entry.memo);
    }
    if (format_ == TableFormat::text) return;
    record_ = entry.record.hex16();
    clock_ = entry.clock.to_string();
  }

  void line(const BookEntry& entry, const BookPosting& posting) {
    const std::string& name = names_[posting.account];
    const int scale = chart_.scale(posting.account);
    const std::string amount = format_amount(posting.amount, scale);
    const std::string balance = format_amount(posting.balance, scale);
    if (format_ == TableFormat::text) {
      const std::size_t start = text_.size();
      add("{}  {:{}}  {:>{}}  {:>{}}  {}", date_, name, width_, amount, amount_width_, balance, amount_width_, memo_);
      if (columns_) cut_line(text_, start, *columns_);
      text_ += '\n';
      return;
    }
    const AccountName& account = chart_.accounts[posting.account].name;
    if (format_ == TableFormat::csv) {
      add("{},{},{},{},{},{},{},{},{},{},{},{}\n", entry.number, date_, clock_, name_of(entry.cause), record_, name,
          account.owner(), account.currency(), name_of(account.purpose()), amount, balance, memo_);
      return;
    }
    add("{}{{\"entry\": {}, \"date\": \"{}\", \"recorded\": \"{}\", \"cause\": \"{}\", \"record\": \"{}\", "
        "\"account\": \"{}\", \"currency\": \"{}\", \"amount\": \"{}\", \"amount_minor\": {}, \"balance\": \"{}\", "
        "\"balance_minor\": {}, \"memo\": {}}}",
        totals_.postings > 1 ? ",\n" : "", entry.number, date_, clock_, name_of(entry.cause), record_, name,
        account.currency(), amount, posting.amount, balance, posting.balance, memo_);
  }

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  void flush() {
    if (!text_.empty()) sink_(text_);
    text_.clear();
  }

  const Chart& chart_;
  const RegisterFilter& filter_;
  TableFormat format_;
  std::optional<std::size_t> columns_;
  const Sink& sink_;
  std::vector<std::string> names_;
  std::size_t width_ = 7;
  std::size_t amount_width_ = 0;
  RegisterTotals totals_;
  std::string text_;
  std::int64_t day_ = -1;
  std::string date_, clock_, record_, memo_;
};

}  // namespace

RegisterTotals write_register(const Chart& chart, const EntrySource& next, const RegisterFilter& filter,
                              TableFormat format, std::optional<std::size_t> columns, const Sink& sink) {
  RegisterWriter writer(chart, filter, format, columns, sink);
  for (BookEntry entry; next(entry);) writer.entry(entry);
  return writer.finish();
}

}  // namespace tos::economy::books
