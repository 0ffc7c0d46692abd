#include "cli/identity_choice.h"

#include <algorithm>
#include <filesystem>

#include "cli/rules.h"
#include "core/base/assert.h"
#include "core/log/durable_file.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_key_file_bytes = 64 * 1024;

// Every key that could sign here, agent first; files that are no keys are passed over.
std::vector<KeySigner> available_keys(World& world) {
  std::vector<KeySigner> keys;
  if (const auto socket = world.environment("SSH_AUTH_SOCK")) {
    ssh::UnixAgentChannel channel(*socket);
    if (auto identities = ssh::Agent(channel).identities()) {
      for (const ssh::AgentIdentity& identity : *identities)
        keys.push_back(KeySigner::from_agent(*socket, identity.key));
    }
  }
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(world.home() + "/.ssh", ignored)) {
    if (entry.path().filename().string().starts_with("id_") && entry.path().extension() != ".pub")
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    auto signer = KeySigner::from_file(world, file.string());
    const auto same = [&](const KeySigner& other) { return other.key() == signer->key(); };
    if (signer && std::ranges::none_of(keys, same)) keys.push_back(*std::move(signer));
  }
  return keys;
}

struct Stated {
  std::string value;
  std::string source;
};

std::optional<Stated> stated(const World& world, const log::Repository* repository, const std::string& option,
                             const char* option_name, const char* variable, const char* config) {
  if (!option.empty()) return Stated{option, option_name};
  if (const auto value = world.environment(variable)) return Stated{*value, variable};
  if (repository != nullptr) {
    if (const auto value = repository->config(config)) return Stated{*value, fmt::format("git config {}", config)};
  }
  return std::nullopt;
}

std::optional<Stated> stated_key(const World& world, const log::Repository* repository) {
  return stated(world, repository, world.options.key, "--key", "TOS_KEY", "tos.key");
}

bool is_valid_key_of(Database& db, const KeySigner& signer, const std::optional<std::string>& handle) {
  const auto key = identity::find_key(db, signer.key().id());
  if (!key || key->until_position) return false;
  const auto member = identity::member_by_number(db, key->member);
  return !handle || member->handle.text() == *handle;
}

Result<KeySigner> only_one(std::vector<KeySigner> keys, std::string_view of) {
  if (keys.empty()) {
    return refuse(rules::CLI_002, "no key{} in ssh-agent or ~/.ssh", of)
        .hint("name one with --key FILE, or make one: tos key new");
  }
  return std::move(keys.front());
}

}  // namespace

Result<KeySigner> KeySigner::from_file(World& world, const std::string& path) {
  auto bytes = log::read_file(path, max_key_file_bytes);
  if (!bytes)
    return refuse(rules::CLI_002, "the key file '{}' cannot be read", path).hint("name another with --key FILE");
  const auto socket = world.environment("SSH_AUTH_SOCK");
  if (path.ends_with(".pub")) {
    TOS_TRY(const ssh::PublicKey key, ssh::PublicKey::from_line(*bytes));
    if (!socket)
      return refuse(rules::CLI_002, "'{}' is a public key, and no ssh-agent is running", path)
          .hint("eval $(ssh-agent) && ssh-add");
    return from_agent(*socket, key);
  }
  auto parsed = ssh::PrivateKey::parse(*bytes, path);
  if (!parsed) {
    // An encrypted key signs through the agent, if the agent has it.
    const auto public_half = log::read_file(path + ".pub", max_key_file_bytes);
    if (socket && public_half) {
      if (auto key = ssh::PublicKey::from_line(*public_half)) {
        ssh::UnixAgentChannel channel(*socket);
        const auto identities = ssh::Agent(channel).identities();
        const bool held =
            identities && std::ranges::any_of(*identities, [&](const auto& one) { return one.key == *key; });
        if (held) return from_agent(*socket, *key);
      }
    }
    return parsed.error();
  }
  auto private_key = std::make_shared<const ssh::PrivateKey>(*std::move(parsed));
  KeySigner signer(private_key->public_key(), path);
  signer.private_key_ = std::move(private_key);
  return signer;
}

KeySigner KeySigner::from_agent(const std::string& socket, ssh::PublicKey key) {
  KeySigner signer(std::move(key), "ssh-agent");
  signer.agent_socket_ = socket;
  return signer;
}

Result<std::string> KeySigner::sign(std::string_view message, std::string_view name_space) const {
  if (private_key_) return private_key_->sign(message, name_space);
  ssh::UnixAgentChannel channel(agent_socket_);
  return ssh::Agent(channel).sign(key_, message, name_space);
}

std::optional<std::string> stated_handle(const World& world, const log::Repository* repository) {
  const auto found = stated(world, repository, world.options.as, "--as", "TOS_AS", "tos.handle");
  if (!found) return std::nullopt;
  return found->value;
}

Result<KeySigner> choose_key(World& world, const log::Repository* repository) {
  if (const auto file = stated_key(world, repository)) return KeySigner::from_file(world, file->value);
  std::vector<KeySigner> keys = available_keys(world);
  if (keys.size() > 1)
    return refuse(rules::CLI_002, "{} keys could sign", keys.size()).hint("name one with --key FILE");
  return only_one(std::move(keys), "");
}

Result<Identity> choose_identity(World& world, history::Group& group) {
  const log::Repository* repository = &group.repository();
  const auto handle = stated(world, repository, world.options.as, "--as", "TOS_AS", "tos.handle");
  std::optional<std::string> wanted;
  if (handle) wanted = handle->value;
  const auto file = stated_key(world, repository);
  std::vector<KeySigner> keys;
  if (file) {
    TOS_TRY(KeySigner signer, KeySigner::from_file(world, file->value));
    keys.push_back(std::move(signer));
  } else {
    keys = available_keys(world);
    std::erase_if(keys, [&](const KeySigner& signer) { return !is_valid_key_of(group.db(), signer, wanted); });
    if (keys.size() > 1 && !wanted) {
      return refuse(rules::CLI_003, "several of your keys are on the roll")
          .hint("say whose record this is: --as HANDLE, or git config tos.handle HANDLE");
    }
  }
  TOS_TRY(KeySigner signer,
          only_one(std::move(keys), wanted ? fmt::format(" of '{}'", *wanted) : " on this group's roll"));
  const std::string key_source = file ? file->source : fmt::format("found in {}", signer.origin());
  if (wanted) {
    TOS_TRY(Handle parsed, Handle::parse(*wanted));
    return Identity{.handle = std::move(parsed),
                    .signer = std::move(signer),
                    .handle_source = handle->source,
                    .key_source = key_source};
  }
  const auto key = identity::find_key(group.db(), signer.key().id());
  if (!key) {
    return refuse(rules::CLI_003, "the key {} is not on this group's roll", signer.key().id().hex16())
        .hint("ask to join: tos join --handle HANDLE");
  }
  const auto member = identity::member_by_number(group.db(), key->member);
  TOS_ASSERT(member.has_value());
  return Identity{.handle = member->handle,
                  .signer = std::move(signer),
                  .handle_source = "the only key on the roll",
                  .key_source = key_source};
}

}  // namespace tos::cli
