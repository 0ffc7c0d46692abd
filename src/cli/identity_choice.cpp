#include "cli/identity_choice.h"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "cli/rules.h"
#include "core/log/durable_file.h"
#include "core/ssh/rules.h"
#include "identity/roll_write.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_key_file_bytes = 64 * 1024;

// A private key file that cannot sign as it is, and its public key where that stands beside it.
struct LockedKey {
  std::string path;
  std::optional<KeyId> id;
};

// What stands in ssh-agent and ~/.ssh: the keys that could sign, agent first, and the files that cannot.
struct KeysHere {
  std::vector<KeySigner> keys;
  std::vector<LockedKey> locked;     // with a passphrase, or on hardware, and not in the agent
  std::vector<std::string> foreign;  // of another algorithm: "/home/ana/.ssh/id_rsa"
  bool has_agent = false;
};

void add_unusable(KeysHere& here, const std::string& path, const Refusal& why) {
  const auto line = log::read_file(path + ".pub", max_key_file_bytes);
  const auto key = line ? ssh::PublicKey::from_line(*line) : Result<ssh::PublicKey>(Refusal(why));
  const bool is_foreign = line ? !key && key.error().rule == &ssh::SIG_015 : why.rule == &ssh::SIG_022;
  if (is_foreign) {
    here.foreign.push_back(path);
  } else if (why.rule == &ssh::SIG_021) {
    here.locked.push_back({path, key ? std::optional(key->id()) : std::nullopt});
  }
}

