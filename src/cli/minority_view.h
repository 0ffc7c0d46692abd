#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "history/group.h"
#include "voting/polls/minority.h"

namespace tos::cli {

// The minority report of a decision, with the words of those who disagreed.
struct DissentView {
  voting::Dissent dissent;
  std::string member;
  std::string reason;  // empty: none was given, or it is redacted
  std::string answer;  // "D3: He may mow on Thursdays."; empty: no change of the policy has met it yet
};
Result<std::vector<DissentView>> minority_view(history::Group& group, const voting::DecisionRow& decision);

// "  block      cleo: Nobody is insured. (1f0c9a…)", a line an entry, and one below it for the answer.
std::string minority_text(const std::vector<DissentView>& report);
nlohmann::json minority_json(const std::vector<DissentView>& report);

}  // namespace tos::cli
