#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/index/database.h"
#include "economy/currency.h"

namespace tos::economy {

extern const char* const ledger_schema;

struct CurrencyRow {
  std::int64_t position = 0;  // of its record
  CurrencyCode code;
  std::string name;
  CurrencyKind kind = CurrencyKind::time;
  int scale = 0;
  CurrencyTerms terms;
  std::int64_t circulating = 0;               // Σ of what members' and funds' accounts have above zero
  std::optional<std::int64_t> breaker_since;  // position of what opened it; nothing: closed
};

std::optional<CurrencyRow> find_currency(Database& db, std::string_view code);
Result<CurrencyRow> require_currency(Database& db, const CurrencyCode& code);  // ECO-002
std::vector<CurrencyRow> all_currencies(Database& db);                         // by position
std::optional<CurrencyRow> points_currency(Database& db);                      // the one of kind points

struct AccountRow {
  std::int64_t number = 0;  // row in the read model; never shown
  AccountName name;
  std::int64_t posted = 0;
  std::int64_t held_out = 0;  // in holds that are open: on its way out,
  std::int64_t held_in = 0;   // and on its way in
  std::int64_t available() const { return posted - held_out; }
};

std::optional<AccountRow> find_account(Database& db, const AccountName& name);
std::vector<AccountRow> all_accounts(Database& db);  // by owner, currency, purpose

// Why an entry stands in the ledger.
enum class Cause {
  transfer,
  hold,  // what a hold posted
  correction,
  conversion,
  contribution,
  payment,
  joining,     // support points of a new member
  earning,     // support points for taking part
  allocation,  // support points given to an idea, or returned by it
  aid,         // hours or credit for a deal that both confirmed
  idle,        // what an idle member's balance lost
};

// One balanced movement of the ledger. The record at `position` caused it, or set the timer that did.
struct EntryRow {
  std::int64_t number = 0;  // 1, 2, …: the order of the ledger
  std::int64_t position = 0;
  Cause cause = Cause::transfer;
  Timestamp clock;  // now() where it was posted: never before the entry before it
  Timestamp date;   // when it happened by the books: what people wrote, else `clock`
};

enum class HoldState { open, posted, voided, expired };
struct HoldRow {
  std::int64_t position = 0;
  RecordId id;  // of the record that made it
  AccountName from;
  AccountName to;
  std::int64_t amount = 0;
  std::optional<Timestamp> expires_at;
  HoldState state = HoldState::open;
  Cause cause = Cause::hold;                      // what its entry will say
  std::optional<std::int64_t> posted_amount;
};
std::optional<HoldRow> find_hold(Database& db, const RecordId& id);
std::vector<HoldRow> open_holds(Database& db);  // by position

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::Cause> {
  using enum tos::economy::Cause;
  static constexpr std::array names{
      tos::Name{transfer, "transfer"},         tos::Name{hold, "hold"},
      tos::Name{correction, "correction"},     tos::Name{conversion, "conversion"},
      tos::Name{contribution, "contribution"}, tos::Name{payment, "payment"},
      tos::Name{joining, "joining"},           tos::Name{earning, "earning"},
      tos::Name{allocation, "allocation"},     tos::Name{aid, "aid"},
      tos::Name{idle, "idle"}};
};
template <>
struct tos::NamesOf<tos::economy::HoldState> {
  using enum tos::economy::HoldState;
  static constexpr std::array names{tos::Name{open, "open"}, tos::Name{posted, "posted"},
                                    tos::Name{voided, "voided"}, tos::Name{expired, "expired"}};
};
