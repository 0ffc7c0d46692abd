#include "deliberation/proposal.h"

#include <algorithm>
#include <set>

#include "charter/parameters.h"
#include "core/index/sound.h"
#include "deliberation/acts.h"
#include "deliberation/editors.h"
#include "deliberation/objection.h"
#include "deliberation/rules.h"
#include "identity/roles.h"

namespace tos::deliberation {
namespace {

// DEL-001 to DEL-003: what can be seen from the proposal and the charter alone.
Result<void> check_terms(const Context& context, const Proposal& proposal) {
  const charter::Charter& charter = charter::current(context.db);
  if (charter::find_decision_type(charter, proposal.decision_type.text()) == nullptr) {
    return refuse(rules::DEL_001, "the charter has no type of decision '{}'", proposal.decision_type)
        .hint("tos charter show");
  }
  const auto& paths = proposal.paths.items;
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    if (std::find(path + 1, paths.end(), *path) != paths.end()) {
      return refuse(rules::DEL_002, "the path '{}' is named twice", name_of(*path));
    }
  }
  if (proposal.sunset && *proposal.sunset <= context.envelope.at) {
    return refuse(rules::DEL_003, "the sunset {} is not after {}", proposal.sunset->to_minute(),
                  context.envelope.at.to_minute());
  }
  return {};
}

// DEL-016.
Result<void> check_policy_act(const Proposal& proposal) {
  const bool repeals = proposal.mandate->target.text.starts_with(repeal_prefix);
  if (repeals != proposal.text.has_value()) return {};
  if (repeals) {
    return refuse(rules::DEL_016, "'{}' repeals a policy and has a wording to put in its place", *proposal.title)
        .hint("to change the policy: tos proposal new --change D1 --text @FILE");
  }
  return refuse(rules::DEL_016, "'{}' changes a policy and has no wording to put in its place", *proposal.title)
      .hint("give it with --text @FILE, or repeal the policy: tos proposal new --repeal D1");
}

// DEL-004 to DEL-006, DEL-016: what its adoption would permit.
Result<void> check_act(const Context& context, const Proposal& proposal) {
  const std::string& kind = proposal.mandate->kind.text;
  const std::string& target = proposal.mandate->target.text;
  const ActKind* act = find_act_kind(kind);
  if (act == nullptr) {
    std::vector<std::string_view> kinds;
    for (const ActKind& known : act_kinds()) kinds.push_back(known.kind);
    return refuse(rules::DEL_004, "'{}' is not carried out by decision", kind)
        .hint("one of {}", fmt::join(kinds, ", "));
  }
  if (!act->decision_type.empty() && act->decision_type != proposal.decision_type.text()) {
    return refuse(rules::DEL_005, "{} is decided as '{}', not as '{}'", kind, act->decision_type,
                  proposal.decision_type)
        .hint("tos proposal new --type {}", act->decision_type);
  }
  if (kind == policy_change_kind) return check_policy_act(proposal);
  if (kind == recall_kind && !identity::has_petition(context.db, target)) {
    return refuse(rules::DEL_006, "no petition to recall '{}' has gathered its signatures", target)
        .hint("tos role petition ROLE HANDLE");
  }
  return {};
}

// DEL-007 to DEL-009, DEL-015: a new version.
Result<void> check_replacement(const Context& context, const ProposalId& replaced) {
  TOS_TRY(const Version version, require_version(context.db, replaced));
  const Chain chain = chain_at(context.db, version.chain);
  if (chain.state != ChainState::open) {
    return refuse(rules::DEL_007, "proposal '{}' (P{}) is {}", version.title, chain.number, name_of(chain.state))
        .hint("make a new proposal");
  }
  if (chain.newest != version.position) {
    return refuse(rules::DEL_007, "'{}' is version {} of P{}, and there is a newer one", version.title, version.number,
                  chain.number)
        .hint("tos proposal show P{}", chain.number);
  }
  if (!may_edit(context, chain.first)) {
    return refuse(rules::DEL_008, "'{}' is no author of '{}' (P{})", context.envelope.author, version.title,
                  chain.number)
        .hint("make a proposal of your own: tos proposal new");
  }
  if (chain.open_poll) {
    return refuse(rules::DEL_015, "a poll on '{}' (P{}) is open", version.title, chain.number)
        .hint("wait for its decision: tos poll list");
  }
  return {};
}

// DEL-053: the objections that a new version answers.
Result<void> check_answers(const Context& context, const Proposal& proposal) {
  const auto replaced = proposal.replaces ? find_version(context.db, *proposal.replaces) : std::nullopt;
  std::set<ObjectionId> named;
  for (const Answer& answer : *proposal.answers) {
    const auto objection = find_objection(context.db, answer.objection);
    if (!replaced || !objection || objection->chain != replaced->chain || objection->settled) {
      return refuse(rules::DEL_053, "{} is no open objection to what this version replaces", answer.objection.hex16())
          .hint("tos proposal show P1");
    }
    if (!named.insert(answer.objection).second) {
      return refuse(rules::DEL_053, "O{} is answered twice", objection->number);
    }
  }
  return {};
}

// A type that has stages asks for each of them; those that were passed under another type do not count.
void restart_stages(const Context& context, const Version& replaced, const Handle& type_name) {
  if (replaced.decision_type == type_name) return;
  const auto* type = charter::find_decision_type(charter::current(context.db), type_name.text());
  TOS_SOUND(type != nullptr);
  if (type->stages) set_stage(context.db, replaced.chain, charter::Stage::present, context.now);
}

}  // namespace

Result<void> check_proposal(const Context& context, const Proposal& proposal) {
  TOS_CHECK(check_terms(context, proposal));
  if (proposal.mandate) TOS_CHECK(check_act(context, proposal));
  if (proposal.replaces) TOS_CHECK(check_replacement(context, *proposal.replaces));
  if (proposal.answers) TOS_CHECK(check_answers(context, proposal));
  return {};
}

void apply_proposal(const Context& context, const Proposal& proposal) {
  Version version{.position = context.position,
                  .id = context.id.as<ProposalTag>(),
                  .chain = context.position,
                  .number = 1,
                  .author = context.envelope.author,
                  .logged_at = context.now,
                  .title = proposal.title.text,
                  .decision_type = proposal.decision_type,
                  .act = {},
                  .sunset = proposal.sunset};
  if (proposal.mandate) version.act = Act{.kind = proposal.mandate->kind.text, .target = proposal.mandate->target.text};
  if (proposal.replaces) {
    const auto replaced = find_version(context.db, *proposal.replaces);
    TOS_SOUND(replaced.has_value());
    version.chain = replaced->chain;
    version.number = replaced->number + 1;
    restart_stages(context, *replaced, proposal.decision_type);
  } else {
    add_chain(context.db, context.position, folder_of_proposal(context, proposal), context.now);
  }
  add_version(context.db, version);
  if (!proposal.answers) return;
  for (const Answer& answer : *proposal.answers) {
    settle_objection(context.db, answer.objection, Settlement::amendment, context.position);
  }
}

std::string folder_of_proposal(const Context& context, const Proposal& proposal) {
  if (proposal.replaces) return folder_of_chain(context.db, *proposal.replaces);
  return fmt::format("proposals/{}/{}-{}", month_folder(context.envelope.at), slug(proposal.title.text, "proposal"),
                     context.id.hex16());
}

std::optional<Authority> authority_of_proposal(const Context&, const Proposal& proposal) {
  if (is_open_to_all_members(proposal.decision_type.text())) return Authority{};
  return std::nullopt;
}

}  // namespace tos::deliberation
