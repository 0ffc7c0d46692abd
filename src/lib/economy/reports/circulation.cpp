#include "economy/reports/circulation.h"

#include <algorithm>

namespace tos::economy {
namespace {

bool is_inside(const BookAccount& account) { return account.is_inside(); }

// What one movement does, by sides.
struct Sides {
  Sum paid_inside = 0;
  Sum got_inside = 0;
  Sum paid_outside = 0;
  Sum got_outside = 0;
  bool is_between_funds = true;

  Sum spent_outside() const { return std::min(paid_inside, got_outside); }
  Sum spent_inside() const { return std::min(paid_inside - spent_outside(), got_inside); }
  Sum income() const { return std::min(got_inside - spent_inside(), paid_outside); }
};

Sides sides_of(const CurrencyBook& book, const BookEntry& entry) {
  Sides sides;
  for (const BookLeg& leg : book.legs_of(entry)) {
    const BookAccount& account = book.accounts[leg.account];
    const Sum size = leg.amount < 0 ? -Sum{leg.amount} : Sum{leg.amount};
    if (account.is_inside()) (leg.amount < 0 ? sides.paid_inside : sides.got_inside) += size;
    if (account.name.purpose() == Purpose::external) (leg.amount < 0 ? sides.paid_outside : sides.got_outside) += size;
    sides.is_between_funds &= account.name.purpose() == Purpose::fund;
  }
  return sides;
}

// Follows what came from outside through two rounds of spending. `got[r]` is what an account received in round r and
// still has; what was spent a third time is not followed further.
class MoneyTrail {
 public:
  MoneyTrail(const CurrencyBook& book, std::array<Sum, 3>& rounds)
      : book_(book), rounds_(rounds), got_(book.accounts.size()) {}

  void follow(const BookEntry& entry, const Sides& sides) {
    std::array<Sum, 2> spent{};
    for (const BookLeg& leg : book_.legs_of(entry)) {
      if (leg.amount >= 0 || !book_.accounts[leg.account].is_inside()) continue;
      Sum rest = -Sum{leg.amount};
      for (std::size_t round = 0; round < 2; ++round) {
        const Sum part = std::min(rest, got_[leg.account][round]);
        got_[leg.account][round] -= part;
        spent[round] += part;
        rest -= part;
      }
    }
    if (sides.is_between_funds) return give(entry, spent);  // nothing is spent: it stays what it was
    Sum gone = sides.spent_outside();
    Sum stayed = sides.spent_inside();
    std::array<Sum, 3> received{sides.income(), 0, 0};
    for (std::size_t round = 0; round < 2; ++round) {
      const Sum out = std::min(spent[round], gone);
      gone -= out;
      received[round + 1] = std::min(spent[round] - out, stayed);
      stayed -= received[round + 1];
    }
    for (std::size_t round = 0; round < 3; ++round) rounds_[round] += received[round];
    give(entry, {received[0], received[1]});
  }

 private:
  // To those who got something, in the order of the legs, each up to what they got.
  void give(const BookEntry& entry, std::array<Sum, 2> amounts) {
    for (const BookLeg& leg : book_.legs_of(entry)) {
      if (leg.amount <= 0 || !book_.accounts[leg.account].is_inside()) continue;
      Sum room = leg.amount;
      for (std::size_t round = 0; round < 2; ++round) {
        const Sum part = std::min(room, amounts[round]);
        got_[leg.account][round] += part;
        amounts[round] -= part;
        room -= part;
      }
    }
  }

  const CurrencyBook& book_;
  std::array<Sum, 3>& rounds_;
  std::vector<std::array<Sum, 2>> got_;
};

// The inside accounts' balances as the movements go by, and what they come to above zero.
class Balances {
 public:
  explicit Balances(const CurrencyBook& book) : book_(book), balances_(book.accounts.size()) {}
  void apply(const BookEntry& entry) {
    for (const BookLeg& leg : book_.legs_of(entry)) {
      if (!book_.accounts[leg.account].is_inside()) continue;
      Sum& balance = balances_[leg.account];
      circulating_ -= std::max<Sum>(balance, 0);
      balance += leg.amount;
      circulating_ += std::max<Sum>(balance, 0);
      total_ += leg.amount;
    }
  }
  Sum circulating() const { return circulating_; }
  Sum total() const { return total_; }

 private:
  const CurrencyBook& book_;
  std::vector<Sum> balances_;
  Sum circulating_ = 0;
  Sum total_ = 0;
};

void set_figures(Circulation& circulation) {
  using boost::multiprecision::cpp_int;
  const cpp_int spent = cpp_int(circulation.spent_inside) + cpp_int(circulation.spent_outside);
  circulation.local_share = Fraction::of(circulation.spent_inside, spent);
  cpp_int circulated = 0;
  std::size_t taken = 0;  // nothing changes hands before there is something
  for (const Sum one : circulation.circulating) {
    circulated += one;
    taken += circulated == 0 ? 0U : 1U;
  }
  circulation.velocity = Fraction::of(cpp_int(circulation.turnover) * taken, circulated);
  cpp_int all_rounds = 0;
  for (const Sum one : circulation.rounds) all_rounds += one;
  circulation.lm3 = Fraction::of(all_rounds, circulation.rounds[0]);
}

}  // namespace

Circulation circulation_of(const CurrencyBook& book, const Period& period) {
  Circulation circulation{.period = period};
  MoneyTrail trail(book, circulation.rounds);
  Balances balances(book);
  const std::vector<Timestamp> months = months_of(period);
  auto entry = book.entries.begin();
  for (; entry != book.entries.end() && entry->date < period.from; ++entry) balances.apply(*entry);
  circulation.opening = balances.total();
  circulation.circulating.push_back(balances.circulating());
  for (std::size_t month = 0; month < months.size(); ++month) {
    const Timestamp ends = month + 1 < months.size() ? months[month + 1] : period.to;
    for (; entry != book.entries.end() && entry->date < ends; ++entry) {
      balances.apply(*entry);
      const Sides sides = sides_of(book, *entry);
      trail.follow(*entry, sides);
      if (sides.is_between_funds) continue;
      circulation.spent_inside += sides.spent_inside();
      circulation.spent_outside += sides.spent_outside();
      circulation.turnover += sides.got_inside;
    }
    circulation.circulating.push_back(balances.circulating());
  }
  circulation.closing = balances.total();
  set_figures(circulation);
  circulation.reconciliation =
      reconcile(book, fmt::format("members and funds in {}", book.code), circulation.closing, period.to, is_inside);
  return circulation;
}

}  // namespace tos::economy
