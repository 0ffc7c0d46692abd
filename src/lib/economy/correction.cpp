#include "economy/correction.h"

#include <algorithm>
#include <map>

#include "charter/mandate.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "economy/ledger_rules.h"

namespace tos::economy {
namespace {

// A movement as it stands in the books, and what it is to become.
struct Corrected {
  std::int64_t position = 0;
  std::vector<Leg> difference;
};

using Sums = std::map<AccountName, Int128>;

void add_postings(Database& db, std::int64_t entry, Sums& sums) {
  for (Rows rows =
           db.query("SELECT a.owner, a.currency, a.purpose, p.amount FROM posting p JOIN account a ON a.number = "
                    "p.account WHERE p.entry = ? ORDER BY p.leg",
                    entry);
       rows.next();) {
    const auto account = AccountName::parse(fmt::format("{}/{}/{}", rows.bytes(0), rows.bytes(1), rows.bytes(2)));
    TOS_SOUND(account.has_value());
    sums[*account] += rows.integer(3);
  }
}

// What the record at a position says that its movement is: a correction says it whole.
Result<Sums> stated_legs(Database& db, const RecordId& id, std::int64_t position) {
  Sums sums;
  if (const auto text = db.text("SELECT legs FROM correction WHERE position = ?", position)) {
    std::vector<Leg> legs;
    read_legs(*text, legs);
    for (const Leg& leg : legs) sums[leg.account] += leg.amount;
    return sums;
  }
  for (const EntryRow& entry : entries_of(db, position)) {
    if (entry.cause != Cause::transfer) continue;
    add_postings(db, entry.number, sums);
    return sums;
  }
  return refuse(rules::ECO_050, "{} made no transfer", id.hex16()).hint("tos show {}", id.hex16());
}

Result<Corrected> find_difference(const Context& context, const Correction& correction) {
  const auto position = index::position_of(context.db, correction.corrects);
  if (!position) return refuse(rules::ECO_050, "there is no record {} here", correction.corrects.hex16());
  TOS_TRY(Sums sums, stated_legs(context.db, correction.corrects, *position));
  for (auto& [account, amount] : sums) amount = -amount;
  for (const LegField& leg : correction.legs) sums[leg.account] += leg.amount;
  Corrected corrected{.position = *position, .difference = {}};
  for (const auto& [account, amount] : sums) {
    if (amount == 0) continue;
    if (amount > max_amount || amount < -max_amount)
      return refuse(rules::ECO_016, "the difference on {} is more than a leg can be", account);
    corrected.difference.push_back({.account = account, .amount = static_cast<std::int64_t>(amount)});
  }
  return corrected;
}

// Each account once, and what is right balances by itself.
Result<void> check_legs(const Correction& correction) {
  std::map<AccountName, int> seen;
  for (const LegField& leg : correction.legs) {
    if (leg.amount == 0) return refuse(rules::ECO_010, "nothing moves on {}", leg.account);
    if (++seen[leg.account] > 1) return refuse(rules::ECO_010, "{} stands twice", leg.account);
  }
  return {};
}

}  // namespace

std::string correction_target(const Correction& correction) {
  return to_hex(sha256(correction.corrects.hex() + "\n", print_legs(correction.legs.items)));
}

Result<void> check_correction(const Context& context, const Correction& correction) {
  TOS_CHECK(check_legs(correction));
  TOS_TRY(const Corrected corrected, find_difference(context, correction));
  if (const auto by = context.db.number("SELECT position FROM correction WHERE corrects = ?", corrected.position)) {
    const auto entry = index::entry_at(context.db, *by);
    TOS_SOUND(entry.has_value());
    return refuse(rules::ECO_051, "{} was corrected by {}", correction.corrects.hex16(), entry->id.hex16())
        .hint("correct that one: tos ledger correct {}", entry->id.hex16());
  }
  if (corrected.difference.empty())
    return refuse(rules::ECO_052, "the legs are those of {} already", correction.corrects.hex16());
  TOS_CHECK(check_movement(context, corrected.difference));
  return check_permitted(context, corrected.difference, correction.decision, correction_target(correction));
}

void apply_correction(const Context& context, const Correction& correction) {
  if (correction.decision) charter::use_mandate(context, *correction.decision);
  const auto corrected = find_difference(context, correction);
  TOS_SOUND(corrected.has_value());
  context.db.run("INSERT INTO correction(position, corrects, legs) VALUES(?,?,?)", context.position,
                 corrected->position, print_legs(correction.legs.items));
  note_let_in(context, corrected->difference);
  apply_movement(context, corrected->difference, Cause::correction, {}, correction.reason.text);
}

std::string folder_of_correction(const Context& context, const Correction&) { return ledger_folder(context); }

Result<void> check_breaker_reset(const Context& context, const BreakerReset& reset) {
  TOS_TRY(const CurrencyRow currency, require_currency(context.db, reset.code));
  if (!currency.breaker_since) return refuse(rules::ECO_060, "the breaker of {} is closed", reset.code);
  return charter::check_mandate(context, reset.decision, reset.code.text());
}

void apply_breaker_reset(const Context& context, const BreakerReset& reset) {
  charter::use_mandate(context, reset.decision);
  set_breaker(context.db, reset.code, std::nullopt);
  const auto currency = find_currency(context.db, reset.code.text());
  TOS_SOUND(currency.has_value());
  restart_spending(context, *currency);
}

std::string folder_of_breaker_reset(const Context& context, const BreakerReset&) { return ledger_folder(context); }

}  // namespace tos::economy
