#pragma once
#include "economy/book.h"

namespace tos::economy {

// What slows spending down: velocity limits and breakers. For the book; modules ask the book.

// ECO-014: what a member or fund spends within the currency's window, `amount` included.
Result<void> check_velocity(const Context& context, const AccountRow& account, const CurrencyRow& currency,
                            std::int64_t amount);
// ECO-015, ECO-016: no currency's breaker is open, and none would be opened.
Result<void> check_breakers(const Context& context, Legs legs);
// Keeps what members and funds spent and hold, for currencies with a breaker. Before the legs are posted. What decays
// is not spent.
void note_spending(Database& db, const EntryRow& entry, Legs legs);

// min(hard, ⌊limit × min(days, growth_days) ÷ growth_days⌋ + earned): pure. `partners`: members whom the member
// received from within the window, each once.
std::int64_t grown_limit(const CreditTerms& terms, std::int64_t days, std::int64_t partners);

}  // namespace tos::economy
