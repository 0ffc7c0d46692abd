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
#include "identity/approval.h"
#include "identity/consent.h"
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

// What the next record's envelope says otherwise than usual.
struct Signing {
  std::string key = {};                  // a name whose key signs, instead of the author's own
  std::optional<Timestamp> at = {};      // instead of a minute after the last
  std::optional<GroupId> group = {};     // instead of this group
  std::optional<Seen> saw = {};          // instead of the whole log
  std::optional<Timestamp> reader = {};  // the reader's clock, instead of the record's time
};

class GroupFixture {
 public:
  GroupFixture() : db_(Database::open_private()) {
    db_.script(history::schema());
    replay_.emplace(db_);
  }

  Database& db() { return db_; }
  history::Replay& replay() { return *replay_; }
  GroupId group() const { return *replay_->group(); }
  Seen seen() { return {.size = replay_->size(), .root = replay_->root()}; }
  Timestamp clock = *Timestamp::parse("2026-11-20T10:00:00.000Z");
  void wait(Duration length) { clock = clock + length; }
  // The next record is dated exactly so.
  void next_at(Timestamp at) { clock = at - minutes(1); }

  template <class T>
  Result<RecordId> submit(std::string_view kind, std::string_view author, T body, const Signing& signing = {}) {
    TOS_TRY(const history::SignedRecord record, sign(kind, author, std::move(body), signing));
    TOS_CHECK(take(record, signing.reader.value_or(record.envelope.at)));
    return record.id;
  }
  // A record that the log does not have yet.
  template <class T>
  Result<history::SignedRecord> sign(std::string_view kind, std::string_view author, T body,
                                     const Signing& signing = {}) {
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
      envelope.seen = signing.saw.value_or(seen());
    }
    const std::string message = print_message(envelope, entry->kind, BodyOf<T>(std::move(body)));
    return history::read_signed_record(join_record(message, key.sign(message, record_namespace), ""));
  }
  // The next record of the log, or a refusal that leaves no trace.
  Result<void> take(const history::SignedRecord& record, Timestamp reader) {
    db_.savepoint("fixture");
    auto accepted = replay_->accept(record, reader);
    if (accepted) {
      db_.release("fixture");
      logged.push_back(record.bytes);
    } else {
      db_.rollback_to("fixture");
    }
    return accepted;
  }
  std::vector<std::string> logged;  // files of the records taken

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
  std::string proof(std::string_view member, std::string_view key) {
    const ssh::PrivateKey added = key_named(key);
    return added.sign(identity::key_proof_text(group(), member, added.public_key().id()), identity::key_namespace);
  }
  identity::KeyAddition addition(std::string_view member, std::string_view key) {
    return {.key = {line_of(key)}, .proof = {proof(member, key)}, .replaces = {}};
  }
  Result<RecordId> add_key(std::string_view member, std::string_view key) {
    return submit("identity.key-addition/v1", member, addition(member, key));
  }
  Result<RecordId> recover(std::string_view member, std::string_view key, std::string_view by) {
    return submit(
        "identity.key-recovery/v1", by,
        identity::KeyRecovery{.member = handle_of(member), .key = {line_of(key)}, .proof = {proof(member, key)}});
  }
  Result<RecordId> approve(const RecordId& record, std::string_view by, const Signing& signing = {}) {
    return submit("charter.approval/v1", by, identity::Approval{.record = record}, signing);
  }
  Result<RecordId> suspend(std::string_view member, std::string_view by, std::optional<RecordId> decision = {}) {
    return submit("identity.suspension/v1", by,
                  identity::Suspension{.member = handle_of(member), .decision = decision, .reason = {}});
  }
  Result<RecordId> reinstate(std::string_view member, std::string_view by, std::optional<RecordId> decision = {}) {
    return submit("identity.reinstatement/v1", by,
                  identity::Reinstatement{.member = handle_of(member), .decision = decision, .reason = {}});
  }
  Result<RecordId> leave(std::string_view member) { return submit("identity.leaving/v1", member, identity::Leaving{}); }
  Result<RecordId> assign(std::string_view role, std::string_view member, std::string_view by,
                          std::optional<std::int64_t> term_days = {}, std::optional<RecordId> decision = {}) {
    identity::RoleAssignment body{
        .role = handle_of(role), .member = handle_of(member), .term_days = {}, .decision = decision};
    if (term_days) body.term_days.emplace(*term_days);
    return submit("identity.role-assignment/v1", by, body);
  }
  // An act that every active member may do, and that changes nothing that rules read.
  Result<RecordId> consent(std::string_view author, const Signing& signing = {}) {
    return submit("identity.consent-grant/v1", author,
                  identity::ConsentGrant{.purpose = {"to be named in the report"}, .until = {}}, signing);
  }
  // A decision in force that permits an act, as voting would have written it.
  RecordId mandate(std::string_view kind, std::string_view target, bool adopted = true,
                   std::optional<Timestamp> in_force_at = Timestamp{0}) {
    const RecordId decision(sha256("decision on ", fmt::format("{} {} {}", kind, target, ++decisions_)));
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
  bool holds(std::string_view name, std::string_view role) {
    return identity::holds_role(db_, member(name)->number, role);
  }
  bool has_key(std::string_view name, std::string_view key) {
    const auto found = identity::find_key(db_, key_id_of(key));
    return found && found->member == member(name)->number && !found->until_position;
  }

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
