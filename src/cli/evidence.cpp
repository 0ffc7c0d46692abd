#include "deliberation/evidence.h"

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

using deliberation::Evidence;
using deliberation::EvidenceReview;

constexpr std::size_t most_file_bytes = std::size_t{64} << 20;

struct EvidenceOptions {
  std::string title;
  std::string kind = "research";
  std::string url;
  std::string file;
  std::string summary;
  bool against = false;
};

Result<void> add_piece(World& world, const std::string& name, const EvidenceOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  std::vector<Enclosure> enclosures;
  Evidence evidence{.proposal = version.id,
                    .kind = {},
                    .side = options.against ? deliberation::Side::against : deliberation::Side::in_favour,
                    .title = {options.title},
                    .url = {},
                    .digest = {},
                    .summary = {}};
  TOS_TRY(evidence.kind, choice_option<deliberation::EvidenceKind>("kind of evidence", options.kind));
  if (!options.url.empty()) evidence.url = {options.url};
  if (!options.file.empty()) {
    const auto bytes = log::read_file(options.file, most_file_bytes);
    if (!bytes) return refuse(rules::CLI_005, "'{}' cannot be read", options.file);
    evidence.digest = FileDigest(sha256(*bytes));
  }
  TOS_TRY(evidence.summary, optional_text(world, options.summary, "summary", enclosures));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.evidence/v1", std::move(evidence), std::move(enclosures))));
  const auto row = deliberation::find_evidence(group.db(), id.as<EvidenceTag>());
  const std::string said =
      row ? statement_name(group, Statement::evidence, row->number, row->position) + " speaks" : "would speak";
  show_written(world, group, id,
               fmt::format("{} {} {}: '{}'", said, options.against ? "against" : "for", proposal_title(group, version),
                           options.title));
  return {};
}

Result<void> review_piece(World& world, const std::string& name, const std::string& ground, const std::string& reason) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const std::int64_t position, find_statement(group, Statement::evidence, name));
  const EvidenceId evidence = deliberation::evidence_at(group.db(), position).id;
  std::vector<Enclosure> enclosures;
  EvidenceReview review{.evidence = evidence, .verdict = {}, .ground = {}, .reason = {}};
  if (!ground.empty()) {
    review.verdict = deliberation::ReviewVerdict::disputed;
    TOS_TRY(review.ground, choice_option<deliberation::DisputeGround>("ground", ground));
  }
  TOS_TRY(review.reason, optional_text(world, reason, "reason", enclosures));
  TOS_TRY(
      const RecordId id,
      publish_draft(world, group, draft("deliberation.evidence-review/v1", std::move(review), std::move(enclosures))));
  const auto row = deliberation::evidence_at(group.db(), position);
  show_written(world, group, id,
               fmt::format("{} '{}' is {}: {} of {} confirmations, {} of {} disputes",
                           statement_name(group, Statement::evidence, row.number, position), row.title,
                           name_of(row.state()), row.confirmations, deliberation::confirmations_to_confirm,
                           row.disputes, deliberation::disputes_to_dispute));
  return {};
}

CLI::App* add_review_command(CLI::App& evidence, World& world, const char* verb, const char* help, bool disputes) {
  struct Words {
    std::string name;
    std::string ground;
    std::string reason;
  };
  auto words = std::make_shared<Words>();
  CLI::App* command = evidence.add_subcommand(verb, help);
  command->add_option("evidence", words->name, "E3, latest, or the first digits of an id")
      ->required()
      ->type_name("EVIDENCE");
  if (disputes) {
    command->add_option("--ground", words->ground, "inaccurate, outdated, misleading, irrelevant or fabricated")
        ->required()
        ->type_name("GROUND");
  }
  command->add_option("--reason", words->reason, "how you found it; TEXT, @FILE or -")->type_name("TEXT");
  command->callback([&world, words] { finish(world, review_piece(world, words->name, words->ground, words->reason)); });
  return command;
}

}  // namespace

void add_evidence(CLI::App& app, World& world) {
  CLI::App* evidence =
      app.add_subcommand("evidence", "say what speaks for or against a proposal; confirm or dispute it");
  evidence->require_subcommand(1);
  auto options = std::make_shared<EvidenceOptions>();
  CLI::App* add = evidence->add_subcommand("add", "name evidence and its source");
  auto name = proposal_argument(*add);
  add->add_option("--title", options->title, "what it shows, in one line")->required()->type_name("TITLE");
  add->add_option("--kind", options->kind, "research, data, expert or precedent (default research)")->type_name("KIND");
  add->add_option("--source", options->url, "where it can be read: an https address")->type_name("URL");
  add->add_option("--file", options->file, "a file that holds it: its SHA-256 goes into the record")->type_name("FILE");
  add->add_option("--summary", options->summary, "what it says; TEXT, @FILE or -")->type_name("TEXT");
  add->add_flag("--against", options->against, "it speaks against the proposal (default: for it)");
  add->callback([&world, name, options] { finish(world, add_piece(world, *name, *options)); });
  add_review_command(*evidence, world, "confirm", "say that it is right; three members confirm it", false);
  add_review_command(*evidence, world, "dispute", "say what is wrong with it; two members dispute it", true);
}

}  // namespace tos::cli
