#include "delivery/proof.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/delivery_names.h"
#include "cli/initiative_acts.h"
#include "cli/input_file.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_artefact = std::size_t{1024} * 1024 * 1024;

struct ProofOptions {
  std::string initiative;
  std::string task;
  std::vector<std::string> lines;
  bool from_stdin = false;
  std::vector<std::string> links;
  std::vector<std::string> commits;
  std::vector<std::string> artefacts;
  std::vector<std::string> metrics;
  std::string note;
};

Result<void> add_lines_from_stdin(World& world, delivery::Proof& body) {
  TOS_TRY(const std::string text, read_input("-"));
  const delivery::FoundLines found = delivery::find_proof_lines(text);
  if (found.unfit > 0) {
    world.warn(fmt::format("left out {} proof line{} that no record can hold: too long, or with a control character",
                           found.unfit, found.unfit == 1 ? "" : "s"));
  }
  if (found.lines.empty()) {
    return refuse(rules::CLI_004, "stdin has no proof line")
        .hint("TOKEN=VALUE alone on a line, outside code blocks; prose that mentions one does not count");
  }
  for (const std::string_view line : found.lines) body.lines.items.push_back({std::string(line)});
  return {};
}

Result<delivery::Artefact> read_artefact(const std::string& path) {
  auto bytes = log::read_file(path, most_artefact);
  if (!bytes) return refuse(rules::CLI_005, "the artefact '{}' cannot be read, or has more than 1 GiB", path);
  return delivery::Artefact{.name = {std::filesystem::path(path).filename().string()},
                            .sha256 = RecordId(sha256(*bytes)),
                            .bytes = {static_cast<std::int64_t>(bytes->size())}};
}

// "homes with solar=12:40 homes": name, what it was, what it is, and the unit where there is one. Nothing before the
// colon: it was not measured.
Result<delivery::Measurement> read_measurement(const std::string& text) {
  const std::size_t sign = text.rfind('=');
  const std::size_t colon = text.find(':', sign == std::string::npos ? 0 : sign);
  if (sign == std::string::npos || colon == std::string::npos) {
    return refuse(rules::CLI_001, "--metric '{}' is not NAME=BEFORE:AFTER or NAME=BEFORE:AFTER UNIT", text);
  }
  delivery::Measurement metric{.name = {text.substr(0, sign)}, .unit = {}, .before = {}, .after = {}};
  if (colon > sign + 1) metric.before = {text.substr(sign + 1, colon - sign - 1)};
  const std::size_t space = text.find(' ', colon);
  metric.after = {text.substr(colon + 1, space == std::string::npos ? space : space - colon - 1)};
  if (space != std::string::npos) metric.unit = {text.substr(space + 1)};
  return metric;
}

Result<delivery::Proof> read_proof(World& world, history::Group& group, const ProofOptions& options) {
  TOS_TRY(const delivery::InitiativeRow initiative, find_initiative_named(group, options.initiative));
  delivery::Proof body{.initiative = initiative.id, .task = {}, .note = {}};
  if (!options.task.empty()) {
    const bool is_key = options.task.find('/') == std::string::npos &&
                        delivery::find_task_by_key(group.db(), initiative.position, options.task).has_value();
    TOS_TRY(const delivery::TaskRow task,
            find_task_named(group, is_key ? initiative.id.hex() + "/" + options.task : options.task));
    body.task = task.id;
  }
  for (const std::string& line : options.lines) body.lines.items.push_back({line});
  if (options.from_stdin) TOS_CHECK(add_lines_from_stdin(world, body));
  for (const std::string& link : options.links) body.links.items.push_back({link});
  for (const std::string& commit : options.commits) body.commits.items.push_back({commit});
  for (const std::string& path : options.artefacts) {
    TOS_TRY(auto artefact, read_artefact(path));
    body.artefacts.items.push_back(std::move(artefact));
  }
  for (const std::string& text : options.metrics) {
    TOS_TRY(auto metric, read_measurement(text));
    body.metrics.items.push_back(std::move(metric));
  }
  return body;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string what_it_shows(const delivery::Proof& body) {
  std::string text;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) text += (text.empty() ? "" : ", ") + counted(count, what);
  };
  add(body.lines.size(), "proof line");
  add(body.links.size(), "link");
  add(body.commits.size(), "commit");
  add(body.artefacts.size(), "artefact");
  add(body.metrics.size(), "metric");
  return text;
}

Result<void> put_proof(World& world, const ProofOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(delivery::Proof body, read_proof(world, group, options));
  std::vector<Enclosure> enclosures;
  TOS_TRY(body.note, optional_enclosure(world, options.note, "note", enclosures));
  const auto initiative = delivery::find_initiative(group.db(), body.initiative);
  const std::string sentence = fmt::format("added a proof to {} '{}': {}", initiative_name(group, *initiative),
                                           initiative->title, what_it_shows(body));
  Draft record = draft("delivery.proof/v1", std::move(body), std::move(enclosures));
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(record)));
  show_written(world, group, id, sentence);
  return {};
}

}  // namespace

void add_proof(CLI::App& app, World& world) {
  CLI::App* proof = app.add_subcommand("proof", "what shows that work was done");
  proof->require_subcommand(1);
  auto options = std::make_shared<ProofOptions>();
  CLI::App* add = proof->add_subcommand("add", "add proof lines, links, commits, artefacts or metrics");
  add->add_option("initiative", options->initiative, initiative_help)->required()->type_name("INITIATIVE");
  add->add_option("--task", options->task, "the task that it closes")->type_name("TASK");
  add->add_option("--line", options->lines, "a proof line, TOKEN=VALUE; may be repeated")->type_name("LINE");
  add->add_flag("--from-stdin", options->from_stdin, "take every proof line of a job's output from stdin");
  add->add_option("--link", options->links, "a web address; may be repeated")->type_name("URL");
  add->add_option("--commit", options->commits, "a git commit's full id; may be repeated")->type_name("COMMIT");
  add->add_option("--artefact", options->artefacts, "a file that the work made: its digest is kept")->type_name("FILE");
  add->add_option("--metric", options->metrics, "what was measured; nothing before the colon where it was not known")
      ->type_name("NAME=BEFORE:AFTER UNIT");
  add->add_option("--note", options->note, "what else there is to say; TEXT, @FILE or -")->type_name("TEXT");
  add->callback([&world, options] { finish(world, put_proof(world, *options)); });
}

}  // namespace tos::cli
