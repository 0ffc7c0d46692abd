#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/member_commands.h"
#include "cli/session.h"
#include "core/index/log_table.h"
#include "core/ssh/allowed_signers.h"
#include "identity/joining.h"
#include "identity/key_proof.h"
#include "identity/roll_write.h"
#include "identity/subject.h"

namespace tos::cli {
namespace {

std::vector<identity::RoleTerm> running_terms(Database& db, std::int64_t member) {
  std::vector<identity::RoleTerm> terms = identity::all_role_terms(db);
  std::erase_if(terms, [&](const auto& term) { return term.member != member || term.until_position; });
  return terms;
}

std::string joined_roles(const std::vector<identity::RoleTerm>& terms) {
  std::string out;
  for (const identity::RoleTerm& term : terms) out += (out.empty() ? "" : ", ") + term.role.text();
  return out;
}

Timestamp clock_of(Database& db, std::int64_t position) { return index::clock_at(db, position).value_or(Timestamp{}); }

nlohmann::json key_json(const identity::MemberKey& key) {
  nlohmann::json data{{"id", key.id.hex()}, {"key", key.line}, {"from_position", key.from_position}};
  if (const auto parsed = ssh::PublicKey::from_line(key.line)) data["fingerprint"] = parsed->fingerprint();
  data["until_position"] = key.until_position ? nlohmann::json(*key.until_position) : nlohmann::json();
  data["compromised_from"] = key.compromised_from ? nlohmann::json(*key.compromised_from) : nlohmann::json();
  return data;
}

nlohmann::json member_json(Database& db, const identity::Member& member) {
  nlohmann::json roles = nlohmann::json::array();
  for (const identity::RoleTerm& term : running_terms(db, member.number))
    roles.push_back({{"role", term.role.text()}, {"ends", term.ends.to_string()}});
  nlohmann::json keys = nlohmann::json::array();
  for (const identity::MemberKey& key : identity::keys_of(db, member.number)) keys.push_back(key_json(key));
  nlohmann::json data{{"handle", member.handle.text()},
                      {"status", identity::status_text(member.status)},
                      {"joined_position", member.joined_position},
                      {"since", clock_of(db, member.joined_position).to_string()},
                      {"roles", std::move(roles)},
                      {"keys", std::move(keys)}};
  const auto archetype = identity::archetype_of(db, member.number);
  data["archetype"] = archetype ? nlohmann::json(*archetype) : nlohmann::json();
  return data;
}

nlohmann::json candidate_json(const identity::Candidate& candidate) {
  return {{"handle", candidate.handle.text()},
          {"status", candidate.origin},
          {"record", candidate.record.hex()},
          {"key", candidate.line}};
}

std::vector<identity::Candidate> waiting_candidates(Database& db) {
  std::vector<identity::Candidate> candidates = identity::all_candidates(db);
  std::erase_if(candidates, [](const auto& candidate) { return candidate.state != "pending"; });
  return candidates;
}

std::int64_t valid_key_count(Database& db, const identity::Member& member) {
  const auto keys = identity::keys_of(db, member.number);
  return std::ranges::count_if(keys, [](const identity::MemberKey& key) { return !key.until_position; });
}

Result<void> list_members(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  Database& db = group.db();
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const identity::Member& member : identity::all_members(db)) {
    data.push_back(member_json(db, member));
    rows.push_back({member.handle.text(), std::string(identity::status_text(member.status)),
                    clock_of(db, member.joined_position).to_date(), std::to_string(valid_key_count(db, member)),
                    joined_roles(running_terms(db, member.number))});
  }
  for (const identity::Candidate& candidate : waiting_candidates(db)) {
    data.push_back(candidate_json(candidate));
    rows.push_back({candidate.handle.text(), candidate.origin == "founder" ? "founder, no answer yet" : "applicant",
                    clock_of(db, candidate.position).to_date(), "", ""});
  }
  if (world.options.json) {
    show_json(world, "tos.member.list/1", std::move(data));
  } else {
    world.out(table({"HANDLE", "STATUS", "SINCE", "KEYS", "ROLES"}, rows, world.columns()));
  }
  return {};
}

std::string key_line(const identity::MemberKey& key) {
  const auto parsed = ssh::PublicKey::from_line(key.line);
  std::string line = fmt::format("  {}  {}  from record {}", key.id.hex16(), parsed ? parsed->fingerprint() : key.line,
                                 key.from_position);
  if (key.until_position) line += fmt::format(", revoked by record {}", *key.until_position);
  if (key.compromised_from) line += fmt::format(", compromised from record {}", *key.compromised_from);
  return line;
}

void print_member(World& world, Database& db, const identity::Member& member) {
  world.line(fmt::format("{}: {} since record {} ({})", member.handle, identity::status_text(member.status),
                         member.joined_position, clock_of(db, member.joined_position).to_date()));
  if (const auto archetype = identity::archetype_of(db, member.number))
    world.line(fmt::format("archetype: {}", *archetype));
  for (const identity::RoleTerm& term : running_terms(db, member.number))
    world.line(fmt::format("role: {} until {}", term.role, term.ends.to_date()));
  world.line("keys:");
  for (const identity::MemberKey& key : identity::keys_of(db, member.number)) world.line(key_line(key));
}

Result<void> show_member(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Handle handle, Handle::parse(name));
  const auto candidate = identity::find_candidate(group.db(), name);
  if (candidate && candidate->state == "pending") {
    if (world.options.json) {
      show_json(world, "tos.member.show/1", candidate_json(*candidate));
    } else {
      world.line(fmt::format("{}: {}, by record {}", handle,
                             candidate->origin == "founder" ? "a founder who has not answered yet" : "applies to join",
                             candidate->record.hex16()));
      world.line(fmt::format("key: {}", candidate->line));
    }
    return {};
  }
  TOS_TRY(const identity::Member member, identity::require_member(group.db(), handle));
  if (world.options.json) {
    show_json(world, "tos.member.show/1", member_json(group.db(), member));
  } else {
    print_member(world, group.db(), member);
  }
  return {};
}

