#include "cli/decided_text.h"

#include <algorithm>

#include "cli/names.h"
#include "cli/rules.h"
#include "core/index/sound.h"
#include "deliberation/tables.h"

namespace tos::cli {

Result<std::string> decided_text(history::Group& group, const voting::DecisionRow& decision, std::string_view hint) {
  const auto version = deliberation::version_at(group.db(), voting::poll_at(group.db(), decision.poll).proposal);
  TOS_SOUND(version.has_value());  // a poll names a version of the log
  TOS_TRY(const history::SignedRecord proposal, history::load_record(group, version->id.as<RecordTag>()));
  const auto text = std::ranges::find(proposal.enclosures, "text", &Enclosure::name);
  if (text != proposal.enclosures.end()) return text->text;
  return refuse(rules::CLI_004, "the proposal of {} '{}' has no full wording to take it from",
                decision_name(group, decision), version->title)
      .hint("{}", hint);
}

}  // namespace tos::cli
