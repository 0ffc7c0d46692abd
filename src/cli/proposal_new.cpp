#include "cli/proposal_new.h"

#include <CLI/CLI.hpp>

#include "charter/parameters.h"
#include "cli/aid_deal.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "cli/time_option.h"
#include "cli/yaml_draft.h"
#include "core/log/durable_file.h"
#include "deliberation/acts.h"
#include "deliberation/proposal.h"

namespace tos::cli {
namespace {

constexpr std::string_view default_type = "routine";

// An option that asks for one act: `--suspend HANDLE` is a mandate of identity.suspension/v1 on HANDLE.
struct ActOption {
  const char* option;
  const char* type_name;
  const char* kind;
  const char* help;
};
constexpr ActOption act_options[] = {
    {"--admit", "HANDLE", "identity.admission/v1", "asks to admit this applicant"},
    {"--suspend", "HANDLE", "identity.suspension/v1", "asks to suspend this member"},
    {"--reinstate", "HANDLE", "identity.reinstatement/v1", "asks to end this member's suspension"},
    {"--assign", "HANDLE/ROLE", "identity.role-assignment/v1", "asks to give this member a role"},
    {"--recall", "HANDLE/ROLE", "identity.recall/v1", "asks to recall this member from a role"},
    {"--redact", "ID", "identity.redaction/v1", "asks to permit the absence of this record's texts"},
    {"--change", "POLICY", "voting.policy-change/v1",
     "asks to put this proposal's text in the place of this policy's (D7); without a text, to repeal it"},
    {"--settle", "DEAL=AMOUNT", "economy.dispute-ruling/v1", "asks to pay so much of what this disputed deal holds"},
};

struct ProposalOptions {
  std::string title;
  std::string summary;
  std::string text;
  std::string type;
  std::vector<std::string> paths;
  std::string test;
  std::string sunset;
  std::string mandate_kind;
  std::string mandate_target;
  std::string acts[std::size(act_options)];
  std::string amend_charter;
  std::string replaces;
  std::string out;
};

std::string act_kind_names() {
  std::string names;
  for (const deliberation::ActKind& act : deliberation::act_kinds()) {
    names += (names.empty() ? "" : ", ") + std::string(act.kind);
  }
  return names;
}

Result<std::string> charter_target(const std::string& file) {
  auto text = log::read_file(file, max_record_bytes);
  if (!text) return refuse(rules::CLI_005, "the charter file '{}' cannot be read", file);
  auto charter = decode_yaml<charter::Charter>(*text);
  if (!charter) {
    charter.error().in_file(file);
    return charter.error();
  }
  TOS_CHECK(charter::check_charter(*charter));
  return to_hex(charter::charter_digest(*charter));
}

Result<std::string> full_target(history::Group& group, std::string_view kind, const std::string& target) {
  if (kind == "voting.policy-change/v1") {
    TOS_TRY(const voting::DecisionRow policy, find_decision_named(group, target));
    return policy.id.hex();
  }
  if (kind == "economy.dispute-ruling/v1") return ruling_target_option(group, target);
  if (kind != "identity.redaction/v1") return target;
  TOS_TRY(const index::LogEntry entry, resolve_record(group, target));
  return entry.id.hex();
}

// At most one act, however it was asked for.
Result<std::optional<deliberation::ProposedAct>> read_act(history::Group& group, const ProposalOptions& options) {
  std::vector<std::pair<std::string, std::string>> asked;
  if (options.mandate_kind.empty() != options.mandate_target.empty()) {
    return refuse(rules::CLI_001, "--mandate-kind and --mandate-target go together")
        .hint("kinds that carry out a decision: {}", act_kind_names());
  }
  if (!options.mandate_kind.empty()) asked.emplace_back(options.mandate_kind, options.mandate_target);
  for (std::size_t i = 0; i < std::size(act_options); ++i) {
    if (!options.acts[i].empty()) asked.emplace_back(act_options[i].kind, options.acts[i]);
  }
  if (!options.amend_charter.empty()) {
    TOS_TRY(std::string target, charter_target(options.amend_charter));
    asked.emplace_back("charter.amendment/v1", std::move(target));
  }
  if (asked.size() > 1)
    return refuse(rules::CLI_001, "a proposal asks for one act, and {} are given", asked.size())
        .hint("make a proposal of its own for each");
  if (asked.empty()) return std::optional<deliberation::ProposedAct>();
  TOS_TRY(std::string target, full_target(group, asked.front().first, asked.front().second));
  return std::optional(deliberation::ProposedAct{.kind = {asked.front().first}, .target = {std::move(target)}});
}

// A policy is changed by a decision of its own type (VOT-062).
std::string type_of_policy(history::Group& group, std::string_view id) {
  const auto policy = voting::resolve_decision(group.db(), id);
  if (!policy) return {};
  return deliberation::version_at(group.db(), voting::poll_at(group.db(), policy->poll).proposal)->decision_type.text();
}

Result<Handle> read_type(history::Group& group, const ProposalOptions& options,
                         const std::optional<deliberation::ProposedAct>& act) {
  std::string type = options.type;
  if (type.empty() && act) {
    if (const auto* known = deliberation::find_act_kind(*act->kind)) type = known->decision_type;
  }
  if (type.empty() && act && *act->kind == "voting.policy-change/v1") type = type_of_policy(group, *act->target);
  if (type.empty()) type = default_type;
  const charter::Charter& charter = charter::current(group.db());
  if (charter::find_decision_type(charter, type) == nullptr) {
    std::string names;
    for (const charter::DecisionType& one : charter.decision_types) {
      names += (names.empty() ? "" : ", ") + one.name.text();
    }
    return refuse(rules::CLI_001, "the charter has no type of decision '{}'", type).hint("--type {}", names);
  }
  return Handle::parse(type);
}

Result<List<deliberation::Path, 1, 8>> read_paths(const std::vector<std::string>& names) {
  List<deliberation::Path, 1, 8> paths;
  for (const std::string& name : names) {
    const auto path = value_of<deliberation::Path>(name);
    if (!path) {
      std::string all;
      for (const auto& one : NamesOf<deliberation::Path>::names) {
        all += (all.empty() ? "" : ", ") + std::string(one.text);
      }
      return refuse(rules::CLI_001, "there is no cooperation path '{}'", name).hint("--path: {}", all);
    }
    paths.items.push_back(*path);
  }
  if (paths.empty()) paths.items.push_back(deliberation::Path::collective_governance);
  return paths;
}

Result<std::string> read_summary(World& world, const std::string& given) {
  TOS_TRY(std::string text, text_option(world, given, "summary", "What is proposed and why: 10 to 2000 characters."));
  TOS_CHECK(check_text_length("summary", text,
                              "say in short what is proposed and why; the full wording goes into --text @FILE"));
  return text;
}

Result<Draft> draft_proposal(World& world, history::Group& group, const ProposalOptions& options) {
  TOS_TRY(const Timestamp now, signing_time(world));
  deliberation::Proposal proposal;
  std::vector<Enclosure> enclosures;
  proposal.title.text = options.title;
  TOS_TRY(std::string summary, read_summary(world, options.summary));
  enclosures.push_back(enclose("summary", std::move(summary)));
  proposal.summary = enclosures.back().digest();
  TOS_TRY(proposal.text, optional_text(world, options.text, "text", enclosures));
  TOS_TRY(proposal.mandate, read_act(group, options));
  TOS_TRY(proposal.decision_type, read_type(group, options, proposal.mandate));
  TOS_TRY(proposal.paths, read_paths(options.paths));
  TOS_TRY(proposal.test, optional_text(world, options.test, "test", enclosures));
  if (!options.sunset.empty()) {
    TOS_TRY(proposal.sunset, parse_time_option("sunset", options.sunset, now));
  }
  if (!options.replaces.empty()) {
    TOS_TRY(const deliberation::Version replaced, find_proposal_named(group, options.replaces));
    proposal.replaces = replaced.id;
  }
  return draft("deliberation.proposal/v1", std::move(proposal), std::move(enclosures));
}

std::string sentence_for(history::Group& group, const RecordId& id, const std::string& title) {
  const auto version = deliberation::find_version(group.db(), id.as<ProposalTag>());
  if (!version) return fmt::format("would propose '{}'", title);  // a dry run
  const std::string name = proposal_name(group, deliberation::chain_at(group.db(), version->chain));
  if (version->number > 1) return fmt::format("{} is now version {}: '{}'", name, version->number, title);
  return fmt::format("proposed {} '{}' ({})", name, title, version->decision_type);
}

Result<void> put_proposal(World& world, const ProposalOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(Draft proposal, draft_proposal(world, group, options));
  if (!options.out.empty()) return export_draft(world, group, std::move(proposal), identity, options.out);
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(proposal), identity));
  show_written(world, group, id, sentence_for(group, id, options.title));
  return {};
}

}  // namespace

