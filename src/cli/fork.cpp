#include "federation/fork.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "charter/parameters.h"
#include "cli/all_commands.h"
#include "cli/founding_steps.h"
#include "cli/rules.h"

namespace tos::cli {
namespace {

struct ForkCommand {
  std::string handle;
  std::string name;
  std::string directory;
};

// The parent's charter as it is now, under another name; the one who forks is its only founder.
Result<identity::Founding> founding_of(history::Group& parent, const ForkCommand& command, const Identity& identity) {
  identity::Founding founding;
  founding.name.text = command.name;
  founding.handle.text = command.handle;
  founding.charter = charter::current(parent.db());
  const Seen seen = parent.seen();
  founding.parent = identity::Parent{.group = parent.id(), .size = {seen.size}, .root = seen.root};
  identity::Founder founder;
  founder.handle = identity.handle;
  founder.key.text = identity.signer.key().to_line();
  for (const charter::RoleTerms& role : founding.charter.roles) {
    if (founder.roles.items.size() < 8) founder.roles.items.push_back(role.name);
  }
  founding.founders.items.push_back(std::move(founder));
  return founding;
}

Result<int> run_fork(World& world, const ForkCommand& command) {
  TOS_TRY(history::Group parent, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, parent));
  TOS_TRY(const identity::Founding founding, founding_of(parent, command, identity));
  TOS_TRY(const history::SignedRecord record, sign_founding(world, founding, identity.handle, identity.signer));
  TOS_TRY(const std::string path, check_founding_record(world, record));
  const auto base = parent.repository().work_tree().value_or(parent.repository().git_dir());
  const std::filesystem::path directory =
      command.directory.empty()
          ? (base / ".." / command.handle).lexically_normal()
          : (std::filesystem::path(world.options.directory) / command.directory).lexically_normal();
  if (!world.options.dry_run) {
    const log::ObjectId commit = parent.published().value_or(*parent.head());
    TOS_TRY(std::vector<log::FreeFile> files, federation::free_files(parent.repository(), commit));
    TOS_CHECK(write_group(world, directory, record, path, founding, std::move(files)));
    TOS_TRY(const log::Repository fork, log::Repository::open(directory));
    TOS_CHECK(federation::take_parent(fork, parent.repository(), commit));
  }
  if (world.options.json) {
    show_json(world, "tos.fork/1",
              {{"group", record.id.hex()},
               {"directory", directory.string()},
               {"dry_run", world.options.dry_run},
               {"parent",
                {{"group", parent.id().hex()},
                 {"size", founding.parent->size.value},
                 {"root", founding.parent->root.hex()}}}});
  } else {
    world.line(fmt::format("{} '{}' ({}), a fork of {} at {} records{}",
                           world.options.dry_run ? "would found" : "founded", command.name, record.id.hex16(),
                           parent.handle(), founding.parent->size.value,
                           world.options.dry_run ? fmt::format(", in {}", directory.string())
                                                 : "; the parent's log is branch tos/parent"));
  }
  if (world.options.dry_run) {
    world.note("dry run: nothing was written");
    return 0;
  }
  world.note("not yet published: in it, tos hub init DIR, or git remote add origin URL && tos push");
  world.note("members of the parent join with: tos join");
  return 0;
}

}  // namespace

void add_fork(CLI::App& app, World& world) {
  auto options = std::make_shared<ForkCommand>();
  CLI::App* command = app.add_subcommand("fork", "found a new group that comes from this one, with its history");
  command->add_option("--handle", options->handle, "the new group's handle")->required()->type_name("HANDLE");
  command->add_option("--name", options->name, "the new group's name")->required()->type_name("NAME");
  command->add_option("dir", options->directory, "its directory (default: beside this one)")->type_name("DIR");
  command->callback([&world, options] { finish(world, run_fork(world, *options)); });
}

}  // namespace tos::cli
