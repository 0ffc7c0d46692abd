#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/rules.h"
#include "core/index/short_name.h"
#include "core/log/durable_file.h"
#include "core/record/form.h"
#include "identity/key_proof.h"
#include "identity/keys.h"
#include "identity/roll.h"
#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::cli {
namespace {

constexpr std::size_t max_proof_bytes = 2048;

// A new file with this mode from its first byte on; CLI-007 where there is one already.
Result<void> create_file(const std::string& path, std::string_view bytes, mode_t mode) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0)
    return refuse(rules::CLI_007, "'{}' cannot be made: {}", path, std::strerror(errno)).hint("--out ANOTHER-FILE");
  const bool written =
      write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && fsync(file) == 0;
  close(file);
  if (written) return {};
  unlink(path.c_str());
  return refuse(rules::CLI_007, "'{}' cannot be written: {}", path, std::strerror(errno));
}

Result<std::string> proof_of(const history::Group& group, const std::string& handle_text, const KeySigner& signer) {
  TOS_TRY(const Handle handle, Handle::parse(handle_text));
  return signer.sign(identity::key_proof_text(group.id(), handle.text(), signer.key().id()), identity::key_namespace);
}

struct NewOptions {
  std::string out;
  std::string comment;
  std::string prove_for;
};

Result<void> make_key(World& world, const NewOptions& options) {
  const std::string path = options.out.empty() ? world.home() + "/.ssh/id_tos" : options.out;
  if (std::filesystem::exists(path) || std::filesystem::exists(path + ".pub"))
    return refuse(rules::CLI_007, "'{}' exists already and is not overwritten", path).hint("--out ANOTHER-FILE");
  if (!is_allowed_text(options.comment) || options.comment.find('\n') != std::string::npos)
    return refuse(rules::CLI_001, "--comment is one line of text");
  // What a proof needs is looked for before there is a key: a command that fails leaves none behind.
  std::optional<history::Group> group;
  if (!options.prove_for.empty()) {
    TOS_CHECK(Handle::parse(options.prove_for));
    TOS_TRY(group, open_group(world));
  }
  if (world.options.dry_run) {
    if (world.options.json) show_json(world, "tos.key.new/1", {{"file", path}, {"dry_run", true}});
    world.note(fmt::format("dry run: would make {0} and {0}.pub; nothing was written", path));
    return {};
  }
  std::error_code ignored;
  if (options.out.empty() && std::filesystem::create_directory(world.home() + "/.ssh", ignored))
    std::filesystem::permissions(world.home() + "/.ssh", std::filesystem::perms::owner_all, ignored);
  const ssh::PrivateKey key = ssh::PrivateKey::generate();
  const std::string line = key.public_key().to_line() + (options.comment.empty() ? "" : " " + options.comment) + "\n";
  TOS_CHECK(create_file(path, key.to_file(options.comment).view(), 0600));
  TOS_CHECK(create_file(path + ".pub", line, 0644));
  if (world.options.json) {
    show_json(world, "tos.key.new/1",
              {{"file", path},
               {"key", key.public_key().to_line()},
               {"id", key.public_key().id().hex()},
               {"fingerprint", key.public_key().fingerprint()}});
  } else {
    world.line(fmt::format("{} {}", path, key.public_key().fingerprint()));
  }
  world.note("the file signs in your name: keep it to yourself, and a copy in a safe place");
  if (!group) return {};
  TOS_TRY(const KeySigner signer, KeySigner::from_file(world, path));
  TOS_TRY(const std::string proof, proof_of(*group, options.prove_for, signer));
  TOS_CHECK(create_file(path + ".proof", proof, 0644));
  world.note(fmt::format("wrote {0}.proof: stewards enrol the key with tos key recover {1} {0}.pub --proof {0}.proof",
                         path, options.prove_for));
  return {};
}

Result<void> run_prove(World& world, const std::string& handle) {
  TOS_TRY(const history::Group group, open_group(world));
  TOS_TRY(const KeySigner signer, choose_key(world, nullptr));
  TOS_TRY(const std::string proof, proof_of(group, handle, signer));
  if (world.options.json) {
    show_json(world, "tos.key.prove/1", {{"key", signer.key().to_line()}, {"proof", proof}});
  } else {
    world.out(proof);
  }
  return {};
}

