// The library against the stock tools: ssh-keygen, ssh-agent, git, and OpenSSH's own test data where it is installed.
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "core/ssh/agent.h"
#include "core/ssh/allowed_signers.h"
#include "core/ssh/rules.h"
#include "core/ssh/signature.h"
#include "support/shell.h"
#include "unit/ssh/fixtures.h"

using namespace tos;
using namespace tos::ssh;
using namespace tos::test;

namespace {

const std::string openssh_tests = "/usr/lib/openssh/regress";  // Debian's package openssh-tests

bool absent(const std::string& path, std::string_view what) {
  if (std::filesystem::exists(path)) return false;
  std::cout << "SKIP: " << what << ": " << path << " is not there (package openssh-tests)\n";
  return true;
}

// A folder with the private key file `key`, its public half, and an allowed_signers file for "mara".
struct Home {
  TempFolder folder;
  explicit Home(const PrivateKey& key) {
    write_file(folder / "key", key.to_file("mara@laptop").view());
    write_file(folder / "key.pub", key.public_key().to_line() + " mara@laptop\n");
    allow(key.public_key());
  }
  void allow(const PublicKey& key) {
    write_file(folder / "allowed", allowed_signers_line("mara", std::string(test_name_space) + ",git", key) + "\n");
  }
  // Runs in the folder, with a home of its own.
  ShellResult run(const std::string& command) const {
    return shell("cd '" + folder.path().string() + "' && export HOME=\"$PWD\" GIT_CONFIG_NOSYSTEM=1 && " + command);
  }
};

// A real ssh-agent for as long as the test lasts.
class RunningAgent {
 public:
  explicit RunningAgent(const Home& home, const std::string& options = "") : socket_(home.folder / "agent") {
    const ShellResult started = home.run("ssh-agent -s " + options + " -a agent 2>/dev/null");
    const std::size_t at = started.output.find("SSH_AGENT_PID=");
    REQUIRE(at != std::string::npos);
    process_ = std::stoi(started.output.substr(at + 14));
  }
  RunningAgent(const RunningAgent&) = delete;
  RunningAgent& operator=(const RunningAgent&) = delete;
  ~RunningAgent() { ::kill(process_, SIGTERM); }
  const std::string& socket() const { return socket_; }

 private:
  std::string socket_;
  int process_ = 0;
};

const std::string verify_command = "ssh-keygen -Y verify -f allowed -I mara -n tos.record.v1 -s sig < message 2>&1";

}  // namespace

