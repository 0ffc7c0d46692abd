#include "cli/aid_due.h"

#include "economy/aid_tables.h"

namespace tos::cli {
namespace {

using economy::DealRow;
using economy::Party;

// Whose word is awaited: of the two exactly one has spoken.
std::optional<Party> awaited_party(Database& db, const DealRow& deal) {
  const bool giver = economy::find_confirmation(db, deal.position, Party::giver).has_value();
  const bool receiver = economy::find_confirmation(db, deal.position, Party::receiver).has_value();
  if (giver == receiver) return std::nullopt;
  return giver ? Party::receiver : Party::giver;
}

}  // namespace

void add_deals_due(history::Group& group, const std::string& handle, std::vector<DueItem>& items) {
  Database& db = group.db();
  for (const DealRow& deal : handle.empty() ? economy::unsettled_deals(db) : economy::unsettled_deals_of(db, handle)) {
    const auto awaited = awaited_party(db, deal);
    if (!awaited) continue;
    const std::string who = (*awaited == Party::giver ? deal.giver : deal.receiver).text();
    if (!handle.empty() && who != handle) continue;
    const bool runs_out = *awaited == Party::giver && deal.state == economy::DealState::pending;
    items.push_back({.what = "confirm",
                     .who = who,
                     .name = deal.id.hex16(),
                     .title = economy::listing_at(db, deal.listing).title,
                     .until = runs_out ? std::optional(deal.ends_at) : std::nullopt,
                     .command = "tos aid confirm " + deal.id.hex16()});
  }
}

}  // namespace tos::cli
