#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/session.h"
#include "economy/fund_tables.h"

namespace tos::cli {

// A fund as `tos fund` shows it, at a time.
struct FundView {
  economy::FundRow fund;
  std::int64_t balance = 0;
  std::string month;  // "2026-11"
  std::int64_t paid_this_month = 0;
  std::vector<economy::PaymentRow> waiting;  // by position
};
FundView view_fund(history::Group& group, const economy::FundRow& fund, Timestamp now);
nlohmann::json fund_summary(history::Group& group, const FundView& view);
nlohmann::json fund_json(history::Group& group, const FundView& view);  // with its terms and payments
void print_fund(World& world, history::Group& group, const FundView& view, const history::SignedRecord& record);

// Who has paid what of a fund's dues: active members, and others who have paid.
struct DuesView {
  economy::FundRow fund;
  std::vector<std::string> periods;
  struct Payer {
    std::string member;
    std::vector<std::int64_t> paid;  // for each period
  };
  std::vector<Payer> payers;  // by handle
};
// The period, or where it is empty the latest ones since the fund was opened. ECO-211, ECO-212.
Result<DuesView> view_dues(history::Group& group, const economy::FundRow& fund, const std::string& period,
                           std::size_t most, Timestamp now);
nlohmann::json dues_json(const DuesView& view);
void print_dues(World& world, history::Group& group, const DuesView& view);

}  // namespace tos::cli
