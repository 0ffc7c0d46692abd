#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/rational.h"
#include "economy/tables.h"

namespace tos::economy {

// The boards: what members offer and ask for, and the deals that come of it.

enum class AidKind { material, time, skill, space };
enum class Side { offer, request };
enum class ListingState { open, matched, completed, cancelled, expired };
enum class DealState { pending, disputed, completed, cancelled, expired };
enum class Party { giver, receiver };

// An offer or a request.
struct ListingRow {
  std::int64_t position = 0;
  RecordId id;
  Side side = Side::offer;
  AidKind kind = AidKind::skill;
  std::string title;
  Handle category;
  Handle author;
  std::string place;                     // may be empty
  std::optional<CurrencyCode> currency;  // nothing: a gift
  std::optional<std::int64_t> amount;    // an offer's price, or the most that a request may cost
  std::optional<Timestamp> until;
  bool repeats = false;
  ListingState state = ListingState::open;
  Timestamp listed_at;  // now() at its position
};

// An offer or request that somebody answered.
struct DealRow {
  std::int64_t position = 0;
  RecordId id;  // of the match, and of the hold that it opened
  std::int64_t listing = 0;
  Handle giver;
  Handle receiver;
  std::optional<CurrencyCode> currency;  // nothing: a gift
  std::optional<std::int64_t> hours;     // of work, in the currency's smallest unit
  Rational rate{1, 1};                   // what an hour counted when they agreed
  bool care = false;
  std::int64_t held = 0;  // 0 for a gift
  DealState state = DealState::pending;
  std::optional<std::int64_t> disputed_position;  // of the dispute
  Timestamp matched_at;
  Timestamp ends_at;  // when it runs out, unless the giver has confirmed or it is disputed
  std::int64_t paid = 0;
  std::optional<Timestamp> settled_at;  // completed, cancelled or expired
};

// What one side last said was done; later means signed later.
struct ConfirmationRow {
  std::int64_t amount = 0;
  Timestamp at;
  RecordId id;
};

extern const char* const aid_schema;

void add_listing(Database& db, const ListingRow& row);
std::optional<ListingRow> find_listing(Database& db, const RecordId& id);
ListingRow listing_at(Database& db, std::int64_t position);
Result<ListingRow> require_listing(Database& db, const RecordId& id);  // ECO-154
void set_listing_state(Database& db, std::int64_t listing, ListingState state);
// Those whose ids are in the range, at most `most`.
std::vector<ListingRow> listings_between(Database& db, std::string_view first, std::string_view last, int most);

void add_deal(Database& db, const DealRow& row);
std::optional<DealRow> find_deal(Database& db, const RecordId& id);
Result<DealRow> require_deal(Database& db, const RecordId& id);                  // ECO-160
std::vector<DealRow> deals_on(Database& db, std::int64_t listing);               // by position
std::vector<DealRow> unsettled_deals(Database& db);                              // by position
std::vector<DealRow> unsettled_deals_of(Database& db, std::string_view member);  // by position
std::vector<DealRow> deals_between(Database& db, std::string_view first, std::string_view last, int most);
std::optional<RecordId> newest_deal(Database& db);
void set_deal(Database& db, const DealRow& row);  // state, disputed_position, paid, settled_at
inline bool is_settled(const DealRow& deal) {
  return deal.state != DealState::pending && deal.state != DealState::disputed;
}
std::optional<Party> party_of(const DealRow& deal, const Handle& member);
HoldRow hold_of_deal(const DealRow& deal);  // as it was opened

std::optional<ConfirmationRow> find_confirmation(Database& db, std::int64_t deal, Party party);
void set_confirmation(Database& db, std::int64_t deal, Party party, const ConfirmationRow& row);

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::AidKind> {
  using enum tos::economy::AidKind;
  static constexpr std::array names{tos::Name{material, "material"}, tos::Name{time, "time"}, tos::Name{skill, "skill"},
                                    tos::Name{space, "space"}};
};
template <>
struct tos::NamesOf<tos::economy::Side> {
  using enum tos::economy::Side;
  static constexpr std::array names{tos::Name{offer, "offer"}, tos::Name{request, "request"}};
};
template <>
struct tos::NamesOf<tos::economy::ListingState> {
  using enum tos::economy::ListingState;
  static constexpr std::array names{tos::Name{open, "open"}, tos::Name{matched, "matched"},
                                    tos::Name{completed, "completed"}, tos::Name{cancelled, "cancelled"},
                                    tos::Name{expired, "expired"}};
};
template <>
struct tos::NamesOf<tos::economy::DealState> {
  using enum tos::economy::DealState;
  static constexpr std::array names{tos::Name{pending, "pending"}, tos::Name{disputed, "disputed"},
                                    tos::Name{completed, "completed"}, tos::Name{cancelled, "cancelled"},
                                    tos::Name{expired, "expired"}};
};
template <>
struct tos::NamesOf<tos::economy::Party> {
  using enum tos::economy::Party;
  static constexpr std::array names{tos::Name{giver, "giver"}, tos::Name{receiver, "receiver"}};
};
