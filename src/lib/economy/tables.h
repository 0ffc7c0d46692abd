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
  std::optional<std::int64_t> breaker_since;  // position of what opened it; nothing: closed
  std::optional<Timestamp> terms_since;       // clock of the change that put its terms in force; nothing: of the first
};

std::optional<CurrencyRow> find_currency(Database& db, std::string_view code);
Result<CurrencyRow> require_currency(Database& db, const CurrencyCode& code);  // ECO-002
std::vector<CurrencyRow> all_currencies(Database& db);                         // by position
std::optional<CurrencyRow> points_currency(Database& db);                      // the one of kind points
void add_currency(Database& db, const CurrencyRow& row);
void set_terms(Database& db, const CurrencyCode& code, const CurrencyTerms& terms, Timestamp since);
void set_breaker(Database& db, const CurrencyCode& code, std::optional<std::int64_t> position);

struct AccountRow {
  std::int64_t number = 0;  // row in the read model, 0 where there is none yet; never shown
  AccountName name;
  std::int64_t posted = 0;
  std::int64_t held_out = 0;  // in holds that are open: on its way out,
  std::int64_t held_in = 0;   // and on its way in
  std::int64_t available() const { return posted - held_out; }
};

std::optional<AccountRow> find_account(Database& db, const AccountName& name);
// The same, or one that nothing has moved through yet.
AccountRow account_or_new(Database& db, const AccountName& name);
std::int64_t open_account(Database& db,
                          const AccountName& name);  // its number, new or not: funds have one from the start
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
  std::optional<std::string> memo;
};
std::int64_t add_entry(Database& db, const EntryRow& row);  // its number
// Of a movement that one record made: its entries, in order. Empty for records that moved nothing.
std::vector<EntryRow> entries_of(Database& db, std::int64_t position);
// Number of the first entry posted after a time; nothing: none was.
std::optional<std::int64_t> first_entry_after(Database& db, Timestamp clock);
void add_posting(Database& db, std::int64_t entry, std::int64_t leg, std::int64_t account, std::int64_t amount,
                 std::int64_t balance);  // and sets the account's

enum class HoldState { open, posted, voided, expired };
struct HoldRow {
  std::int64_t position = 0;
  RecordId id;  // of the record that made it
  AccountName from;
  AccountName to;
  std::int64_t amount = 0;
  std::optional<Timestamp> expires_at;
  HoldState state = HoldState::open;
  Cause cause = Cause::hold;  // what its entry will say
  std::optional<std::int64_t> posted_amount;
  std::optional<std::string> memo;
};
void add_hold(Database& db, const HoldRow& hold);  // and to the accounts' held amounts
void end_hold(Database& db, const HoldRow& hold, HoldState state, std::optional<std::int64_t> posted_amount);
std::optional<HoldRow> find_hold(Database& db, const RecordId& id);
std::vector<HoldRow> open_holds(Database& db);  // by position

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::Cause> {
  using enum tos::economy::Cause;
  static constexpr std::array names{tos::Name{transfer, "transfer"},
                                    tos::Name{hold, "hold"},
                                    tos::Name{correction, "correction"},
                                    tos::Name{conversion, "conversion"},
                                    tos::Name{contribution, "contribution"},
                                    tos::Name{payment, "payment"},
                                    tos::Name{joining, "joining"},
                                    tos::Name{earning, "earning"},
                                    tos::Name{allocation, "allocation"},
                                    tos::Name{aid, "aid"},
                                    tos::Name{idle, "idle"}};
};
template <>
struct tos::NamesOf<tos::economy::HoldState> {
  using enum tos::economy::HoldState;
  static constexpr std::array names{tos::Name{open, "open"}, tos::Name{posted, "posted"}, tos::Name{voided, "voided"},
                                    tos::Name{expired, "expired"}};
};
