#pragma once
#include <string>
#include <vector>

#include "voting/methods/count.h"

namespace tos::voting {

// One sentence for what happened; plain words, no markup.
std::string sentence(const Profile& profile, const Outcome& outcome, const Action& action);
std::string sentence(const Profile& profile, const Step& step);  // empty for tables (matrices, scores)
std::string sentence(const Profile& profile, const TieAction& tie);
// "Ann is elected." and the like: the result in one or two sentences.
std::vector<std::string> result_sentences(const Profile& profile, const Outcome& outcome);

}  // namespace tos::voting