TEST_CASE("ssh-keygen signs the same bytes as we do, for messages of every kind") {
  const PrivateKey key = PrivateKey::generate();
  const Home home(key);
  for (const std::string& message : {std::string("tos: 1\n"), std::string(), std::string("\0\xff\r\n", 4),
                                     std::string(70'000, 'x'), std::string("äöü → ✓\n")}) {
    write_file(home.folder / "message", message);
    const ShellResult stock = home.run("ssh-keygen -q -Y sign -f key -n tos.record.v1 < message 2>/dev/null");
    REQUIRE(stock.status == 0);
    CHECK(stock.output == key.sign(message, test_name_space));
    CHECK(verify(stock.output, message, test_name_space, key.public_key()));
    write_file(home.folder / "sig", key.sign(message, test_name_space));
    CHECK(home.run(verify_command).status == 0);
  }
  write_file(home.folder / "message", "another");
  CHECK(home.run(verify_command).status != 0);
}

TEST_CASE("ssh-keygen's sha256 signatures are good, too") {
  const PrivateKey key = PrivateKey::generate();
  const Home home(key);
  const ShellResult stock =
      home.run("printf message | ssh-keygen -q -Y sign -O hashalg=sha256 -f key -n tos.record.v1 2>/dev/null");
  REQUIRE(stock.status == 0);
  CHECK(Signature::parse(stock.output)->hash() == Hash::sha256);
  CHECK(verify(stock.output, "message", test_name_space, key.public_key().id()));
}

TEST_CASE("key files go both ways") {
  const Home home(PrivateKey::generate());
  CHECK(home.run("ssh-keygen -y -f key").output == read_file(home.folder / "key.pub"));
  CHECK(home.run("ssh-keygen -l -f key.pub")
            .output.contains(PublicKey::from_line(read_file(home.folder / "key.pub"))->fingerprint() + " mara@laptop"));

  REQUIRE(home.run("ssh-keygen -q -t ed25519 -N '' -C 'a comment' -f theirs").status == 0);
  const auto theirs = PrivateKey::parse(read_file(home.folder / "theirs"), "theirs");
  REQUIRE(theirs);
  CHECK(theirs->public_key() == PublicKey::from_line(read_file(home.folder / "theirs.pub")).value());
  // The form is the same to the byte, but for the two check numbers, which are random.
  const std::string stock = read_file(home.folder / "theirs");
  const Secret ours = theirs->to_file("a comment");
  REQUIRE(ours.view().size() == stock.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < stock.size(); ++i) different += stock[i] != ours.view()[i] ? 1U : 0U;
  CHECK(different <= 12);

  REQUIRE(home.run("ssh-keygen -q -t ed25519 -N secret -f locked").status == 0);
  const auto locked = PrivateKey::parse(read_file(home.folder / "locked"), "locked");
  REQUIRE_FALSE(locked);
  CHECK(locked.error().rule == &SIG_021);
  for (const char* type : {"rsa", "ecdsa"}) {
    REQUIRE(home.run(std::string("ssh-keygen -q -N '' -f ") + type + " -t " + type).status == 0);
    CHECK(PrivateKey::parse(read_file(home.folder / type), type).error().rule == &SIG_022);
    CHECK(PublicKey::from_line(read_file(home.folder / (std::string(type) + ".pub"))).error().rule == &SIG_015);
  }
}

TEST_CASE("git verify-commit accepts a commit that we signed, and not when it is changed") {
  const PrivateKey key = PrivateKey::generate();
  const Home home(key);
  REQUIRE(
      home.run("git init -q . && git config gpg.ssh.allowedSignersFile \"$PWD/allowed\" && git config user.name mara "
               "&& git config user.email mara && git commit -q --allow-empty -m one")
          .status == 0);
  const std::string commit = home.run("git cat-file commit HEAD").output;
  const auto signed_commit = [&](const std::string& content) {
    std::string header = "gpgsig " + key.sign(commit, "git");
    header.pop_back();
    for (std::size_t at = 0; (at = header.find('\n', at)) != std::string::npos; at += 2) header.insert(at + 1, " ");
    const std::size_t end_of_headers = content.find("\n\n") + 1;
    return content.substr(0, end_of_headers) + header + "\n" + content.substr(end_of_headers);
  };
  write_file(home.folder / "signed", signed_commit(commit));
  CHECK(home.run("git verify-commit $(git hash-object -t commit -w signed) 2>&1").status == 0);
  write_file(home.folder / "changed", signed_commit(replaced(commit, "\n\none", "\n\ntwo")));
  CHECK(home.run("git verify-commit $(git hash-object -t commit -w changed) 2>&1").status != 0);
}

TEST_CASE("we accept the signature that git commit -S makes") {
  const Home home(PrivateKey::generate());
  const PublicKey key = PublicKey::from_line(read_file(home.folder / "key.pub")).value();
  REQUIRE(home.run("git init -q . && git -c user.name=mara -c user.email=mara -c gpg.format=ssh -c "
                   "user.signingKey=\"$PWD/key\" commit -q -S --allow-empty -m one")
              .status == 0);
  std::string content = home.run("git cat-file commit HEAD").output;
  const std::size_t begin = content.find("gpgsig ");
  const std::string end_mark = "-----END SSH SIGNATURE-----\n";
  const std::size_t end = content.find(end_mark) + end_mark.size();
  std::string armored = content.substr(begin + 7, end - begin - 7);
  for (std::size_t at = 0; (at = armored.find("\n ", at)) != std::string::npos;) armored.erase(at + 1, 1);
  content.erase(begin, end - begin);
  if (content.substr(begin).starts_with(" \n")) content.erase(begin, 2);
  CHECK(verify(armored, content, "git", key));
}

TEST_CASE("a real ssh-agent lists and signs", "[accepts SIG-030, SIG-031, SIG-032, SIG-033][refuses SIG-032]") {
  const PrivateKey key = PrivateKey::generate();
  const Home home(key);
  REQUIRE(home.run("ssh-keygen -q -t rsa -b 2048 -N '' -f rsa").status == 0);
  const RunningAgent agent(home);
  UnixAgentChannel channel(agent.socket(), 20);
  CHECK(Agent(channel).identities()->empty());
  CHECK(Agent(channel).sign(key.public_key(), "message", test_name_space).error().rule == &SIG_032);
  REQUIRE(home.run("SSH_AUTH_SOCK=agent ssh-add -q rsa key 2>&1").status == 0);
  const auto identities = Agent(channel).identities();
  REQUIRE(identities);
  REQUIRE(identities->size() == 1);
  CHECK(identities->front().key == key.public_key());
  CHECK(identities->front().comment == "mara@laptop");
  const auto signature = Agent(channel).sign(key.public_key(), "message", test_name_space);
  REQUIRE(signature);
  CHECK(*signature == key.sign("message", test_name_space));
  REQUIRE(home.run("SSH_AUTH_SOCK=agent ssh-add -q -D 2>&1").status == 0);
  CHECK(Agent(channel).sign(key.public_key(), "message", test_name_space).error().rule == &SIG_032);
}

TEST_CASE("where no agent is, the refusal says how to start one", "[refuses SIG-030]") {
  const TempFolder folder;
  write_file(folder / "file", "not a socket");
  for (const std::string& path : {folder / "nothing", folder / "file", std::string(), std::string(300, 'x')}) {
    UnixAgentChannel channel(path, 5);
    const auto identities = Agent(channel).identities();
    REQUIRE_FALSE(identities);
    CHECK(identities.error().rule == &SIG_030);
    CHECK(identities.error().hint_text.contains("ssh-agent"));
  }
}

TEST_CASE("OpenSSH's own signatures are good") {
  const std::string data = openssh_tests + "/unittests/sshsig/testdata/";
  if (absent(data, "OpenSSH's signatures")) return;
  const std::string message = read_file(data + "signed-data");
  for (const std::string name : {"ed25519", "ed25519_sk"}) {
    INFO(name);
    const auto key = PublicKey::from_line(read_file(data + name + ".pub"));
    REQUIRE(key);
    const std::string armored = read_file(data + name + ".sig");
    CHECK(verify(armored, message, "unittest", *key));
    CHECK(Signature::parse(armored)->armored() == armored);
    CHECK_FALSE(verify(armored, message + " ", "unittest", *key));
  }
  for (const std::string name : {"rsa", "dsa", "ecdsa", "ecdsa_sk"}) {
    INFO(name);
    CHECK(PublicKey::from_line(read_file(data + name + ".pub")).error().rule == &SIG_015);
    CHECK(Signature::parse(read_file(data + name + ".sig")).error().rule == &SIG_007);
  }
  CHECK(PrivateKey::parse(read_file(data + "ed25519"), "ed25519"));
  CHECK(PrivateKey::parse(read_file(data + "ed25519_sk"), "ed25519_sk").error().rule == &SIG_021);
}

TEST_CASE("a hardware key signs through the agent") {
  const std::string token = openssh_tests + "/misc/sk-dummy/sk-dummy.so";
  if (absent(token, "a stand-in hardware key")) return;
  Home home(PrivateKey::generate());
  REQUIRE(home.run("ssh-keygen -q -w " + token + " -t ed25519-sk -N '' -f token < /dev/null 2>&1").status == 0);
  const PublicKey key = PublicKey::from_line(read_file(home.folder / "token.pub")).value();
  CHECK(key.algorithm() == Algorithm::sk_ed25519);
  CHECK(key.application() == "ssh:");
  const RunningAgent agent(home, "-P '/usr/lib/*'");
  REQUIRE(home.run("SSH_AUTH_SOCK=agent ssh-add -q -S " + token + " token 2>&1").status == 0);
  UnixAgentChannel channel(agent.socket(), 20);
  REQUIRE(Agent(channel).identities()->size() == 1);
  const auto signature = Agent(channel).sign(key, "message", test_name_space);
  REQUIRE(signature);
  CHECK(verify(*signature, "message", test_name_space, key));
  CHECK(verify(*signature, "message", test_name_space, key.id()));
  CHECK(verify(*signature, "massage", test_name_space, key).error().rule == &SIG_011);
  write_file(home.folder / "message", "message");
  write_file(home.folder / "sig", *signature);
  home.allow(key);
  CHECK(home.run(verify_command).status == 0);

  REQUIRE(
      home.run("ssh-keygen -q -w " + token + " -t ed25519-sk -O no-touch-required -N '' -f careless < /dev/null 2>&1")
          .status == 0);
  REQUIRE(home.run("SSH_AUTH_SOCK=agent ssh-add -q -S " + token + " careless 2>&1").status == 0);
  const PublicKey careless = PublicKey::from_line(read_file(home.folder / "careless.pub")).value();
  CHECK(Agent(channel).sign(careless, "message", test_name_space).error().rule == &SIG_033);
}

TEST_CASE("what OpenSSH 9.2 lets pass and we do not") {
  // The reason why a group's records are judged by tos verify. Which of these a later OpenSSH still calls good is
  // printed, not judged.
  const PrivateKey key = PrivateKey::generate();
  const Home home(key);
  write_file(home.folder / "message", "message");
  const std::string armored = key.sign("message", test_name_space);
  const std::pair<const char*, std::string> spoiled_ones[] = {
      {"CRLF", replaced(armored, "\n", "\r\n")},
      {"text after the armor", armored + "more\n"},
      {"no LF at the end", armored.substr(0, armored.size() - 1)},
  };
  for (const auto& [what, spoiled] : spoiled_ones) {
    INFO(what);
    write_file(home.folder / "sig", spoiled);
    std::cout << "stock ssh-keygen " << (home.run(verify_command).status == 0 ? "accepts " : "refuses ") << what
              << "\n";
    CHECK(verify(spoiled, "message", test_name_space, key.public_key()).error().rule == &SIG_001);
  }
}
