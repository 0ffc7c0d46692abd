#include "economy/books/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tos::economy::books {
namespace {

constexpr std::size_t flush_bytes = std::size_t{1} << 16;

// Names are made once an account: an export is mostly names and amounts.
class JournalWriter {
 public:
  JournalWriter(const Chart& chart, const JournalOptions& options, const Sink& sink)
      : chart_(chart), options_(options), sink_(sink) {
    for (std::size_t place = 0; place < chart.accounts.size(); ++place) {
      accounts_.push_back(journal_account(options.format, chart.accounts[place].name));
      commodities_.push_back(journal_commodity(options.format, chart.code(place)));
    }
  }
  ~JournalWriter() { flush(0); }
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  void head() {
    if (is_beancount()) {
      add("option \"title\" {}\n\n", beancount_string(options_.title));
    } else {
      add("; {}\n", journal_description(options_.title));
      if (options_.format == JournalFormat::hledger) add("decimal-mark .\n");
      add("\n");
    }
    if (!is_beancount() || options_.dates) {
      const std::string first = options_.dates ? options_.dates->first.to_date() : "";
      for (const CurrencyRow& currency : chart_.currencies) currency_line(currency, first);
      add("\n");
      account_lines(first);
    }
  }

  void entry(const BookEntry& entry) {
    first_line('*', entry.date, entry.record, name_of(entry.cause), entry.memo);
    for (const BookPosting& posting : entry.postings) posting_line(posting.account, posting.amount);
    flush(flush_bytes);
  }

  void hold(const BookHold& hold) {
    const std::string amount = format_amount(hold.amount, chart_.scale(hold.from));
    if (is_beancount()) {
      add("\n{} custom \"tos-hold\" {} {} {} {} {}\n", hold.made_at.to_date(), accounts_[hold.from], accounts_[hold.to],
          amount, commodities_[hold.from], beancount_string(hold.memo));
    } else if (options_.holds_as_pending) {
      first_line('!', hold.made_at, hold.record, "hold", hold.memo);
      posting_line(hold.from, -hold.amount);
      posting_line(hold.to, hold.amount);
    } else {
      add("\n; held since {} ({}): {} {} from {} to {}{}\n", hold.made_at.to_date(), hold.record.hex16(), amount,
          commodities_[hold.from], accounts_[hold.from], accounts_[hold.to],
          hold.expires_at ? ", until " + hold.expires_at->to_date() : "");
    }
    flush(flush_bytes);
  }

  // What each account comes to, for beancount to check.
  void balances() {
    static constexpr std::int64_t last_day = 2'932'896;  // 9999-12-31
    if (!is_beancount() || !options_.dates || options_.dates->last.day() >= last_day) return;
    const std::string day = (options_.dates->last + days(1)).to_date();
    add("\n");
    for (std::size_t place = 0; place < accounts_.size(); ++place) {
      add("{} balance {}  {} {}\n", day, accounts_[place],
          format_amount(chart_.accounts[place].posted, chart_.scale(place)), commodities_[place]);
    }
  }

 private:
  bool is_beancount() const { return options_.format == JournalFormat::beancount; }

  void currency_line(const CurrencyRow& currency, const std::string& first) {
    const std::string commodity = journal_commodity(options_.format, currency.code);
    if (is_beancount()) {
      add("{} commodity {}\n  name: {}\n", first, commodity, beancount_string(currency.name));
    } else if (options_.format == JournalFormat::hledger) {
      // hledger wants the decimal mark even where nothing follows it.
      add("commodity {}{} {}\n", format_amount(0, currency.scale), currency.scale == 0 ? "." : "", commodity);
    } else {
      add("commodity {}\n", commodity);
    }
  }

  // Accounts that differ in nothing but their currency are one account of the journal.
  void account_lines(const std::string& first) {
    std::vector<std::string> names = accounts_;
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    for (const std::string& name : names) {
      if (is_beancount()) {
        add("{} open {}\n", first, name);
      } else {
        add("account {}\n", name);
      }
    }
  }

  void first_line(char mark, Timestamp date, const RecordId& record, std::string_view cause, const std::string& memo) {
    if (date.day() != day_) {
      day_ = date.day();
      date_ = date.to_date();
    }
    if (is_beancount()) {
      add("\n{} {} {} {}\n  record: \"{}\"\n", date_, mark, beancount_string(cause), beancount_string(memo),
          record.hex16());
      return;
    }
    const std::string text = journal_description(memo);
    add("\n{} {} ({}) {}{}{}\n", date_, mark, record.hex16(), cause, text.empty() ? "" : ": ", text);
  }

  void posting_line(std::size_t account, std::int64_t amount) {
    add("    {}  {} {}\n", accounts_[account], format_amount(amount, chart_.scale(account)), commodities_[account]);
  }

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  void flush(std::size_t above) {
    if (text_.size() <= above) return;
    sink_(text_);
    text_.clear();
  }

  const Chart& chart_;
  const JournalOptions& options_;
  const Sink& sink_;
  std::vector<std::string> accounts_;
  std::vector<std::string> commodities_;
  std::string text_;
  std::int64_t day_ = -1;
  std::string date_;
};

}  // namespace

void write_journal(const Chart& chart, const EntrySource& next, std::span<const BookHold> holds,
                   const JournalOptions& options, const Sink& sink) {
  JournalWriter writer(chart, options, sink);
  writer.head();
  for (BookEntry entry; next(entry);) writer.entry(entry);
  for (const BookHold& hold : holds) writer.hold(hold);
  writer.balances();
}

}  // namespace tos::economy::books
