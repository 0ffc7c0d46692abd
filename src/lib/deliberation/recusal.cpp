#include "deliberation/recusal.h"

#include "core/index/sound.h"
#include "deliberation/rules.h"
#include "identity/roll.h"

namespace tos::deliberation {
Result<void> check_recusal(const Context& context, const Recusal& recusal) {
  TOS_TRY(const Version version, require_version(context.db, recusal.proposal));
  const Chain chain = chain_at(context.db, version.chain);
  if (chain.state != ChainState::open) {
    return refuse(rules::DEL_011, "proposal '{}' (P{}) is {}", version.title, chain.number, name_of(chain.state));
  }
  if (is_recused(context.db, chain.first, identity::author_number(context))) {
    return refuse(rules::DEL_014, "'{}' is recused from '{}' (P{}) already", context.envelope.author, version.title,
                  chain.number);
  }
  return {};
}

void apply_recusal(const Context& context, const Recusal& recusal) {
  const auto version = find_version(context.db, recusal.proposal);
  TOS_SOUND(version.has_value());
  add_recusal(context.db, version->chain, identity::author_number(context), context.position);
}

std::string folder_of_recusal(const Context& context, const Recusal& recusal) {
  return folder_of_chain(context.db, recusal.proposal);
}

// Standing aside is nobody's to forbid.
std::optional<Authority> authority_of_recusal(const Context&, const Recusal&) { return Authority{}; }

}  // namespace tos::deliberation
