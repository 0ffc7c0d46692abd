#pragma once
#include <vector>

#include "history/signed_record.h"

namespace tos::history {

// In which order records that come together may enter a log: each after those among them whose ids stand in its bytes,
// else by the time at which it was signed, and by id. Answers indices into `records`, each once. Linear in their bytes,
// but for sorting.
std::vector<std::size_t> log_order(const std::vector<const SignedRecord*>& records);

}  // namespace tos::history
