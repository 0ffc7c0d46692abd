#include "cli/acting.h"

#include <nlohmann/json.hpp>

#include "cli/names.h"
#include "cli/rules.h"
#include "core/log/durable_file.h"
#include "identity/approval.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_key_line_bytes = std::size_t{64} * 1024;

std::optional<identity::Pending> still_waiting(history::Group& group, const RecordId& id) {
  auto pending = identity::find_pending(group.db(), id);
  if (!pending || pending->state != "open") return std::nullopt;
  return pending;
}

}  // namespace

Result<std::optional<RecordId>> decision_option(history::Group& group, const std::string& name) {
  if (name.empty()) return std::optional<RecordId>{};
  TOS_TRY(const RecordId decision, required_decision(group, name));
  return std::optional(decision);
}

Result<RecordId> required_decision(history::Group& group, const std::string& name) {
  TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, name));
  return decision.id.as<RecordTag>();
}

Result<ssh::PublicKey> read_public_key(World& world, const std::string& path) {
  auto text = log::read_file(path, max_key_line_bytes);
  if (!text) return refuse(rules::CLI_005, "the key file '{}' cannot be read", path);
  if (text->starts_with("-----BEGIN")) {
    TOS_TRY(const KeySigner signer, KeySigner::from_file(world, path));
    return signer.key();
  }
  auto key = ssh::PublicKey::from_line(*text);
  if (!key) key.error().in_file(path);
  return key;
}

std::string approval_progress(history::Group& group, const RecordId& id) {
  const auto pending = identity::find_pending(group.db(), id);
  if (!pending) return "";
  return fmt::format("{} of {} approvals by {}", pending->approvals, pending->authority.needed,
                     pending->authority.entitled == "member" ? "members" : pending->authority.entitled + "s");
}

void show_act(World& world, history::Group& group, const RecordId& id, std::string_view act, std::string_view done) {
  if (world.options.dry_run) {
    if (world.options.json) show_json(world, "tos.written/1", {{"id", id.hex()}, {"dry_run", true}});
    return;
  }
  if (!still_waiting(group, id)) return show_written(world, group, id, done);
  show_written(world, group, id,
               fmt::format("{} waits: {} so far; others agree with tos approve {}", act, approval_progress(group, id),
                           id.hex16()));
}

Result<void> carry_out(World& world, history::Group& group, Draft draft, const Identity& identity, std::string_view act,
                       std::string_view done) {
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(draft), identity));
  show_act(world, group, id, act, done);
  return {};
}

Result<void> carry_out(World& world, history::Group& group, Draft draft, std::string_view act, std::string_view done) {
  TOS_TRY(const Identity identity, choose_identity(world, group));
  return carry_out(world, group, std::move(draft), identity, act, done);
}

}  // namespace tos::cli
