#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/world.h"
#include "core/ssh/agent.h"
#include "core/ssh/private_key.h"
#include "history/group.h"

namespace tos::cli {

// Something that can sign with one key: a file's private key in this process, or ssh-agent.
class KeySigner {
 public:
  static Result<KeySigner> from_file(World& world,
                                     const std::string& path);  // a private key, or a .pub whose key the agent holds
  static KeySigner from_agent(const std::string& socket, ssh::PublicKey key);
  const ssh::PublicKey& key() const { return key_; }
  const std::string& origin() const { return origin_; }  // for people: the file, or "ssh-agent"
  Result<std::string> sign(std::string_view message, std::string_view name_space) const;

 private:
  KeySigner(ssh::PublicKey key, std::string origin) : key_(std::move(key)), origin_(std::move(origin)) {}
  ssh::PublicKey key_;
  std::string origin_;
  std::shared_ptr<const ssh::PrivateKey> private_key_;
  std::string agent_socket_;
};

// Who signs, and how that was found out: `tos whoami` tells it.
struct Identity {
  Handle handle;
  KeySigner signer;
  std::string handle_source;  // "--as", "TOS_AS", "git config tos.handle", "the only key on the roll"
  std::string key_source;
};

// The handle: --as, TOS_AS, git config tos.handle, else the only member on the roll of whom keys are in agent or
// ~/.ssh. The key: --key, TOS_KEY, git config tos.key, else the first valid key of that handle in agent or ~/.ssh.
// CLI-002 and CLI-003 where that does not give exactly one.
Result<Identity> choose_identity(World& world, history::Group& group);
// The same for a named founder who has not answered yet: their key stands in the founding record, not on the roll.
Result<Identity> choose_candidate(World& world, history::Group& group);
// The key alone, for who is not on a roll yet: --key, TOS_KEY, git config tos.key, else the only key there is.
Result<KeySigner> choose_key(World& world, const log::Repository* repository);
// The handle that was asked for explicitly; nothing where it would have to be guessed.
std::optional<std::string> stated_handle(const World& world, const log::Repository* repository);
// Who is asking: the handle that was asked for, else as choose_identity finds it; "" where that finds nobody.
std::string known_handle(World& world, history::Group& group);

}  // namespace tos::cli
