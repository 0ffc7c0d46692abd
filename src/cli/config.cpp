#include "core/log/config.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"

namespace tos::cli {
namespace {

struct Setting {
  std::string_view name;
  const char* git_key;
  std::string_view meaning;
};
constexpr Setting settings[] = {
    {"handle", "tos.handle", "as whom records are signed here"},
    {"key", "tos.key", "the key file that signs"},
};

Result<const Setting*> find_setting(const std::string& name) {
  for (const Setting& setting : settings) {
    if (name == setting.name || name == setting.git_key) return &setting;
  }
  return refuse(rules::CLI_001, "there is no setting '{}'", name).hint("handle or key: tos config");
}

Result<void> list_settings(World& world, const log::Repository& repository) {
  nlohmann::json data = nlohmann::json::object();
  std::vector<std::vector<std::string>> rows;
  for (const Setting& setting : settings) {
    const auto value = repository.config(setting.git_key);
    data[std::string(setting.name)] = value ? nlohmann::json(*value) : nlohmann::json();
    rows.push_back({std::string(setting.name), value.value_or("-"), std::string(setting.meaning)});
  }
  if (world.options.json) {
    show_json(world, "tos.config/1", std::move(data));
  } else {
    world.out(table({"SETTING", "VALUE", "MEANING"}, rows, world.columns()));
  }
  return {};
}

Result<int> run_config(World& world, const std::string& name, const std::string& given, bool unset) {
  TOS_TRY(log::Repository repository, open_repository(world));
  if (name.empty()) {
    TOS_CHECK(list_settings(world, repository));
    return 0;
  }
  TOS_TRY(const Setting* setting, find_setting(name));
  if (unset || !given.empty()) {
    // A relative path would mean another file in each folder below.
    const std::string value =
        setting->name == "key" && !unset ? std::filesystem::absolute(given).lexically_normal().string() : given;
    if (!unset && setting->name == "handle") TOS_CHECK(Handle::parse(value));
    if (!world.options.dry_run)
      TOS_CHECK(log::set_config(repository, setting->git_key, unset ? std::nullopt : std::optional(value)));
    const std::string_view would = world.options.dry_run ? "dry run: would be " : "";
    world.note(unset ? fmt::format("{}{} is unset", would, setting->name)
                     : fmt::format("{}{} = {}", would, setting->name, value));
    return 0;
  }
  const auto found = repository.config(setting->git_key);
  if (world.options.json) {
    show_json(world, "tos.config/1", {{std::string(setting->name), found ? nlohmann::json(*found) : nlohmann::json()}});
  } else if (found) {
    world.out(*found + "\n");
  }
  return found ? 0 : 1;
}

}  // namespace

void add_config(CLI::App& app, World& world) {
  auto name = std::make_shared<std::string>();
  auto value = std::make_shared<std::string>();
  auto unset = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("config", "this clone's settings, in git's own configuration");
  command->add_option("setting", *name, "handle or key; without one, all")->type_name("SETTING");
  command->add_option("value", *value, "what it becomes; without one, it is printed")->type_name("VALUE");
  command->add_flag("--unset", *unset, "take the setting away");
  command->footer("example: tos config handle mara");
  command->callback([&world, name, value, unset] { finish(world, run_config(world, *name, *value, *unset)); });
}

}  // namespace tos::cli
