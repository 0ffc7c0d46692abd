#include "deliberation/stage_move.h"

#include <algorithm>

#include "core/index/sound.h"
#include "deliberation/editors.h"
#include "deliberation/evidence.h"
#include "deliberation/option.h"
#include "deliberation/position.h"
#include "deliberation/round.h"
#include "deliberation/rules.h"

namespace tos::deliberation {
namespace {

using charter::Stage;

bool is_over(const Chain& chain) {
  return chain.state == ChainState::withdrawn || chain.state == ChainState::archived || chain.stage == Stage::archived;
}

// DEL-060, DEL-067.
Result<void> check_direction(const Chain& chain, Stage to) {
  if (to == Stage::archived) return {};
  const bool goes_back = (to == Stage::research || to == Stage::deliberate) && to < chain.stage;
  if (!goes_back && to != next_stage(chain.stage)) {
    return refuse(rules::DEL_060, "P{} does not go from {} to {}", chain.number, name_of(chain.stage), name_of(to))
        .hint("forward to {}, back to research or deliberate, or tos proposal archive P{}",
              name_of(next_stage(chain.stage)), chain.number);
  }
  if (goes_back ? chain.state != ChainState::open : to > Stage::vote && !chain.adopted) {
    return refuse(rules::DEL_067, "P{} is {}", chain.number,
                  chain.adopted                     ? "adopted"
                  : chain.state == ChainState::open ? "not decided"
                                                    : "not adopted")
        .hint("tos proposal show P{}", chain.number);
  }
  return {};
}

struct Wanted {
  const Rule& rule;
  std::string_view what;
  std::int64_t least;
  std::int64_t have;
};

// DEL-061 to DEL-064: what the charter's type of decision asks before this stage is left.
Result<void> check_stage_terms(const Context& context, const Subject& subject) {
  const auto* type = charter::find_decision_type(charter::current(context.db), subject.version.decision_type.text());
  if (type == nullptr || !type->stages) return {};
  const auto found = std::ranges::find(*type->stages, subject.chain.stage, &charter::StageTerms::stage);
  if (found == type->stages->end()) return {};
  const Timestamp over = subject.chain.stage_since + hours(found->hours);
  if (context.now < over) {
    return refuse(rules::DEL_061, "P{} stays in stage {} until {}", subject.chain.number, name_of(subject.chain.stage),
                  over.to_minute());
  }
  const std::int64_t chain = subject.chain.first;
  const Wanted all[] = {
      {rules::DEL_062, "sources of evidence that is not disputed", found->evidence,
       count_undisputed_sources(context.db, chain, found->evidence)},
      {rules::DEL_063, "options", found->options, count_options(context.db, chain, found->options)},
      {rules::DEL_064, "positions", found->positions, count_positions(context.db, chain, found->positions)}};
  for (const Wanted& one : all) {
    if (one.have >= one.least) continue;
    return refuse(one.rule, "P{} has {} of {} {}", subject.chain.number, one.have, one.least, one.what);
  }
  return {};
}

}  // namespace

Stage next_stage(Stage stage) {
  return stage == Stage::archived ? stage : static_cast<Stage>(static_cast<int>(stage) + 1);
}

Result<void> check_stage_move(const Context& context, const StageMove& move) {
  TOS_TRY(Version version, require_version(context.db, move.proposal));
  const Subject subject{.version = version, .chain = chain_at(context.db, version.chain)};
  const Chain& chain = subject.chain;
  if (is_over(chain)) {
    return refuse(rules::DEL_021, "proposal '{}' (P{}) is {}", version.title, chain.number,
                  chain.state == ChainState::decided ? "archived" : name_of(chain.state));
  }
  if (chain.newest != version.position) {
    return refuse(rules::DEL_069, "'{}' is version {} of P{}, and there is a newer one", version.title, version.number,
                  chain.number)
        .hint("tos proposal show P{}", chain.number);
  }
  if (!may_edit(context, chain.first)) {
    return refuse(rules::DEL_065, "'{}' is no author of '{}' (P{})", context.envelope.author, version.title,
                  chain.number);
  }
  if (chain.open_poll) {
    return refuse(rules::DEL_066, "a poll on '{}' (P{}) is open", version.title, chain.number)
        .hint("wait for its decision: tos poll list");
  }
  TOS_CHECK(check_direction(chain, move.to));
  if (move.to == Stage::archived || move.to < chain.stage) return {};
  TOS_CHECK(check_stage_terms(context, subject));
  return move.to == Stage::vote ? check_not_blocked(context.db, subject, context.now) : Result<void>();
}

void apply_stage_move(const Context& context, const StageMove& move) {
  const auto version = find_version(context.db, move.proposal);
  TOS_SOUND(version.has_value());
  const Chain chain = chain_at(context.db, version->chain);
  if (move.to == Stage::archived) return archive_chain(context.db, chain, context.now);
  set_stage(context.db, chain.first, move.to, context.now);
}

std::string folder_of_stage_move(const Context& context, const StageMove& move) {
  return folder_of_chain(context.db, move.proposal);
}

}  // namespace tos::deliberation
