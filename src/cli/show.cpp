#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/session.h"

namespace tos::cli {
namespace {

Result<void> show_record(World& world, const std::string& name, bool raw) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const index::LogEntry entry, find_record_named(group, name));
  TOS_TRY(const history::SignedRecord record, history::load_record(group, entry.id));
  if (world.options.json) {
    nlohmann::json texts = nlohmann::json::object();
    for (const Enclosure& enclosure : record.enclosures) texts[enclosure.name] = enclosure.text;
    show_json(world, "tos.show/1",
              {{"position", entry.position},
               {"id", entry.id.hex()},
               {"kind", entry.kind},
               {"author", entry.author.text()},
               {"at", entry.at.to_string()},
               {"path", entry.path},
               {"message", record.message()},
               {"texts", std::move(texts)},
               {"absent_texts", record.absent_texts}});
    return {};
  }
  if (raw) {
    world.out(record.bytes);
    return {};
  }
  world.line(fmt::format("record {} at position {}{}", entry.id.hex(), entry.position,
                         entry.position > group.published_size() ? ", not yet published" : ""));
  world.line(entry.path);
  world.line("");
  world.out(record.message());
  for (const Enclosure& enclosure : record.enclosures)
    world.out(fmt::format("\n{}:\n{}", enclosure.name, enclosure.text));
  for (const std::string& absent : record.absent_texts) world.line(fmt::format("\n{}: (redacted)", absent));
  return {};
}

}  // namespace

void add_show(CLI::App& app, World& world) {
  auto name = std::make_shared<std::string>();
  auto raw = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("show", "one record: what was signed, and its texts");
  command->add_option("record", *name, "its id, the first digits of it, P12, V7, D7, or latest")
      ->required()
      ->type_name("ID");
  command->add_flag("--raw", *raw, "the file as it is");
  command->callback([&world, name, raw] { finish(world, show_record(world, *name, *raw)); });
}

}  // namespace tos::cli
