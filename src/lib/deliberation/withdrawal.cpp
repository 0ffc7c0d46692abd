#include "deliberation/withdrawal.h"

#include "core/index/sound.h"
#include "deliberation/rules.h"

namespace tos::deliberation {

Result<void> check_withdrawal(const Context& context, const Withdrawal& withdrawal) {
  TOS_TRY(const Version version, require_version(context.db, withdrawal.proposal));
  const Chain chain = chain_at(context.db, version.chain);
  if (!is_author(context.db, chain.first, context.envelope.author)) {
    return refuse(rules::DEL_010, "'{}' is no author of '{}' (P{})", context.envelope.author, version.title,
                  chain.number);
  }
  if (chain.state != ChainState::open) {
    return refuse(rules::DEL_011, "proposal '{}' (P{}) is {}", version.title, chain.number, name_of(chain.state));
  }
  if (chain.newest != version.position) {
    return refuse(rules::DEL_012, "'{}' is version {} of P{}, and there is a newer one", version.title, version.number,
                  chain.number)
        .hint("tos proposal show P{}", chain.number);
  }
  if (chain.open_poll) {
    return refuse(rules::DEL_013, "a poll on '{}' (P{}) is open", version.title, chain.number)
        .hint("wait for its decision: tos poll list");
  }
  return {};
}

void apply_withdrawal(const Context& context, const Withdrawal& withdrawal) {
  const auto version = find_version(context.db, withdrawal.proposal);
  TOS_SOUND(version.has_value());
  set_chain_state(context.db, version->chain, ChainState::withdrawn);
}

std::string folder_of_withdrawal(const Context& context, const Withdrawal& withdrawal) {
  return folder_of_chain(context.db, withdrawal.proposal);
}

}  // namespace tos::deliberation
