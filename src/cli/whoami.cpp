#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "charter/parameters.h"
#include "cli/all_commands.h"
#include "cli/session.h"
#include "identity/roll_write.h"

namespace tos::cli {
namespace {

std::vector<std::string> roles_of(Database& db, std::int64_t member) {
  std::vector<std::string> roles;
  for (const identity::RoleTerm& term : identity::all_role_terms(db)) {
    if (term.member == member && !term.until_position) roles.push_back(term.role.text());
  }
  return roles;
}

// The kinds that the charter lets this member author on their own. "party" kinds depend on the subject.
std::vector<std::string> may_author(Database& db, std::int64_t member) {
  std::vector<std::string> kinds;
  for (const KindEntry* entry : history::all_kinds()) {
    if (entry->signer != Signer::member) continue;
    for (const std::string& who : charter::who_may(charter::current(db), entry->kind.name, entry->default_permission)) {
      if (who != "member" && who != "party" && !identity::holds_role(db, member, who)) continue;
      kinds.emplace_back(entry->kind.name);
      break;
    }
  }
  return kinds;
}

// How they stand: on the roll with this key, on it with another, a candidate, or a stranger.
std::string standing_of(Database& db, const Identity& self, const std::optional<identity::Member>& member) {
  if (!member) {
    const auto candidate = identity::find_candidate(db, self.handle.text());
    if (candidate && candidate->state == "pending")
      return candidate->origin == "founder" ? "a founder who has not answered yet" : "an applicant";
    return "not a member";
  }
  const auto key = identity::find_key(db, self.signer.key().id());
  if (!key || key->member != member->number) return "a member, but this key is not theirs";
  if (key->until_position) return "a member, but this key was revoked";
  return std::string(identity::status_text(member->status));
}

Result<Identity> any_identity(World& world, history::Group& group) {
  auto self = choose_identity(world, group);
  if (self) return self;
  if (auto candidate = choose_candidate(world, group)) return candidate;
  return self;
}

Result<void> run_whoami(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity self, any_identity(world, group));
  Database& db = group.db();
  const auto member = identity::find_member(db, self.handle.text());
  const std::string standing = standing_of(db, self, member);
  const auto roles = member ? roles_of(db, member->number) : std::vector<std::string>{};
  const bool acts = standing == "active";
  const auto may = acts ? may_author(db, member->number) : std::vector<std::string>{};
  const ssh::PublicKey& key = self.signer.key();
  if (world.options.json) {
    show_json(world, "tos.whoami/1",
              {{"handle", self.handle.text()},
               {"handle_source", self.handle_source},
               {"key", key.id().hex()},
               {"fingerprint", key.fingerprint()},
               {"key_file", self.signer.origin()},
               {"key_source", self.key_source},
               {"group", group.handle()},
               {"standing", standing},
               {"roles", roles},
               {"may", may}});
    return {};
  }
  constexpr std::size_t indent = 8;
  const auto say = [&](const std::string& line) { world.line(wrapped(line, world.columns(), indent)); };
  say(fmt::format("{} in '{}': {}", self.handle, group.name(), standing));
  say(fmt::format("handle: {} ({})", self.handle, self.handle_source));
  say(fmt::format("key:    {} in {} ({})", key.fingerprint(), self.signer.origin(), self.key_source));
  if (!acts) return {};
  say(fmt::format("roles:  {}", roles.empty() ? "none" : fmt::format("{}", fmt::join(roles, ", "))));
  std::string nouns;
  for (const std::string& kind : may) nouns += (nouns.empty() ? "" : ", ") + std::string(noun_of(kind));
  say(fmt::format("may author: {}", nouns));
  return {};
}

}  // namespace

void add_whoami(CLI::App& app, World& world) {
  CLI::App* command = app.add_subcommand("whoami", "as whom and with which key you would sign, and how that was found");
  command->callback([&world] { finish(world, run_whoami(world)); });
}

}  // namespace tos::cli