// A key on the roll by a prefix of its id, or by a file that holds it.
Result<identity::MemberKey> resolve_key(World& world, history::Group& group, const std::string& name) {
  std::optional<KeyId> id;
  if (std::filesystem::is_regular_file(name)) {
    TOS_TRY(const ssh::PublicKey key, read_public_key(world, name));
    id = key.id();
  } else if (const auto range = index::parse_id_prefix(name)) {
    for (const identity::Member& member : identity::all_members(group.db())) {
      for (const identity::MemberKey& key : identity::keys_of(group.db(), member.number)) {
        if (!key.id.hex().starts_with(name)) continue;
        if (id) return refuse(rules::IDN_041, "several keys begin with {}", name).hint("give more digits");
        id = key.id;
      }
    }
  }
  if (id) {
    if (auto key = identity::find_key(group.db(), *id)) return *std::move(key);
  }
  return refuse(rules::IDN_041, "'{}' is no key on this group's roll", name).hint("tos key list --all");
}

Result<void> enrol(World& world, history::Group& group, const Identity& self, const std::string& file,
                   std::optional<KeyId> replaces) {
  TOS_TRY(const KeySigner added, KeySigner::from_file(world, file));
  TOS_TRY(const std::string proof, proof_of(group, self.handle.text(), added));
  identity::KeyAddition addition;
  addition.key.text = added.key().to_line();
  addition.proof.text = proof;
  addition.replaces = replaces;
  return carry_out(world, group, draft("identity.key-addition/v1", std::move(addition)), self, "the key",
                   fmt::format("key {} of '{}' is enrolled{}", added.key().id().hex16(), self.handle,
                               replaces ? fmt::format(" in place of {}", replaces->hex16()) : ""));
}

Result<void> add_key(World& world, const std::string& file, const std::string& replaces) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity self, choose_identity(world, group));
  std::optional<KeyId> replaced;
  if (!replaces.empty()) {
    TOS_TRY(const identity::MemberKey key, resolve_key(world, group, replaces));
    replaced = key.id;
  }
  return enrol(world, group, self, file, replaced);
}

Result<void> run_rotate(World& world, const std::string& file) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity self, choose_identity(world, group));
  return enrol(world, group, self, file, self.signer.key().id());
}

Result<void> run_revoke(World& world, const std::string& name, std::int64_t compromised_from) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const identity::MemberKey key, resolve_key(world, group, name));
  const auto member = identity::member_by_number(group.db(), key.member);
  identity::KeyRevocation revocation{.member = member->handle, .key = key.id, .compromised_from = {}};
  if (compromised_from > 0) revocation.compromised_from = {compromised_from};
  return carry_out(
      world, group, draft("identity.key-revocation/v1", revocation),
      fmt::format("the revocation of key {}", key.id.hex16()),
      fmt::format("key {} of '{}' is revoked; what it signed before keeps force", key.id.hex16(), member->handle));
}

struct RecoverOptions {
  std::string handle;
  std::string key_file;
  std::string proof_file;
};

Result<void> run_recover(World& world, const RecoverOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  identity::KeyRecovery recovery;
  TOS_TRY(recovery.member, Handle::parse(options.handle));
  TOS_TRY(const ssh::PublicKey key, read_public_key(world, options.key_file));
  auto proof = log::read_file(options.proof_file, max_proof_bytes);
  if (!proof)
    return refuse(rules::CLI_005, "the proof '{}' cannot be read", options.proof_file)
        .hint("the holder of the new key makes it: tos key prove {} --key FILE", options.handle);
  recovery.key.text = key.to_line();
  recovery.proof.text = *std::move(proof);
  return carry_out(world, group, draft("identity.key-recovery/v1", std::move(recovery)),
                   fmt::format("the recovery of '{}'", options.handle),
                   fmt::format("key {} is the only valid key of '{}'", key.id().hex16(), options.handle));
}

Result<void> list_keys(World& world, const std::string& handle, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  std::vector<identity::Member> members = identity::all_members(group.db());
  if (!handle.empty()) {
    TOS_TRY(const Handle parsed, Handle::parse(handle));
    TOS_TRY(const identity::Member member, identity::require_member(group.db(), parsed));
    members = {member};
  }
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const identity::Member& member : members) {
    for (const identity::MemberKey& key : identity::keys_of(group.db(), member.number)) {
      if (key.until_position && !all) continue;
      const auto parsed = ssh::PublicKey::from_line(key.line);
      const std::string fingerprint = parsed ? parsed->fingerprint() : "";
      data.push_back(
          {{"id", key.id.hex()},
           {"member", member.handle.text()},
           {"key", key.line},
           {"fingerprint", fingerprint},
           {"from_position", key.from_position},
           {"until_position", key.until_position ? nlohmann::json(*key.until_position) : nlohmann::json()},
           {"compromised_from", key.compromised_from ? nlohmann::json(*key.compromised_from) : nlohmann::json()}});
      rows.push_back({key.id.hex16(), member.handle.text(), std::to_string(key.from_position),
                      key.until_position ? std::to_string(*key.until_position) : "-", fingerprint});
    }
  }
  if (world.options.json) {
    show_json(world, "tos.key.list/1", std::move(data));
  } else {
    world.out(table({"KEY", "MEMBER", "FROM", "UNTIL", "FINGERPRINT"}, rows, world.columns()));
  }
  return {};
}

