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
      const AccountName& name = chart.accounts[place].name;
      names_.push_back(account_cells(name));
      if (!filter.accounts[place]) continue;
      width_ = std::max(width_, name.text().size());
      longest_amount = std::max(longest_amount, format_amount(chart.accounts[place].posted, chart.scale(place)).size());
    }
    amount_width_ = std::max<std::size_t>(longest_amount, 10);
    if (format == TableFormat::text) fit_names();
  }

  void head() {
    if (format_ == TableFormat::csv) {
      text_ = "entry,date,recorded,cause,record,account,owner,currency,purpose,amount,balance,memo\n";
    } else if (format_ == TableFormat::text) {
      text_ += fmt::format("{:{}}  {:{}}  {:>{}}  {:>{}}  {}\n", "DATE", date_width, "ACCOUNT", width_, "AMOUNT",
                           amount_width_, "BALANCE", amount_width_, "WHAT");
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
      line(posting);
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
  // How each line of an account names it.
  std::string account_cells(const AccountName& name) const {
    if (format_ == TableFormat::csv)
      return fmt::format("{},{},{},{},", name, name.owner(), name.currency(), name_of(name.purpose()));
    if (format_ == TableFormat::json)
      return fmt::format("\"account\": \"{}\", \"currency\": \"{}\", ", name, name.currency());
    return name.text();
  }

  // All names as wide as their column, which is as wide as a terminal leaves for it.
  void fit_names() {
    if (columns_) {
      width_ = fitted_widths({date_width, width_, amount_width_, amount_width_, described_width},
                             {true, false, true, true, true}, *columns_)[1];
    }
    for (std::string& name : names_) {
      if (columns_) name = cut_in_middle(name, width_);
      name.append(width_ - std::min(width_, text_width(name)), ' ');
    }
  }

  // What all lines of an entry share: there are as many lines as postings, and formatting is most of the work.
  void describe(const BookEntry& entry) {
    if (entry.date.day() != day_) {
      day_ = entry.date.day();
      date_ = entry.date.to_date();
    }
    if (format_ == TableFormat::csv) {
      front_ = fmt::format("{},{},{},{},{},", entry.number, date_, entry.clock.to_string(), name_of(entry.cause),
                           entry.record.hex16());
      memo_ = voting::csv_text_cell(entry.memo);
    } else if (format_ == TableFormat::json) {
      front_ = fmt::format(
          "{{\"entry\": {}, \"date\": \"{}\", \"recorded\": \"{}\", \"cause\": \"{}\", \"record\": \"{}\", ",
          entry.number, date_, entry.clock.to_string(), name_of(entry.cause), entry.record.hex16());
      memo_ = json_string(entry.memo);
    } else {
      memo_ = entry.memo.empty() && entry.contributed.empty() ? std::string(name_of(entry.cause)) : entry.contributed;
      if (!entry.memo.empty()) memo_ += (memo_.empty() ? "" : ": ") + for_terminal(entry.memo);
    }
  }

  void line(const BookPosting& posting) {
    switch (format_) {
      case TableFormat::text:
        return text_line(posting);
      case TableFormat::csv:
        return csv_line(posting);
      case TableFormat::json:
        return json_line(posting);
    }
  }

  void text_line(const BookPosting& posting) {
    const std::size_t start = text_.size();
    text_ += date_;
    text_ += "  ";
    text_ += names_[posting.account];
    for (const std::int64_t amount : {posting.amount, posting.balance}) {
      const std::string number = format_amount(amount, chart_.scale(posting.account));
      text_.append(2 + amount_width_ - std::min(amount_width_, number.size()), ' ');
      text_ += number;
    }
    text_ += "  ";
    if (columns_) {
      const std::size_t used = text_width(std::string_view(text_).substr(start));
      text_ += cut_at_end(memo_, std::max(*columns_, used + least_described) - used);
    } else {
      text_ += memo_;
    }
    text_ += '\n';
  }

  void csv_line(const BookPosting& posting) {
    const int scale = chart_.scale(posting.account);
    text_ += front_;
    text_ += names_[posting.account];
    append_amount(text_, posting.amount, scale);
    text_ += ',';
    append_amount(text_, posting.balance, scale);
    text_ += ',';
    text_ += memo_;
    text_ += '\n';
  }

  void json_line(const BookPosting& posting) {
    if (totals_.postings > 1) text_ += ",\n";
    text_ += front_;
    text_ += names_[posting.account];
    amount_pair("amount", posting.amount, chart_.scale(posting.account));
    amount_pair("balance", posting.balance, chart_.scale(posting.account));
    text_ += "\"memo\": ";
    text_ += memo_;
    text_ += '}';
  }
  void amount_pair(std::string_view name, std::int64_t amount, int scale) {
    add("\"{}\": \"", name);
    append_amount(text_, amount, scale);
    add("\", \"{}_minor\": {}, ", name, amount);
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
  std::vector<std::string> names_;  // by account, as its lines begin with it
  std::size_t width_ = 7;
  std::size_t amount_width_ = 0;
  RegisterTotals totals_;
  std::string text_;
  std::int64_t day_ = -1;
  std::string date_, front_, memo_;
};

}  // namespace

RegisterTotals write_register(const Chart& chart, const EntrySource& next, const RegisterFilter& filter,
                              TableFormat format, std::optional<std::size_t> columns, const Sink& sink) {
  RegisterWriter writer(chart, filter, format, columns, sink);
  for (BookEntry entry; next(entry);) writer.entry(entry);
  return writer.finish();
}

}  // namespace tos::economy::books
