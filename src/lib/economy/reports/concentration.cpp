#include "economy/reports/concentration.h"

#include <algorithm>
#include <map>

namespace tos::economy {
namespace {

using boost::multiprecision::cpp_int;

bool is_members(const BookAccount& account) { return account.name.purpose() == Purpose::member; }

TopShare top_share(const Concentration& all, std::int64_t part) {
  const std::int64_t count = static_cast<std::int64_t>(all.sorted.size());
  TopShare top{.members = (count + part - 1) / part};
  cpp_int sum = 0;
  for (std::int64_t i = count - top.members; i < count; ++i) sum += all.sorted[static_cast<std::size_t>(i)];
  top.share = Fraction::of(sum, all.total);
  return top;
}

void set_inequality(Concentration& all) {
  const cpp_int count = all.sorted.size();
  cpp_int weighted = 0;
  cpp_int squares = 0;
  cpp_int weight = 1 - count;
  for (const Sum balance : all.sorted) {
    weighted += weight * balance;
    weight += 2;
    squares += cpp_int(balance) * balance;
  }
  const cpp_int total = all.total;
  all.gini = Fraction::of(weighted, count * total);
  all.effective_holders = Fraction::of(total * total, squares);
}

}  // namespace

Concentration concentration_of(std::vector<Sum> balances) {
  Concentration all{.sorted = std::move(balances)};
  for (Sum& balance : all.sorted) {
    if (balance == 0) ++all.at_zero;
    if (balance < 0) {
      ++all.below_zero;
      all.owed -= balance;
      balance = 0;
    }
    all.total += balance;
  }
  std::ranges::sort(all.sorted);
  set_inequality(all);
  all.top_hundredth = top_share(all, 100);
  all.top_tenth = top_share(all, 10);
  return all;
}

MemberConcentration concentration_among_members(const CurrencyBook& book, Timestamp to) {
  std::map<std::string, Sum> by_member;
  for (const std::string& member : book.members) by_member.emplace(member, 0);
  for (const BookEntry& entry : book.entries) {
    if (entry.date >= to) break;
    for (const BookLeg& leg : book.legs_of(entry)) {
      const BookAccount& account = book.accounts[leg.account];
      if (is_members(account)) by_member[account.name.owner()] += leg.amount;
    }
  }
  std::vector<Sum> balances;
  for (const auto& [member, balance] : by_member) {
    if (balance != 0 || std::ranges::binary_search(book.members, member)) balances.push_back(balance);
  }
  MemberConcentration result{.figures = concentration_of(std::move(balances))};
  result.reconciliation = reconcile(book, fmt::format("all members in {}", book.code),
                                    result.figures.total - result.figures.owed, to, is_members);
  return result;
}

}  // namespace tos::economy