void add_key_making(CLI::App& key, World& world) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* made = key.add_subcommand("new", "make a key pair: FILE (mode 0600) and FILE.pub");
  made->add_option("--out", options->out, "where (default ~/.ssh/id_tos)")->type_name("FILE");
  made->add_option("--comment", options->comment, "what stands after the public key")->type_name("TEXT");
  made->add_option("--prove-for", options->prove_for, "also write FILE.proof, for a recovery by the stewards")
      ->type_name("HANDLE");
  made->footer("example: tos key new --out ~/.ssh/id_garden");
  made->callback([&world, options] { finish(world, make_key(world, *options)); });
  auto handle = std::make_shared<std::string>();
  CLI::App* prove = key.add_subcommand("prove", "print the proof that you hold --key, for a recovery");
  prove->add_option("handle", *handle, "whose key it will be")->required()->type_name("HANDLE");
  prove->callback([&world, handle] { finish(world, run_prove(world, *handle)); });
}

void add_key_enrolment(CLI::App& key, World& world) {
  auto file = std::make_shared<std::string>();
  auto replaces = std::make_shared<std::string>();
  CLI::App* add = key.add_subcommand("add", "enrol a further key of your own; it signs that it is yours");
  add->add_option("file", *file, "the new private key, or a .pub that the agent holds")->required()->type_name("FILE");
  add->add_option("--replaces", *replaces, "revoke this key of yours with the same record")->type_name("KEY|FILE");
  add->callback([&world, file, replaces] { finish(world, add_key(world, *file, *replaces)); });
  CLI::App* rotate = key.add_subcommand("rotate", "enrol a new key in place of the one that signs");
  rotate->add_option("file", *file, "the new private key")->required()->type_name("NEWFILE");
  rotate->footer("example: tos key rotate ~/.ssh/id_new");
  rotate->callback([&world, file] { finish(world, run_rotate(world, *file)); });
}

void add_key_loss(CLI::App& key, World& world) {
  auto name = std::make_shared<std::string>();
  auto compromised_from = std::make_shared<std::int64_t>(0);
  CLI::App* revoke = key.add_subcommand("revoke", "end a key's validity: by that key, an older one, or stewards");
  revoke->add_option("key", *name, "its id, the first digits of it, or a file with it")
      ->required()
      ->type_name("KEY|FILE");
  revoke->add_option("--compromised-from", *compromised_from, "the record from which somebody else may have signed")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  revoke->callback([&world, name, compromised_from] { finish(world, run_revoke(world, *name, *compromised_from)); });
  auto options = std::make_shared<RecoverOptions>();
  CLI::App* recover = key.add_subcommand("recover", "stewards enrol a key for a member who lost all of theirs");
  recover->add_option("handle", options->handle, "who")->required()->type_name("HANDLE");
  recover->add_option("key", options->key_file, "their new public key")->required()->type_name("KEY.pub");
  recover->add_option("--proof", options->proof_file, "what tos key prove HANDLE printed for them")
      ->required()
      ->type_name("FILE");
  recover->callback([&world, options] { finish(world, run_recover(world, *options)); });
}

}  // namespace

void add_key(CLI::App& app, World& world) {
  CLI::App* key = app.add_subcommand("key", "the SSH keys that sign, and the roll's list of them");
  key->require_subcommand(1);
  add_key_making(*key, world);
  add_key_enrolment(*key, world);
  add_key_loss(*key, world);
  auto handle = std::make_shared<std::string>();
  auto all = std::make_shared<bool>(false);
  CLI::App* list = key->add_subcommand("list", "the keys on the roll");
  list->add_option("handle", *handle, "only this member's")->type_name("HANDLE");
  list->add_flag("--all", *all, "the revoked ones too");
  list->callback([&world, handle, all] { finish(world, list_keys(world, *handle, *all)); });
}

}  // namespace tos::cli
