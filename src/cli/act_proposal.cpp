#include "cli/act_proposal.h"

#include <CLI/CLI.hpp>

#include "charter/mandate.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "deliberation/acts.h"
#include "deliberation/proposal.h"

namespace tos::cli {

void add_proposal_texts(CLI::App& command, ActProposal& proposal) {
  command.add_option("--title", proposal.title, "the question, in one line (else made from the words above)")
      ->type_name("TITLE");
  command.add_option("--summary", proposal.summary, "what and why; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  command.add_option("--text", proposal.text, "the full wording")->type_name("TEXT");
}

Result<void> propose_act(World& world, history::Group& group, const ActProposal& proposal, std::string_view then) {
  const deliberation::ActKind* act = deliberation::find_act_kind(proposal.kind);
  std::vector<Enclosure> enclosures;
  deliberation::Proposal body;
  body.title.text = proposal.title;
  TOS_TRY(body.summary, required_text(world, proposal.summary, "summary",
                                      "What is proposed and why: 10 to 2000 characters.", enclosures));
  TOS_TRY(body.text, optional_text(world, proposal.text, "text", enclosures));
  TOS_TRY(body.decision_type, Handle::parse(act->decision_type));
  body.paths.items = {deliberation::Path::social_economy};
  body.mandate = {.kind = {proposal.kind}, .target = {proposal.target}};
  const std::string type = body.decision_type.text();
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.proposal/v1", std::move(body), std::move(enclosures))));
  const auto version = deliberation::find_version(group.db(), id.as<ProposalTag>());
  if (!version) {  // a dry run
    show_written(world, group, id, fmt::format("would propose '{}'", proposal.title));
    return {};
  }
  const std::string name = proposal_name(group, deliberation::chain_at(group.db(), version->chain));
  show_written(world, group, id, fmt::format("proposed {} '{}' ({})", name, proposal.title, type));
  world.note(fmt::format("next: tos poll open {}; once it is decided and in force: {}", name, then));
  return {};
}

Result<DecidedAct> find_decided_act(history::Group& group, const std::string& name, std::string_view kind,
                                    std::string_view what) {
  TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, name));
  const auto mandate = charter::find_mandate(group.db(), decision.id.as<RecordTag>());
  if (!mandate || mandate->kind != kind) {
    return refuse(rules::CLI_001, "{} '{}' permits no {}", decision_name(group, decision),
                  title_of(group, voting::poll_at(group.db(), decision.poll)), what)
        .hint("what it decided: tos decision show {}", decision_name(group, decision));
  }
  return DecidedAct{.decision = decision.id.as<RecordTag>(), .target = mandate->target};
}

}  // namespace tos::cli
