#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "economy/amount.h"
#include "economy/fund_tables.h"

namespace tos::economy {

// economy.contribution/v1: a member pays into a fund.
struct Contribution {
  Handle fund;
  AmountField amount;
  ContributionKind kind = ContributionKind::contribution;
  std::optional<Line<4, 7>> period;
  std::optional<Line<1, 200>> memo;
};

inline constexpr auto contribution_fields = fields<Contribution>(
    field("fund", &Contribution::fund, "the fund's handle"),
    field("amount", &Contribution::amount, "how much of its currency, in the smallest unit"),
    field("kind", &Contribution::kind, "what it is"),
    field("period", &Contribution::period, "of dues: the month, quarter or year that they are for"),
    field("memo", &Contribution::memo, "what else it is for, in one public line"));
constexpr const auto& fields_of(const Contribution*) { return contribution_fields; }

Result<void> check_contribution(const Context& context,
                                const Contribution& contribution);  // ECO-203, ECO-210 to ECO-213
void apply_contribution(const Context& context, const Contribution& contribution);
std::string folder_of_contribution(const Context& context, const Contribution& contribution);

// The period that a time falls in, as dues write it: "2026-11", "2026-q4", "2026" (UTC).
std::string period_at(Every every, Timestamp at);
bool is_period(Every every, std::string_view text);
// The periods from one to another, both included; at most `most`, the latest ones.
std::vector<std::string> periods_between(Every every, Timestamp first, Timestamp last, std::size_t most);

}  // namespace tos::economy
