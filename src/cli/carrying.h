#pragma once
#include <string>

#include "charter/mandate.h"
#include "history/group.h"
#include "voting/polls/tables.h"

namespace tos::cli {

// The command that carries out what an adopted decision permits, once it is in force: "tos charter amend FILE
// --decision D7". Empty where nothing is left to do.
std::string carrying_command(history::Group& group, const voting::DecisionRow& decision,
                             const charter::Mandate& mandate);

}  // namespace tos::cli
