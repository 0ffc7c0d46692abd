#pragma once
#include <set>
#include <string>

#include "core/base/assert.h"
#include "core/record/form.h"
#include "economy/books/imported.h"

// What every file must hold to that is read into transfers, whatever its bytes: each row, or pair of rows, is a
// movement that balances, has a key of its own and a memo that a record can hold, or it is bad for a reason.
namespace tos::economy::books::fuzz {

inline std::optional<int> scale_of(const CurrencyCode& code) { return code.text() == "HOURS" ? 0 : 2; }

inline void check(const ImportedFile& file) {
  std::set<std::string> keys;
  for (const ImportedTransfer& transfer : file.transfers) {
    Int128 sum = 0;
    for (const Leg& leg : transfer.legs) {
      TOS_ASSERT(leg.amount != 0 && leg.amount <= max_amount && leg.amount >= -max_amount);
      sum += leg.amount;
    }
    TOS_ASSERT(sum == 0 && transfer.legs.size() >= 2);
    TOS_ASSERT(keys.insert(transfer.key).second && transfer.key.size() <= 64);
    TOS_ASSERT(is_allowed_text(transfer.memo) && transfer.memo.find('\n') == std::string::npos);
  }
  for (const BadRow& row : file.bad) TOS_ASSERT(row.line > 0 && row.why.rule != nullptr);
}

}  // namespace tos::economy::books::fuzz