// Files that are no keys are passed over.
KeysHere available_keys(World& world) {
  KeysHere here;
  std::vector<KeySigner>& keys = here.keys;
  if (const auto socket = world.environment("SSH_AUTH_SOCK")) {
    ssh::UnixAgentChannel channel(*socket);
    if (auto identities = ssh::Agent(channel).identities()) {
      here.has_agent = true;
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
    if (!signer) {
      add_unusable(here, file.string(), signer.error());
      continue;
    }
    const auto same = [&](const KeySigner& other) { return other.key() == signer->key(); };
    if (std::ranges::none_of(keys, same)) keys.push_back(*std::move(signer));
  }
  return here;
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

// The same refusal, saying that it was an option, a variable or git's configuration that named the value.
Refusal named_by(Refusal refusal, std::string_view source) {
  refusal.what += fmt::format(" (from {})", source);
  return refusal;
}

// Whose key this is, among the people a command may speak for; nothing where it is nobody's.
using OwnerOf = std::function<std::optional<Handle>(const KeyId&)>;

// Why there is none to choose, of all that stands here.
Refusal no_key(const KeysHere& here, std::string_view of) {
  if (!here.locked.empty()) {
    const std::string& path = here.locked.front().path;
    return refuse(rules::CLI_002, "the key {} has a passphrase or is on hardware, and ssh-agent does not hold it", path)
        .hint("{}ssh-add {}", here.has_agent ? "" : "eval $(ssh-agent) && ", path);
  }
  if (!here.foreign.empty()) {
    return refuse(rules::CLI_002, "no Ed25519 key{} in ssh-agent or ~/.ssh; of another algorithm: {}", of,
                  fmt::join(here.foreign, ", "))
        .hint("tos signs with Ed25519 keys; make one: tos key new");
  }
  return refuse(rules::CLI_002, "no key{} in ssh-agent or ~/.ssh", of)
      .hint("name one with --key FILE, or make one: tos key new");
}

// Keys there are, but none of them speaks for anybody: what its owner does next.
Refusal no_owner(const KeySigner& signer, std::string_view of, const std::string& next) {
  return refuse(rules::CLI_002, "no key{} in ssh-agent or ~/.ssh; the one in {} is not", of, signer.origin())
      .hint("{}", next);
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
  if (const auto file = stated_key(world, repository)) {
    auto named = KeySigner::from_file(world, file->value);
    if (!named) return named_by(named.error(), file->source);
    return named;
  }
  KeysHere here = available_keys(world);
  if (here.keys.empty()) return no_key(here, "");
  if (here.keys.size() > 1) {
    std::vector<std::string> origins;
    for (const KeySigner& signer : here.keys) origins.push_back(signer.origin());
    return refuse(rules::CLI_002, "{} keys could sign: {}", here.keys.size(), fmt::join(origins, ", "))
        .hint("name one with --key FILE");
  }
  return std::move(here.keys.front());
}

namespace {

// Where the owners of keys stand, and what who is not among them does.
struct Place {
  std::string_view name;  // "this group's roll"
  std::string next;       // "ask to join: …"
};

// The keys here of people a command may speak for: all of one member, and the first of them signs.
Result<std::vector<KeySigner>> keys_among(World& world, const OwnerOf& owner_of, const std::optional<Handle>& wanted,
                                          const Place& place) {
  KeysHere here = available_keys(world);
  const auto speaks = [&](const KeyId& id) {
    const auto owner = owner_of(id);
    return owner && (!wanted || *owner == *wanted);
  };
  std::erase_if(here.locked, [&](const LockedKey& key) { return key.id && !speaks(*key.id); });
  std::vector<KeySigner> keys;
  for (const KeySigner& signer : here.keys) {
    if (speaks(signer.key().id())) keys.push_back(signer);
  }
  if (keys.empty()) {
    const std::string of = wanted ? fmt::format(" of '{}'", *wanted) : fmt::format(" on {}", place.name);
    if (here.keys.empty() || !here.locked.empty()) return no_key(here, of);
    return no_owner(here.keys.front(), of, place.next);
  }
  const auto first = owner_of(keys.front().key().id());
  const auto is_another = [&](const KeySigner& signer) { return owner_of(signer.key().id()) != first; };
  if (std::ranges::any_of(keys, is_another)) {
    return refuse(rules::CLI_003, "your keys are those of several people on {}", place.name)
        .hint("say whose record this is: --as HANDLE, or tos config handle HANDLE");
  }
  return keys;
}

Result<Identity> choose_among(World& world, history::Group& group, const OwnerOf& owner_of, const Place& place) {
  const log::Repository* repository = &group.repository();
  const auto stated_as = stated(world, repository, world.options.as, "--as", "TOS_AS", "tos.handle");
  std::optional<Handle> wanted;
  if (stated_as) {
    auto parsed = Handle::parse(stated_as->value);
    if (!parsed) return named_by(parsed.error(), stated_as->source);
    wanted = *std::move(parsed);
  }
  const auto file = stated_key(world, repository);
  std::vector<KeySigner> keys;
  if (file) {
    auto named = KeySigner::from_file(world, file->value);
    if (!named) return named_by(named.error(), file->source);
    keys.push_back(*std::move(named));
  } else {
    TOS_TRY(keys, keys_among(world, owner_of, wanted, place));
  }
  const std::size_t count = keys.size();
  KeySigner signer = std::move(keys.front());
  std::string key_source = file ? file->source : fmt::format("found in {}", signer.origin());
  if (count > 1) key_source += fmt::format(", the first of {}", count);
  std::string handle_source =
      stated_as ? stated_as->source
                : fmt::format("{} on {}", count > 1 ? "the only person with keys here" : "the only key", place.name);
  if (!wanted) wanted = owner_of(signer.key().id());
  if (!wanted) {
    return refuse(rules::CLI_003, "the key {} is not on {}", signer.key().id().hex16(), place.name)
        .hint("{}", place.next);
  }
  world.detail(fmt::format("signs: {} ({}), with {} ({})", *wanted, handle_source, signer.origin(), key_source));
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
  return choose_among(world, group, owner_of,
                      {.name = "this group's roll",
                       .next = "not a member yet: tos join --handle HANDLE; which keys count: tos key list --all"});
}

Result<Identity> choose_candidate(World& world, history::Group& group) {
  const auto owner_of = [&](const KeyId& id) -> std::optional<Handle> {
    for (const identity::Candidate& candidate : identity::all_candidates(group.db())) {
      if (candidate.origin == "founder" && candidate.state == "pending" && candidate.key == id) return candidate.handle;
    }
    return std::nullopt;
  };
  return choose_among(world, group, owner_of,
                      {.name = "the founding record's list of founders to answer",
                       .next = "only founders who have not answered yet accept: tos member list"});
}

std::string known_handle(World& world, history::Group& group) {
  if (auto named = stated_handle(world, &group.repository())) return *std::move(named);
  if (const auto self = choose_identity(world, group)) return self->handle.text();
  if (const auto candidate = choose_candidate(world, group)) return candidate->handle.text();
  return "";
}

}  // namespace tos::cli
