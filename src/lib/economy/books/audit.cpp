#include "economy/books/audit.h"

#include <algorithm>
#include <map>
#include <optional>

namespace tos::economy::books {
namespace {

constexpr std::size_t most_findings = 100;

class Auditor {
 public:
  explicit Auditor(const Chart& chart)
      : chart_(chart),
        balances_(chart.accounts.size()),
        held_out_(chart.accounts.size()),
        held_in_(chart.accounts.size()),
        last_taken_(chart.accounts.size()) {}

  void entry(const BookEntry& entry) {
    ++audit_.entries;
    std::map<std::size_t, Int128> sums;
    for (const BookPosting& posting : entry.postings) {
      ++audit_.postings;
      sums[chart_.currency_of[posting.account]] += posting.amount;
      balances_[posting.account] += posting.amount;
      if (posting.amount < 0) last_taken_[posting.account] = entry.clock;
      if (balances_[posting.account] != posting.balance)
        find("entry {}: {} had {} and not {}", entry.number, name(posting.account),
             amount(posting.account, balances_[posting.account]), amount(posting.account, posting.balance));
    }
    for (const auto& [currency, sum] : sums) {
      if (sum != 0)
        find("entry {}: its legs in {} add up to {}", entry.number, chart_.currencies[currency].code,
             format_total(sum, chart_.currencies[currency].scale));
    }
  }

  void hold(const BookHold& hold) {
    ++audit_.open_holds;
    held_out_[hold.from] += hold.amount;
    last_taken_[hold.from] = std::max(last_taken_[hold.from].value_or(hold.made_at), hold.made_at);
    held_in_[hold.to] += hold.amount;
  }

  Audit finish() {
    for (std::size_t place = 0; place < chart_.accounts.size(); ++place) {
      compare(place);
      check_limits(place);
    }
    const std::vector<bool> all(chart_.accounts.size(), true);
    std::vector<std::int64_t> posted, held;
    for (const AccountRow& account : chart_.accounts) {
      posted.push_back(account.posted);
      held.push_back(account.held_out);
    }
    audit_.sums = totals(chart_, posted, all);
    audit_.held = totals(chart_, held, all);
    for (const CurrencyTotal& sum : audit_.sums) {
      if (sum.balance != 0) find("the accounts in {} add up to {}", sum.currency, format_total(sum.balance, sum.scale));
    }
    return std::move(audit_);
  }

 private:
  void compare(std::size_t place) {
    const AccountRow& account = chart_.accounts[place];
    if (balances_[place] != account.posted)
      find("{} has {}, its postings add up to {}", name(place), amount(place, account.posted),
           amount(place, balances_[place]));
    if (held_out_[place] != account.held_out)
      find("{} holds {} for others, its open holds add up to {}", name(place), amount(place, account.held_out),
           amount(place, held_out_[place]));
    if (held_in_[place] != account.held_in)
      find("{} is to get {}, the open holds for it add up to {}", name(place), amount(place, account.held_in),
           amount(place, held_in_[place]));
  }

  void check_limits(std::size_t place) {
    const AccountRow& account = chart_.accounts[place];
    const CurrencyRow& currency = chart_.currencies[chart_.currency_of[place]];
    const Purpose purpose = account.name.purpose();
    if (purpose == Purpose::issuance || purpose == Purpose::external) return;
    std::int64_t least = 0;
    if (purpose == Purpose::member && currency.terms.credit) least = -currency.terms.credit->hard.value;
    if (account.available() >= least) return;
    const std::string what = fmt::format("{} has {} available, beyond its limit of {}", name(place),
                                         amount(place, account.available()), amount(place, least));
    if (last_taken_[place] && currency.terms_since && *last_taken_[place] <= *currency.terms_since) {
      audit_.remarks.push_back(what + ", which a decision has changed since");
    } else {
      find("{}", what);
    }
  }

  std::string name(std::size_t place) const { return chart_.accounts[place].name.text(); }
  std::string amount(std::size_t place, Int128 minor) const { return format_total(minor, chart_.scale(place)); }

  template <class... Args>
  void find(fmt::format_string<Args...> format, Args&&... args) {
    if (audit_.findings.size() < most_findings)
      audit_.findings.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  const Chart& chart_;
  std::vector<Int128> balances_, held_out_, held_in_;
  std::vector<std::optional<Timestamp>> last_taken_;  // when something was last taken from the account, or held
  Audit audit_;
};

}  // namespace

Audit audit_ledger(const Chart& chart, const EntrySource& next, std::span<const BookHold> holds) {
  Auditor auditor(chart);
  for (BookEntry entry; next(entry);) auditor.entry(entry);
  for (const BookHold& hold : holds) auditor.hold(hold);
  return auditor.finish();
}

}  // namespace tos::economy::books
