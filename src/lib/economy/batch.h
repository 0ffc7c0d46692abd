#pragma once
#include "economy/transfer.h"

namespace tos::economy {

// Movements of several records. Parts wait in the read model until the last has come.

// ECO-040 to ECO-042, ECO-044. Answers all legs of the batch where this part is its last, nothing where it is not.
Result<std::optional<std::vector<Leg>>> check_batch_part(const Context& context, const Transfer& transfer);
// Keeps the part, or answers all legs and ends the batch where it is the last.
std::optional<std::vector<Leg>> take_batch_part(const Context& context, const Transfer& transfer);

}  // namespace tos::economy