void add_proposal_new(CLI::App& proposal, World& world) {
  auto options = std::make_shared<ProposalOptions>();
  CLI::App* command = proposal.add_subcommand("new", "propose something, or a new version of a proposal");
  command->add_option("--title", options->title, "the question, in one line")->required()->type_name("TITLE");
  command->add_option("--summary", options->summary, "what and why; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  command->add_option("--text", options->text, "the full wording")->type_name("TEXT");
  command->add_option("--type", options->type, "the charter's type of decision (default routine)")->type_name("TYPE");
  command->add_option("--path", options->paths, "a cooperation path (default collective-governance); may be repeated")
      ->type_name("PATH");
  command->add_option("--test", options->test, "how the group will know whether it worked")->type_name("TEXT");
  command->add_option("--sunset", options->sunset, "when it ends: 2027-11-20, or +365d")->type_name("TIME");
  command->add_option("--mandate-kind", options->mandate_kind, "the kind of record that carries it out")
      ->type_name("KIND");
  command->add_option("--mandate-target", options->mandate_target, "what that is done to")->type_name("TARGET");
  for (std::size_t i = 0; i < std::size(act_options); ++i) {
    command->add_option(act_options[i].option, options->acts[i], act_options[i].help)
        ->type_name(act_options[i].type_name);
  }
  command->add_option("--amend-charter", options->amend_charter, "asks to put the charter in this file in force")
      ->type_name("FILE");
  command->add_option("--replaces", options->replaces, "the proposal that this is a new version of")
      ->type_name("PROPOSAL");
  command->add_option("--out", options->out, "write the signed record to a file, for another to carry")
      ->type_name("FILE");
  command->callback([&world, options] { finish(world, put_proposal(world, *options)); });
}

}  // namespace tos::cli
