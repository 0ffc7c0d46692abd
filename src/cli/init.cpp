#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/charter_templates.h"
#include "cli/founding_steps.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/yaml_draft.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

struct InitOptions {
  std::string directory = ".";
  std::string name;
  std::string handle;
  std::string type = "local";
  std::string template_name = "cooperative";
  std::string charter_file;
  std::vector<std::string> founders;  // HANDLE=KEY.pub
  std::vector<std::string> roles;     // roles each founder starts with
};

Result<std::string> wanted(const std::string& given, std::string_view option) {
  if (!given.empty()) return given;
  return refuse(rules::CLI_001, "--{} is missing", option)
      .hint("tos init --name NAME --handle HANDLE --template cooperative");
}

// Asks until the answer passes `check`, saying each time what was wrong; nothing where nobody can be asked.
template <class Check>
std::optional<std::string> ask_until(World& world, std::string_view question, Check check) {
  for (auto answer = world.ask(question); answer; answer = world.ask(question)) {
    const Result<void> passed = check(*answer);
    if (passed) return answer;
    world.note(fmt::format("{}{}{}", passed.error().what, passed.error().hint_text.empty() ? "" : ": ",
                           passed.error().hint_text));
  }
  return std::nullopt;
}

Result<charter::Charter> read_charter(const InitOptions& options) {
  if (!options.charter_file.empty()) {
    TOS_TRY(const std::string text, log::read_file(options.charter_file, max_record_bytes));
    auto charter = decode_yaml<charter::Charter>(text);
    if (!charter) charter.error().in_file(options.charter_file);
    return charter;
  }
  for (const CharterTemplate& one : charter_templates()) {
    if (one.name == options.template_name) return decode_yaml<charter::Charter>(one.text);
  }
  std::string names;
  for (const CharterTemplate& one : charter_templates()) names += (names.empty() ? "" : ", ") + std::string(one.name);
  return refuse(rules::CLI_001, "there is no template '{}'", options.template_name).hint("{}", names);
}

Result<identity::Founder> read_founder(const std::string& handle_text, const ssh::PublicKey& key,
                                       const std::vector<std::string>& roles) {
  identity::Founder founder;
  TOS_TRY(founder.handle, Handle::parse(handle_text));
  founder.key.text = key.to_line();
  for (const std::string& role : roles) {
    TOS_TRY(Handle parsed, Handle::parse(role));
    founder.roles.items.push_back(std::move(parsed));
  }
  return founder;
}

// HANDLE=KEY.pub
Result<identity::Founder> founder_of(const std::string& spec, const std::vector<std::string>& roles) {
  const std::size_t equals = spec.find('=');
  if (equals == std::string::npos) return refuse(rules::CLI_001, "--founder '{}' is not HANDLE=KEY.pub", spec);
  auto line = log::read_file(spec.substr(equals + 1), 64 * 1024);
  if (!line) return refuse(rules::CLI_005, "the key file '{}' cannot be read", spec.substr(equals + 1));
  TOS_TRY(const ssh::PublicKey key, ssh::PublicKey::from_line(*line));
  return read_founder(spec.substr(0, equals), key, roles);
}