// Every key that ever was on the roll, so that every record of the log can be verified; or only the valid ones.
Result<void> run_allowed_signers(World& world, bool valid_only) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  const std::string name_spaces = fmt::format("{},{}", record_namespace, identity::key_namespace);
  const auto print = [&](const Handle& handle, const std::string& key_text) {
    const auto key = ssh::PublicKey::from_line(key_text);
    if (!key) return;
    const std::string line = ssh::allowed_signers_line(handle.text(), name_spaces, *key);
    data.push_back(line);
    if (!world.options.json) world.line(line);
  };
  for (const identity::Member& member : identity::all_members(group.db())) {
    for (const identity::MemberKey& key : identity::keys_of(group.db(), member.number)) {
      if (!valid_only || !key.until_position) print(member.handle, key.line);
    }
  }
  if (!valid_only) {
    for (const identity::Candidate& candidate : identity::all_candidates(group.db())) {
      if (candidate.state != "accepted") print(candidate.handle, candidate.line);
    }
  }
  if (world.options.json) show_json(world, "tos.member.allowed-signers/1", std::move(data));
  return {};
}

}  // namespace

void add_member_views(CLI::App& member, World& world) {
  member.add_subcommand("list", "everybody on the roll, and who waits to be")->callback([&world] {
    finish(world, list_members(world));
  });
  auto name = std::make_shared<std::string>();
  CLI::App* show = member.add_subcommand("show", "one member: standing, roles, keys");
  show->add_option("handle", *name, "who")->required()->type_name("HANDLE");
  show->callback([&world, name] { finish(world, show_member(world, *name)); });
  auto valid_only = std::make_shared<bool>(false);
  CLI::App* signers = member.add_subcommand("allowed-signers", "the roll as ssh-keygen -Y verify reads it");
  signers->add_flag("--valid", *valid_only, "only keys that are valid now, not those that signed earlier records");
  signers->callback([&world, valid_only] { finish(world, run_allowed_signers(world, *valid_only)); });
}

void add_member(CLI::App& app, World& world) {
  CLI::App* member = app.add_subcommand("member", "the roll: who is a member, and how that changes");
  member->require_subcommand(1);
  add_member_views(*member, world);
  add_member_admission(*member, world);
  add_member_standing(*member, world);
  add_member_consent(*member, world);
}

}  // namespace tos::cli
