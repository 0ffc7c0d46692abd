#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "economy/aid_tables.h"
#include "history/group.h"

namespace tos::cli {

// "HOURS by the hour, at 1.5", "CREDIT as you agree", "2.00 HOURS", "at most 12.00 CREDIT", "a gift".
std::string price_text(Database& db, const economy::ListingRow& listing);
nlohmann::json listing_json(Database& db, const economy::ListingRow& listing);
nlohmann::json deal_json(Database& db, const economy::DealRow& deal);
// What one side of a deal has said: "confirmed 1.50 HOURS", "has not confirmed".
std::string said_text(Database& db, const economy::DealRow& deal, economy::Party party);

}  // namespace tos::cli
