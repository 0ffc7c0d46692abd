#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "charter/mandate.h"
#include "core/index/log_table.h"
#include "core/ssh/private_key.h"
#include "history/catalog.h"
#include "history/replay.h"
#include "identity/founding.h"
#include "identity/joining.h"
#include "identity/key_proof.h"
#include "identity/keys.h"
#include "identity/roles.h"
#include "identity/standing.h"

// A group without git: real records, signed by real keys, through the whole replay. Each record is a minute later than
// the one before.
namespace tos::test {

inline Handle handle_of(std::string_view text) { return *Handle::parse(text); }

// The key that belongs to a name: the same in every run.
inline ssh::PrivateKey key_named(std::string_view name) { return ssh::PrivateKey::from_seed(sha256("seed of ", name)); }
inline std::string line_of(std::string_view name) { return key_named(name).public_key().to_line(); }
inline KeyId key_id_of(std::string_view name) { return key_named(name).public_key().id(); }

// "" where something passed, else the id of the rule that refused it.
template <class T>
std::string refused_by(const Result<T>& result) {
  return result ? "" : std::string(result.error().rule->id);
}

// Stewards admit, one steward recovers keys, no waiting times.
inline charter::Charter small_charter() {
  charter::Charter charter;
  charter.recovery_threshold = {1};
  charter.recall_petition.least = {2};
  charter.roles.items = {{.name = handle_of("steward")},
                         {.name = handle_of("moderator"), .term_days = {30}, .pause_days = {30}}};
  for (const char* name : {"membership", "role", "charter"}) {
    charter::DecisionType type;
    type.name = handle_of(name);
    type.method = {"majority"};
    charter.decision_types.items.push_back(std::move(type));
  }
  return charter;
}

class GroupFixture {
 public:
  GroupFixture() : db_(Database::open_private()) {
    db_.script(history::schema());
    replay_.emplace(db_);
  }

  Database& db() { return db_; }
  history::Replay& replay() { return *replay_; }
  GroupId group() const { return *replay_->group(); }
  Timestamp clock = *Timestamp::parse("2026-11-20T10:00:00.000Z");
  void wait(Duration length) { clock = clock + length; }

  // What the next record's envelope says otherwise than usual.
  struct Signing {
    std::string key = {};                  // a name whose key signs, instead of the author's own
    std::optional<Timestamp> at = {};      // instead of a minute after the last
    std::optional<GroupId> group = {};     // instead of this group
    std::optional<Timestamp> reader = {};  // the reader's clock, instead of the record's time
  };

  template <class T>
  Result<RecordId> submit(std::string_view kind, std::string_view author, T body, const Signing& signing = {}) {
    const KindEntry* entry = history::find_kind(kind);
    const bool founds = entry->signer == Signer::founder;
    const ssh::PrivateKey key = key_named(signing.key.empty() ? author : signing.key);
    clock = clock + minutes(1);
    Envelope envelope{.kind = std::string(kind),
                      .group = {},
                      .author = handle_of(author),
                      .key = key.public_key().id(),
                      .at = signing.at.value_or(clock),
                      .seen = {},
                      .idempotency_key = {}};
    if (!founds) {
      envelope.group = signing.group ? signing.group : replay_->group();
      envelope.seen = Seen{.size = replay_->size(), .root = replay_->root()};
    }
    const std::string message = print_message(envelope, entry->kind, BodyOf<T>(std::move(body)));
    const std::string signature = key.sign(message, record_namespace);
    TOS_TRY(const history::SignedRecord record, history::read_signed_record(join_record(message, signature, "")));
    db_.run("SAVEPOINT fixture");
    const auto accepted = replay_->accept(record, signing.reader.value_or(envelope.at));
    if (!accepted) db_.run("ROLLBACK TO fixture");
    db_.run("RELEASE fixture");
    TOS_CHECK(accepted);
    return record.id;
  }

  identity::Founding founding(const std::vector<std::string>& founders,
                              const charter::Charter& charter = small_charter()) {
    identity::Founding body;
    body.name = {"Garden"};
    body.handle = {"garden"};
    body.charter = charter;
    for (const std::string& name : founders) {
      body.founders.items.push_back(
          {.handle = handle_of(name), .key = {line_of(name)}, .roles = {{handle_of("steward")}}});
    }
    return body;
  }
  Result<RecordId> found(const identity::Founding& body, std::string_view author) {
    return submit("charter.founding/v1", author, body);
  }
  Result<RecordId> accept(std::string_view founder, const Signing& signing = {}) {
    return submit("charter.acceptance/v1", founder, identity::Acceptance{}, signing);
  }
  Result<RecordId> apply(std::string_view name, std::string_view key = "") {
    const std::string_view holder = key.empty() ? name : key;
    identity::Application body;
    body.key = {line_of(holder)};
    return submit("identity.application/v1", name, body, {.key = std::string(holder)});
  }
  Result<RecordId> admit(const RecordId& application, std::string_view by, std::optional<RecordId> decision = {}) {
    return submit("identity.admission/v1", by, identity::Admission{.application = application, .decision = decision});
  }
  identity::KeyAddition addition(std::string_view member, std::string_view key) {
    const ssh::PrivateKey added = key_named(key);
    const std::string proof =
        added.sign(identity::key_proof_text(group(), member, added.public_key().id()), identity::key_namespace);
    return {.key = {line_of(key)}, .proof = {proof}, .replaces = {}};
  }
  // A decision in force that permits an act, as voting would have written it.
  RecordId mandate(std::string_view kind, std::string_view target, bool adopted = true,
                   std::optional<Timestamp> in_force_at = Timestamp{0}) {
    const RecordId decision(sha256("decision on ", kind, target, std::to_string(++decisions_)));
    charter::add_mandate(db_,
                         {.decision = decision,
                          .kind = std::string(kind),
                          .target = std::string(target),
                          .adopted = adopted,
                          .in_force_at = in_force_at,
                          .used_position = {}},
                         clock);
    return decision;
  }
  std::optional<identity::Member> member(std::string_view name) { return identity::find_member(db_, name); }

 private:
  Database db_;
  std::optional<history::Replay> replay_;
  int decisions_ = 0;
};

// mara founded it and is steward; ole and noor joined.
struct Garden : GroupFixture {
  explicit Garden(const charter::Charter& charter = small_charter()) {
    if (!found(founding({"mara"}, charter), "mara")) std::abort();
    for (const char* name : {"ole", "noor"}) {
      const auto application = apply(name);
      const auto admission = charter.admission.by == charter::AdmissionBy::decision
                                 ? admit(*application, "mara", mandate("identity.admission/v1", name))
                                 : admit(*application, "mara");
      if (!admission) std::abort();
    }
  }
};

}  // namespace tos::test
