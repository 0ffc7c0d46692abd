#include "cli/readme_block.h"

#include <algorithm>

#include "cli/delivery_names.h"
#include "cli/poll_view.h"
#include "cli/rules.h"
#include "core/index/log_table.h"
#include "delivery/markup.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_decisions_shown = 10;

std::string linked(history::Group& group, std::string_view text, std::int64_t position) {
  const auto entry = index::entry_at(group.db(), position);
  return fmt::format("[{}](<{}>)", delivery::escape_markdown(text), delivery::escape_link(entry ? entry->path : ""));
}

std::string polls_text(history::Group& group, Timestamp now) {
  std::string out;
  for (const voting::PollRow& poll : voting::undecided_polls(group.db())) {
    const Turnout turnout = turnout_of(group, poll);
    out += fmt::format("- {}: {}, {} of {} have voted, closes {}\n",
                       linked(group, poll_name(group, poll) + " " + title_of(group, poll), poll.position),
                       stage_text(stage_of(poll, now)), turnout.voters, turnout.eligible, poll.closes_at.to_minute());
  }
  return out.empty() ? "None.\n" : out;
}

std::string decisions_text(history::Group& group) {
  const std::vector<voting::DecisionRow> decisions = voting::all_decisions(group.db());
  std::string out;
  const std::size_t shown = std::min(decisions.size(), most_decisions_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    const voting::DecisionRow& decision = decisions[decisions.size() - 1 - i];
    const std::string title = title_of(group, voting::poll_at(group.db(), decision.poll));
    out += fmt::format("- {}: {}, {}, {}\n",
                       linked(group, decision_name(group, decision) + " " + title, decision.position),
                       name_of(decision.outcome), name_of(decision.state), decision.decided_at.to_date());
  }
  if (shown < decisions.size()) out += fmt::format("- and {} more: `tos decision list`\n", decisions.size() - shown);
  return out.empty() ? "None.\n" : out;
}

std::string initiatives_text(history::Group& group) {
  std::string out;
  for (const delivery::InitiativeRow& one : delivery::all_initiatives(group.db(), false)) {
    out += fmt::format("- {}: {}, {}\n", linked(group, initiative_name(group, one) + " " + one.title, one.position),
                       name_of(one.state), delivery::escape_markdown(one.owner.text()));
  }
  return out.empty() ? "None.\n" : out;
}

// Where the marker stands alone on a line, once; nothing otherwise.
std::optional<std::size_t> find_marker(std::string_view readme, std::string_view marker) {
  const std::size_t at = readme.find(marker);
  if (at == std::string_view::npos || readme.find(marker, at + 1) != std::string_view::npos) return std::nullopt;
  const std::size_t end = at + marker.size();
  const bool is_alone = (at == 0 || readme[at - 1] == '\n') && end < readme.size() && readme[end] == '\n';
  return is_alone ? std::optional(at) : std::nullopt;
}

}  // namespace

std::string readme_block(history::Group& group, Timestamp now) {
  return fmt::format("As of {}.\n\n### Open polls\n\n{}\n### Decisions\n\n{}\n### Initiatives\n\n{}",
                     group.clock().to_minute(), polls_text(group, now), decisions_text(group), initiatives_text(group));
}

Result<std::string> replace_block(std::string_view readme, std::string_view block) {
  const auto begin = find_marker(readme, readme_begin);
  const auto end = find_marker(readme, readme_end);
  if (!begin || !end || *end < *begin) {
    return refuse(rules::CLI_006, "the two markers do not stand there, each once and alone on a line")
        .hint("write them where the news should stand: {} and, below it, {}", readme_begin, readme_end);
  }
  return fmt::format("{}{}\n\n{}\n{}", readme.substr(0, *begin), readme_begin, block, readme.substr(*end));
}

}  // namespace tos::cli
