#include "economy/books/register.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/base/fitted_text.h"
#include "core/base/terminal_text.h"
#include "voting/formats/csv.h"

namespace tos::economy::books {
namespace {

constexpr std::size_t date_width = 10;
constexpr std::size_t described_width = 16;  // that a narrow terminal leaves for what it was, where names are long
constexpr std::size_t least_described = 4;   // "WHAT", in a terminal that is too narrow for the figures alone
constexpr std::size_t register_flush_bytes = std::size_t{1} << 16;

std::string json_string(std::string_view text) { return nlohmann::json(text).dump(); }

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
    if (!columns_ || format != TableFormat::text) return;
    const auto widths = fitted_widths({date_width, width_, amount_width_, amount_width_, described_width},
                                      {true, false, true, true, true}, *columns_);
    width_ = widths[1];
    for (std::string& name : names_) name = cut_in_middle(name, width_);
  }

  void head() {
    if (format_ == TableFormat::csv) {
      text_ = "entry,date,recorded,cause,record,account,owner,currency,purpose,amount,balance,memo\n";
    } else if (format_ == TableFormat::text) {
      text_line("DATE", "ACCOUNT", "AMOUNT", "BALANCE", "WHAT");
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
      memo_ = voting::csv_cell(entry.memo);
    } else if (format_ == TableFormat::json) {
      memo_ = json_string(entry.memo);
    } else {
      memo_ = entry.memo.empty() && entry.contributed.empty() ? std::string(name_of(entry.cause)) : entry.contributed;
      if (!entry.memo.empty()) memo_ += (memo_.empty() ? "" : ": ") + for_terminal(entry.memo);
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
      text_line(date_, name, amount, balance, memo_);
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

  // In terminal columns, of which the description has what the figures leave.
  void text_line(std::string_view date, std::string_view name, std::string_view amount, std::string_view balance,
                 std::string_view what) {
    const std::string figures =
        fmt::format("{:{}}  {}{:{}}  {:>{}}  {:>{}}", date, date_width, name, "",
                    width_ - std::min(width_, text_width(name)), amount, amount_width_, balance, amount_width_);
    const std::size_t used = text_width(figures) + 2;
    if (!columns_) return add("{}  {}\n", figures, what);
    add("{}  {}\n", figures, cut_at_end(what, std::max(*columns_, used + least_described) - used));
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
