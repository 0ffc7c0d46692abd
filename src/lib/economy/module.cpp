#include "economy/module.h"

#include "economy/aid.h"
#include "economy/aid_tables.h"
#include "economy/correction.h"
#include "economy/currency.h"
#include "economy/decay.h"
#include "economy/fund_kinds.h"
#include "economy/fund_tables.h"
#include "economy/hold.h"
#include "economy/points.h"
#include "economy/tables.h"
#include "economy/transfer.h"

namespace tos::economy {
namespace {

KindTable ledger_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Currency, check_currency, apply_currency, folder_of_currency>(
          "economy.currency/v1", Signer::member, "steward", "a currency of this group, with its terms"),
      kind_entry<CurrencyChange, check_currency_change, apply_currency_change, folder_of_currency_change>(
          "economy.currency-change/v1", Signer::member, "member", "put a currency's new terms in force"),
      kind_entry<BreakerReset, check_breaker_reset, apply_breaker_reset, folder_of_breaker_reset>(
          "economy.breaker-reset/v1", Signer::member, "member", "let payments of a currency go on"),
      kind_entry<Transfer, check_transfer, apply_transfer, folder_of_transfer>(
          "economy.transfer/v1", Signer::member, "member", "move amounts between accounts"),
      kind_entry<Hold, check_hold, apply_hold, folder_of_hold>("economy.hold/v1", Signer::member, "member",
                                                               "set an amount aside for somebody"),
      kind_entry<Posting, check_posting, apply_posting, folder_of_posting>("economy.post/v1", Signer::member, "member",
                                                                           "pay what is held"),
      kind_entry<Voiding, check_voiding, apply_voiding, folder_of_voiding>("economy.void/v1", Signer::member, "member",
                                                                           "let go of what is held"),
      kind_entry<Correction, check_correction, apply_correction, folder_of_correction>(
          "economy.correction/v1", Signer::member, "member", "put a wrong movement right"),
  };
  return table;
}

std::span<const TimerHandler> ledger_timers() {
  static constexpr TimerHandler table[] = {
      {"economy.hold-end", expire_hold},
      {"economy.batch-end", expire_batch},
      {decay_timer, shrink_balance},
  };
  return table;
}

template <class Entry>
std::vector<Entry> joined_tables(std::initializer_list<std::span<const Entry>> parts) {
  std::vector<Entry> all;
  for (const auto part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

KindTable economy_kinds() {
  static const auto table = joined_tables<KindEntry>({ledger_kinds(), points_kinds(), aid_kinds(), fund_kinds()});
  return table;
}

std::span<const TimerHandler> economy_timers() {
  static const auto table =
      joined_tables<TimerHandler>({ledger_timers(), points_timers(), aid_timers(), fund_timers()});
  return table;
}

std::string economy_schema() { return std::string(ledger_schema) + points_schema + aid_schema + fund_schema; }

}  // namespace tos::economy
