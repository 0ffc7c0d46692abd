#include <CLI/CLI.hpp>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/rules.h"
#include "identity/joining.h"

namespace tos::cli {
namespace {

struct JoinOptions {
  std::string handle;
  std::string archetype;
  std::vector<std::string> skills;
  std::string statement;
  std::string out;
};

Result<Identity> applicant(World& world, history::Group& group, const std::string& handle_text) {
  TOS_TRY(KeySigner signer, choose_key(world, &group.repository()));
  TOS_TRY(Handle handle, Handle::parse(handle_text));
  std::string origin = signer.origin();
  return Identity{.handle = std::move(handle),
                  .signer = std::move(signer),
                  .handle_source = "--handle",
                  .key_source = std::move(origin)};
}

Result<Draft> application_draft(World& world, const JoinOptions& options, const Identity& self) {
  identity::Application application;
  application.key.text = self.signer.key().to_line();
  if (!options.archetype.empty()) {
    application.archetype = value_of<identity::Archetype>(options.archetype);
    if (!application.archetype) {
      return refuse(rules::CLI_001, "--archetype '{}' is none of them", options.archetype)
          .hint("builder, community-heart, guided-contributor or steady-cultivator");
    }
  }
  for (const std::string& skill : options.skills) application.skills.items.push_back({skill});
  std::vector<Enclosure> enclosures;
  if (!options.statement.empty()) {
    TOS_TRY(std::string text, text_option(world, options.statement, "statement", "Why would you like to join?"));
    enclosures.push_back(enclose("statement", std::move(text)));
    application.statement = enclosures.back().digest();
  }
  return draft("identity.application/v1", std::move(application), std::move(enclosures));
}

Result<void> run_join(World& world, const JoinOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity self, applicant(world, group, options.handle));
  TOS_TRY(Draft application, application_draft(world, options, self));
  if (!options.out.empty()) {
    TOS_CHECK(export_draft(world, group, std::move(application), self, options.out));
    if (options.out != "-") world.note(fmt::format("a member admits you: tos member add {}", options.out));
    return {};
  }
  return carry_out(
      world, group, std::move(application), self, "the application",
      fmt::format("'{0}' applies to join '{1}'; a member admits: tos member add {0}", self.handle, group.name()));
}

}  // namespace

void add_join(CLI::App& app, World& world) {
  auto options = std::make_shared<JoinOptions>();
  CLI::App* command = app.add_subcommand("join", "ask to become a member, with your own SSH key");
  command->add_option("--handle", options->handle, "the name you would have in this group")
      ->required()
      ->type_name("HANDLE");
  command
      ->add_option("--archetype", options->archetype,
                   "how you see your part: builder, community-heart, guided-contributor or steady-cultivator")
      ->type_name("NAME");
  command->add_option("--skill", options->skills, "what you bring; may be repeated")->type_name("TEXT");
  command->add_option("--statement", options->statement, "why you would like to join (@FILE: from a file)")
      ->type_name("TEXT");
  command->add_option("--out", options->out, "write the signed application to a file for a member to carry")
      ->type_name("FILE");
  command->footer("example: tos join --handle mara --out application.yaml");
  command->callback([&world, options] { finish(world, run_join(world, *options)); });
}

}  // namespace tos::cli