// What a person at a terminal is asked for what the options leave open.
void ask_for_founding(World& world, InitOptions& options, bool asks_charter) {
  const auto within = [](std::size_t least, std::size_t most) {
    return [=](const std::string& answer) -> Result<void> {
      if (answer.size() >= least && answer.size() <= most) return {};
      return refuse(rules::CLI_001, "between {} and {} characters", least, most);
    };
  };
  if (options.name.empty()) options.name = ask_until(world, "What is the group called?", within(3, 100)).value_or("");
  if (options.handle.empty()) {
    const auto is_handle = [&](const std::string& answer) -> Result<void> {
      if (answer.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        return refuse(rules::CLI_001, "only a-z, 0-9 and hyphens");
      return within(3, 50)(answer);
    };
    options.handle = ask_until(world, "Its handle (a-z, 0-9, hyphens)?", is_handle).value_or("");
  }
  if (asks_charter) {
    const auto is_template = [&](const std::string& answer) -> Result<void> {
      if (answer.empty()) return {};
      InitOptions tried;
      tried.template_name = answer;
      TOS_CHECK(read_charter(tried));
      return {};
    };
    const auto answer =
        ask_until(world, "Charter template: cooperative, neighbourhood, committee or demo [cooperative]?", is_template);
    if (answer && !answer->empty()) options.template_name = *answer;
  }
  if (!options.founders.empty()) return;
  const auto is_founder = [&](const std::string& answer) -> Result<void> {
    if (!answer.empty()) TOS_CHECK(founder_of(answer, options.roles));
    return {};
  };
  constexpr std::string_view question = "Another founder, as HANDLE=KEY.pub (Enter: no more)?";
  for (auto answer = ask_until(world, question, is_founder); answer && !answer->empty();
       answer = ask_until(world, question, is_founder)) {
    options.founders.push_back(*answer);
  }
}

Result<identity::Founding> founding_of(const InitOptions& options, const Handle& self, const ssh::PublicKey& key) {
  identity::Founding founding;
  TOS_TRY(founding.name.text, wanted(options.name, "name"));
  TOS_TRY(founding.handle.text, wanted(options.handle, "handle"));
  TOS_TRY(founding.charter, read_charter(options));
  bool known = false;
  for (const auto& name : NamesOf<identity::GroupType>::names) {
    if (name.text == options.type) founding.type = name.value, known = true;
  }
  if (!known) return refuse(rules::CLI_001, "--type is local, thematic or federated");
  TOS_TRY(identity::Founder first, read_founder(self.text(), key, options.roles));
  founding.founders.items.push_back(std::move(first));
  for (const std::string& spec : options.founders) {
    TOS_TRY(identity::Founder founder, founder_of(spec, options.roles));
    if (founder.handle == self) {
      if (founder.key.text == key.to_line()) continue;
      return refuse(rules::CLI_001, "--founder names another key for '{}' than the one that signs", self)
          .hint("leave it out, or sign with that key: --key FILE");
    }
    founding.founders.items.push_back(std::move(founder));
  }
  return founding;
}

Result<void> run_init(World& world, InitOptions options, bool asks_charter) {
  std::optional<std::string> handle_text = stated_handle(world, nullptr);
  if (!handle_text) {
    handle_text = ask_until(world, "Your own handle?", [](const std::string& answer) -> Result<void> {
      TOS_CHECK(Handle::parse(answer));
      return {};
    });
  }
  if (!handle_text) {
    return refuse(rules::CLI_003, "nobody is named as the founder who signs")
        .hint("say what you are called in the group: --as HANDLE");
  }
  TOS_TRY(const Handle self, Handle::parse(*handle_text));
  TOS_TRY(const KeySigner signer, choose_key(world, nullptr));
  if (options.name.empty() || options.handle.empty()) ask_for_founding(world, options, asks_charter);
  TOS_TRY(const identity::Founding founding, founding_of(options, self, signer.key()));
  TOS_TRY(const history::SignedRecord record, sign_founding(world, founding, self, signer));
  TOS_TRY(const std::string path, check_founding_record(world, record));
  if (!world.options.dry_run) TOS_CHECK(write_group(world, world.options.directory, record, path, founding, {}));
  const std::size_t others = founding.founders.size() - 1;
  if (world.options.json) {
    show_json(world, "tos.init/1",
              {{"group", record.id.hex()},
               {"path", path},
               {"founders", founding.founders.size()},
               {"dry_run", world.options.dry_run}});
  } else {
    world.line(fmt::format("{} '{}' ({}) with the charter {} {}", world.options.dry_run ? "would found" : "founded",
                           *founding.name, record.id.hex16(), options.charter_file.empty() ? "template" : "in",
                           options.charter_file.empty() ? options.template_name : options.charter_file));
  }
  if (world.options.dry_run) {
    world.note("dry run: nothing was written");
    return {};
  }
  if (others > 0)
    world.note(fmt::format("next, {} other founder{} answer{}: tos accept", others, others == 1 ? "" : "s",
                           others == 1 ? "s" : ""));
  world.note("not yet published: tos hub init DIR, or git remote add origin URL && tos push");
  return {};
}

}  // namespace

void add_init(CLI::App& app, World& world) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command = app.add_subcommand("init", "found a group in this directory (or -C DIR)");
  command->add_option("--name", options->name, "the group's name")->type_name("NAME");
  command->add_option("--handle", options->handle, "its handle: 3 to 50 of a-z, 0-9 and hyphens")->type_name("HANDLE");
  command->add_option("--type", options->type, "local, thematic or federated")->type_name("TYPE");
  const CLI::Option* from_template = command
                                         ->add_option("--template", options->template_name,
                                                      "charter template: cooperative, neighbourhood, committee or demo")
                                         ->type_name("NAME");
  const CLI::Option* from_file =
      command->add_option("--charter", options->charter_file, "a charter of your own instead")->type_name("FILE");
  command->add_option("--founder", options->founders, "another founder and their public key; may be repeated")
      ->type_name("HANDLE=KEY.pub");
  command->add_option("--role", options->roles, "a role that the founders start with (default steward)")
      ->type_name("ROLE");
  command->callback([&world, options, from_template, from_file] {
    if (options->roles.empty()) options->roles = {"steward"};
    finish(world, run_init(world, *options, from_template->empty() && from_file->empty()));
  });
}

}  // namespace tos::cli
