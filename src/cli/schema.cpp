#include "core/record/schema.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/command_doc.h"
#include "cli/kinds_page.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

// "voting-ballot-v1" of "voting.ballot/v1": how a kind's files are named.
std::string file_stem(std::string_view kind) {
  std::string stem(kind);
  for (char& c : stem) {
    if (c == '/') c = '-';
  }
  return stem;
}

Result<void> list_kinds(World& world) {
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const KindEntry* entry : history::all_kinds()) {
    data.push_back({{"kind", entry->kind.name}, {"meaning", entry->kind.meaning}});
    rows.push_back({std::string(entry->kind.name), std::string(entry->kind.meaning)});
  }
  if (world.options.json) {
    show_json(world, "tos.schema.kinds/1", std::move(data));
  } else {
    world.out(table({"KIND", "MEANING"}, rows, world.columns()));
  }
  return {};
}

Result<void> write_page(const std::filesystem::path& file, const std::string& text) {
  std::error_code problem;
  std::filesystem::create_directories(file.parent_path(), problem);
  auto written = log::write_durably(file.string(), text, "schema");
  if (!written) return refuse(rules::CLI_005, "'{}' cannot be written", file.string());
  return {};
}

Result<void> write_pages(World& world, const CLI::App& app, const std::filesystem::path& directory) {
  if (world.options.dry_run) {
    world.note(fmt::format("dry run: would write pages under {}; nothing was written", directory.string()));
    return {};
  }
  std::size_t count = 0;
  for (const KindEntry* entry : history::all_kinds()) {
    const std::string stem = file_stem(entry->kind.name);
    TOS_CHECK(write_page(directory / "schemas" / (stem + ".json"), json_schema(entry->kind).dump(2) + "\n"));
    TOS_CHECK(write_page(directory / "templates" / "records" / (stem + ".yaml"), editor_template(entry->kind)));
    count += 2;
  }
  TOS_CHECK(write_page(directory / "docs" / "kinds.md", kinds_page()));
  TOS_CHECK(write_page(directory / "docs" / "cli.md", reference_page(describe_command(app))));
  world.note(fmt::format("wrote {} files under {}", count + 2, directory.string()));
  return {};
}

// "ballot", "voting.ballot" and "voting.ballot/v1" name the same kind, as long as only one fits.
Result<const KindEntry*> find_named_kind(const std::string& name) {
  if (const KindEntry* entry = history::find_kind(name)) return entry;
  std::vector<const KindEntry*> found;
  for (const KindEntry* entry : history::all_kinds()) {
    if (module_noun_of(entry->kind.name) == name || noun_of(entry->kind.name) == name) found.push_back(entry);
  }
  if (found.size() == 1) return found.front();
  return refuse(rules::CLI_001, "'{}' names {} kinds", name, found.empty() ? "no" : "several")
      .hint("tos schema lists the kinds");
}

Result<void> run_schema(World& world, const std::string& name, bool as_template) {
  if (name.empty()) return list_kinds(world);
  TOS_TRY(const KindEntry* entry, find_named_kind(name));
  if (as_template) {
    world.out(editor_template(entry->kind));
  } else if (world.options.json) {
    show_json(world, "tos.schema/1", json_schema(entry->kind));
  } else {
    world.out(json_schema(entry->kind).dump(2) + "\n");
  }
  return {};
}

}  // namespace

void add_schema(CLI::App& app, World& world) {
  auto name = std::make_shared<std::string>();
  auto directory = std::make_shared<std::string>();
  auto as_template = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("schema", "the kinds of record, and one kind's JSON Schema");
  command->add_option("kind", *name, "voting.ballot/v1, or voting.ballot, or ballot")->type_name("KIND");
  command->add_flag("--template", *as_template, "a body to fill in instead");
  command->add_option("--write", *directory, "write schemas/, templates/records/ and reference pages there")
      ->type_name("DIR");
  command->callback([&app, &world, name, directory, as_template] {
    finish(world, directory->empty() ? run_schema(world, *name, *as_template) : write_pages(world, app, *directory));
  });
}

}  // namespace tos::cli
