#include "economy/correction.h"

#include <algorithm>
#include <map>

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "economy/ledger_rules.h"

namespace tos::economy {
namespace {

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

// What a record says that its movement is: a correction says it whole.
Result<Sums> stated_legs(Database& db, const RecordId& id) {
  Sums sums;
  if (const auto text = db.text("SELECT legs FROM correction WHERE record = ?", id)) {
    std::vector<Leg> legs;
    read_legs(*text, legs);
    for (const Leg& leg : legs) sums[leg.account] += leg.amount;
    return sums;
  }
  const auto entry = db.number("SELECT entry FROM movement WHERE record = ?", id);
  if (!entry) return refuse(rules::ECO_050, "{} made no transfer here", id.hex16()).hint("tos show {}", id.hex16());
  add_postings(db, *entry, sums);
  return sums;
}

// What is to become of it, less what it is.
Result<std::vector<Leg>> find_difference(const Context& context, const Correction& correction) {
  TOS_TRY(Sums sums, stated_legs(context.db, correction.corrects));
  for (auto& [account, amount] : sums) amount = -amount;
  for (const LegField& leg : correction.legs) sums[leg.account] += leg.amount;
  std::vector<Leg> difference;
  for (const auto& [account, amount] : sums) {
    if (amount == 0) continue;
    if (amount > max_amount || amount < -max_amount)
      return refuse(rules::ECO_016, "the difference on {} is more than a leg can be", account);
    difference.push_back({.account = account, .amount = static_cast<std::int64_t>(amount)});
  }
  return difference;
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
  TOS_TRY(const std::vector<Leg> difference, find_difference(context, correction));
  Rows other = context.db.query("SELECT record FROM correction WHERE corrects = ?", correction.corrects);
  if (other.next()) {
    const std::string by = other.id<RecordId>(0).hex16();
    return refuse(rules::ECO_051, "{} was corrected by {}", correction.corrects.hex16(), by)
        .hint("correct that one: tos ledger correct {}", by);
  }
  if (difference.empty())
    return refuse(rules::ECO_052, "the legs are those of {} already", correction.corrects.hex16());
  TOS_CHECK(check_movement(context, difference));
  return check_permitted(context, difference, correction.decision, correction_target(correction));
}

void apply_correction(const Context& context, const Correction& correction) {
  if (correction.decision) charter::use_mandate(context, *correction.decision);
  const auto difference = find_difference(context, correction);
  TOS_SOUND(difference.has_value());
  context.db.run("INSERT INTO correction(record, corrects, legs) VALUES(?,?,?)", context.id, correction.corrects,
                 print_legs(correction.legs.items));
  context.db.run("INSERT INTO corrected(entry) SELECT entry FROM movement WHERE record = ?", correction.corrects);
  note_let_in(context, *difference);
  apply_movement(context, *difference, Cause::correction, {}, correction.reason.text);
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
