#pragma once
#include <string>

#include "cli/session.h"
#include "voting/polls/tables.h"

namespace tos::cli {

// The full wording that a decision was made on: what the voted version of its proposal says under `text`. CLI-004 where
// it says nothing there; `hint`: what to give on the command line instead.
Result<std::string> decided_text(history::Group& group, const voting::DecisionRow& decision, std::string_view hint);

}  // namespace tos::cli
