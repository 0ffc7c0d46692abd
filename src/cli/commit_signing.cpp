#include "cli/commit_signing.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "cli/rules.h"
#include "core/log/run_program.h"

namespace tos::cli {
namespace {

// What git's configuration says of signing; read once, when the repository is opened.
struct SigningSetup {
  std::string format;   // openpgp, x509 or ssh
  std::string program;  // what signs in that format
  std::string key;      // as user.signingkey has it; empty: none
  std::string email;    // whose key gpg searches where no key is named; empty: none
};

bool is_true(std::string value) {
  std::ranges::transform(value, value.begin(), [](unsigned char c) { return std::tolower(c); });
  return value.empty() || value == "true" || value == "yes" || value == "on" || value == "1";
}

SigningSetup setup_of(const log::Repository& repository) {
  SigningSetup setup;
  setup.format = repository.config("gpg.format").value_or("openpgp");
  std::optional<std::string> program = repository.config("gpg." + setup.format + ".program");
  if (!program && setup.format == "openpgp") program = repository.config("gpg.program");
  const std::string usual = setup.format == "ssh" ? "ssh-keygen" : setup.format == "x509" ? "gpgsm" : "gpg";
  setup.program = program.value_or(usual);
  setup.key = repository.config("user.signingkey").value_or("");
  setup.email = repository.config("user.email").value_or("");
  return setup;
}

Refusal unsigned_commit(std::string_view why) {
  return refuse(rules::CLI_009, "{}", why)
      .hint("git config user.signingkey KEY, or git config commit.gpgsign false; nothing was written");
}

// A public key that stands in the configuration itself: ssh-keygen wants a file, and asks the agent for the other half.
class LiteralKey {
 public:
  explicit LiteralKey(std::string_view line) : file_(::memfd_create("key", 0)) {
    if (file_ >= 0 && ::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      path_ = "/dev/null";
  }
  LiteralKey(const LiteralKey&) = delete;
  LiteralKey& operator=(const LiteralKey&) = delete;
  ~LiteralKey() {
    if (file_ >= 0) ::close(file_);
  }
  std::string path() const { return path_.empty() ? "/dev/fd/" + std::to_string(file_) : path_; }

 private:
  int file_;
  std::string path_;
};

Result<std::string> signature_by(const SigningSetup& setup, std::vector<std::string> arguments,
                                 std::string_view commit) {
  TOS_TRY(const auto outcome, log::run_program({.program = setup.program,
                                                .arguments = std::move(arguments),
                                                .environment = {},
                                                .input = std::string(commit)}));
  if (!outcome) return unsigned_commit(setup.program + ", which git config names to sign commits, cannot be started");
  if (outcome->status != 0 || !outcome->output.starts_with("-----BEGIN ")) {
    return unsigned_commit(setup.program + " did not sign the commit: " + outcome->last_words());
  }
  std::string armored = outcome->output;
  std::erase(armored, '\r');
  return armored;
}

Result<std::string> ssh_signature(const SigningSetup& setup, const std::string& home, std::string_view commit) {
  if (setup.key.empty()) return unsigned_commit("git is to sign commits, and user.signingkey names no key");
  if (setup.key.starts_with("key::") || setup.key.starts_with("ssh-")) {
    const LiteralKey key(setup.key.starts_with("key::") ? std::string_view(setup.key).substr(5) : setup.key);
    return signature_by(setup, {"-Y", "sign", "-n", "git", "-f", key.path(), "-U"}, commit);
  }
  const std::string path = setup.key.starts_with("~/") ? home + setup.key.substr(1) : setup.key;
  return signature_by(setup, {"-Y", "sign", "-n", "git", "-f", path}, commit);
}

Result<std::string> gpg_signature(const SigningSetup& setup, std::string_view commit) {
  const std::string& key = setup.key.empty() ? setup.email : setup.key;
  if (key.empty()) return unsigned_commit("git is to sign commits, and neither user.signingkey nor user.email is set");
  return signature_by(setup, {"--status-fd=2", "-bsau", key}, commit);
}

}  // namespace

void sign_commits_as_configured(const World& world, log::Repository& repository) {
  const auto wanted = repository.config("commit.gpgsign");
  if (!wanted || !is_true(*wanted)) return;
  repository.sign_commits_with([setup = setup_of(repository), home = world.home()](std::string_view commit) {
    return setup.format == "ssh" ? ssh_signature(setup, home, commit) : gpg_signature(setup, commit);
  });
}

}  // namespace tos::cli
