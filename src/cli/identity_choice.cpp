#include "cli/identity_choice.h"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "cli/rules.h"
#include "core/log/durable_file.h"
#include "identity/roll_write.h"

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

// Whose key this is, among the people a command may speak for; nothing where it is nobody's.
using OwnerOf = std::function<std::optional<Handle>(const KeyId&)>;

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

namespace {

// `place` says where the owners stand: "this group's roll".
Result<Identity> choose_among(World& world, history::Group& group, const OwnerOf& owner_of, std::string_view place) {
  const log::Repository* repository = &group.repository();
  const auto stated_as = stated(world, repository, world.options.as, "--as", "TOS_AS", "tos.handle");
  std::optional<Handle> wanted;
  if (stated_as) {
    TOS_TRY(wanted, Handle::parse(stated_as->value));
  }
  const auto file = stated_key(world, repository);
  std::vector<KeySigner> keys;
  if (file) {
    TOS_TRY(KeySigner signer, KeySigner::from_file(world, file->value));
    keys.push_back(std::move(signer));
  } else {
    keys = available_keys(world);
    std::erase_if(keys, [&](const KeySigner& signer) {
      const auto owner = owner_of(signer.key().id());
      return !owner || (wanted && *owner != *wanted);
    });
    if (keys.size() > 1 && !wanted) {
      return refuse(rules::CLI_003, "several of your keys are on {}", place)
          .hint("say whose record this is: --as HANDLE, or tos config handle HANDLE");
    }
  }
  TOS_TRY(KeySigner signer,
          only_one(std::move(keys), wanted ? fmt::format(" of '{}'", *wanted) : fmt::format(" on {}", place)));
  std::string key_source = file ? file->source : fmt::format("found in {}", signer.origin());
  std::string handle_source = stated_as ? stated_as->source : fmt::format("the only key on {}", place);
  if (!wanted) wanted = owner_of(signer.key().id());
  if (!wanted) {
    return refuse(rules::CLI_003, "the key {} is not on {}", signer.key().id().hex16(), place)
        .hint("ask to join: tos join --handle HANDLE");
  }
  return Identity{.handle = *std::move(wanted),
                  .signer = std::move(signer),
                  .handle_source = std::move(handle_source),
                  .key_source = std::move(key_source)};
}

}  // namespace

Result<Identity> choose_identity(World& world, history::Group& group) {
  const auto owner_of = [&](const KeyId& id) -> std::optional<Handle> {
    const auto key = identity::find_key(group.db(), id);
    if (!key || key->until_position) return std::nullopt;
    return identity::member_by_number(group.db(), key->member)->handle;
  };
  return choose_among(world, group, owner_of, "this group's roll");
}

Result<Identity> choose_candidate(World& world, history::Group& group) {
  const auto owner_of = [&](const KeyId& id) -> std::optional<Handle> {
    for (const identity::Candidate& candidate : identity::all_candidates(group.db())) {
      if (candidate.origin == "founder" && candidate.state == "pending" && candidate.key == id) return candidate.handle;
    }
    return std::nullopt;
  };
  return choose_among(world, group, owner_of, "the founding record's list of founders to answer");
}

}  // namespace tos::cli
