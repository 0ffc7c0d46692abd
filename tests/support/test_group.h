#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "charter/mandate.h"
#include "charter/parameters.h"
#include "core/index/log_table.h"
#include "core/index/timers.h"
#include "deliberation/module.h"
#include "deliberation/round.h"
#include "deliberation/tables.h"
#include "delivery/module.h"
#include "delivery/proof_tables.h"
#include "economy/module.h"
#include "identity/module.h"
#include "identity/roll_write.h"
#include "voting/polls/certification.h"
#include "voting/polls/module.h"
#include "voting/polls/tables.h"

// A group in memory for the tests of rules: a read model, a roll, and records that are checked and applied without git
// or signatures. What comes before a kind's own check (envelope, author, permission) is not asked.
namespace tos::test {

// Hours after the morning on which every test begins.
inline Timestamp hour(std::int64_t count) { return *Timestamp::parse("2026-11-20T10:00:00.000Z") + hours(count); }
inline Handle handle(std::string_view text) { return *Handle::parse(text); }
inline KeyId key_of(std::string_view text) { return KeyId(sha256("key of ", text)); }

// "" where something passed, else the id of the rule that refused it.
template <class T>
std::string rule_of(const Result<T>& result) {
  return result ? "" : std::string(result.error().rule->id);
}

inline charter::DecisionType decision_type(std::string_view name) {
  charter::DecisionType type;
  type.name = handle(name);
  type.method = {"majority"};
  type.discussion_hours = {1};
  type.vote_hours = {10};
  return type;
}

// Quorum 1/2, more than 1/2 of non-abstaining, an hour of discussion, ten hours to vote, two for late ballots, no
// cooling-off and no certifiers.
inline charter::Charter plain_charter() {
  charter::Charter charter;
  charter.late_ballots_hours = {2};
  charter.cooling_off_hours = {0};
  charter.roles.items = {{.name = handle("steward")}};
  for (const char* name : {"routine", "membership", "role", "charter"}) {
    charter.decision_types.items.push_back(decision_type(name));
  }
  return charter;
}

class TestGroup {
 public:
  explicit TestGroup(const std::vector<std::string>& members, const charter::Charter& charter = plain_charter())
      : db(Database::open_private()) {
    for (const char* schema : {index::log_schema, index::timer_schema, charter::charter_schema, charter::mandate_schema,
                               deliberation::deliberation_schema, voting::voting_schema, delivery::initiative_schema,
                               delivery::proof_schema}) {
      db.script(schema);
    }
    db.script(identity::identity_schema());
    db.script(economy::economy_schema());
    charter::set_current(db, 1, charter);
    for (const std::string& member : members) join(member);
  }

  Database db;
  std::int64_t position = 0;  // of the newest record
  Timestamp clock = hour(0);

  // A record of no kind that these tests know makes somebody a member.
  std::int64_t join(std::string_view name, Timestamp at = hour(0)) {
    const Envelope envelope = envelope_of("identity.admission/v1", name, at);
    const Context context = next_context(envelope, RecordId(sha256("admission of ", name)));
    const std::int64_t member =
        identity::enrol(context, {.handle = handle(name), .key = key_of(name), .line = "ssh-ed25519 AAAA"});
    log(context, "members");
    return member;
  }
  std::int64_t number(std::string_view name) { return identity::find_member(db, name)->number; }
  void set_status(std::string_view name, identity::Status status) {
    const Envelope envelope = envelope_of("identity.suspension/v1", name, clock);
    const Context context = next_context(envelope, RecordId(sha256(name, std::to_string(position))));
    identity::set_status(context, *identity::find_member(db, name), status);
    log(context, "members");
  }
  // The key's ballots from this position on do not count in undecided polls.
  void compromise(std::string_view name, std::int64_t from) {
    const Envelope envelope = envelope_of("identity.key-revocation/v1", name, clock);
    const Context context = next_context(envelope, RecordId(sha256(name, std::to_string(position))));
    identity::revoke_key(context, key_of(name), from);
    log(context, "members");
  }

  // Checks, applies and logs a record, or says which rule refuses it.
  template <class T>
  Result<RecordId> submit(std::string_view kind, std::string_view author, Timestamp at, T body) {
    const KindEntry& entry = entry_of(kind);
    Envelope envelope = envelope_of(kind, author, at);
    envelope.key = key_;
    if (key_ == KeyId{}) envelope.key = key_of(author);
    const BodyOf<T> boxed(std::move(body));
    const RecordId id(sha256(print_message(envelope, entry.kind, boxed)));
    const Context context = next_context(envelope, id);
    fire_timers(context.now);
    TOS_CHECK(entry.check(context, boxed));
    entry.apply(context, boxed);
    std::string texts;
    for (const TextField& field : entry.kind.texts(boxed))
      texts += (texts.empty() ? "" : ",") + std::string(field.name);
    log(context, entry.folder(context, boxed), std::move(texts));
    return id;
  }
  // The next records are signed with this key instead of their author's first.
  void sign_with(const KeyId& key) { key_ = key; }

  void fire_timers(Timestamp now) {
    while (const auto timer = index::next_due(db, now)) {
      index::remove_timer(db, *timer);
      for (const auto table :
           {deliberation::deliberation_timers(), voting::voting_timers(), economy::economy_timers()}) {
        for (const TimerHandler& handler : table) {
          if (handler.name == timer->name) handler.fire(db, timer->due, timer->subject);
        }
      }
    }
  }

  static const KindEntry& entry_of(std::string_view kind) {
    for (const KindTable table : {deliberation::deliberation_kinds(), voting::voting_kinds(),
                                  delivery::delivery_kinds(), economy::economy_kinds()}) {
      for (const KindEntry& entry : table) {
        if (entry.kind.name == kind) return entry;
      }
    }
    std::abort();
  }

 private:
  Envelope envelope_of(std::string_view kind, std::string_view author, Timestamp at) const {
    return {.kind = std::string(kind),
            .group = GroupId(sha256("group")),
            .author = handle(author),
            .key = {},
            .at = at,
            .seen = Seen{.size = position + 1, .root = {}},
            .idempotency_key = {}};
  }
  Context next_context(const Envelope& envelope, const RecordId& id) {
    return {.db = db,
            .envelope = envelope,
            .id = id,
            .group = *envelope.group,
            .position = position + 1,
            .clock = clock,
            .now = std::max(clock, envelope.at)};
  }
  void log(const Context& context, std::string_view folder, std::string texts = {}) {
    index::add_entry(db,
                     {.position = context.position,
                      .id = context.id,
                      .kind = context.envelope.kind,
                      .author = context.envelope.author,
                      .at = context.envelope.at,
                      .clock = context.now,
                      .texts = std::move(texts)},
                     folder, std::nullopt);
    if (const auto member = identity::find_member(db, context.envelope.author.text())) {
      identity::note_activity(context, {.member = *member});
    }
    position = context.position;
    clock = context.now;
  }

  KeyId key_;
};

}  // namespace tos::test
