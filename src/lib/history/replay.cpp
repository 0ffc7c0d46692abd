#include "history/replay.h"

#include "charter/parameters.h"
#include "charter/ruleset.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "core/record/rules.h"
#include "economy/points.h"
#include "history/catalog.h"
#include "history/log_root.h"
#include "history/rules.h"
#include "identity/approval.h"
#include "identity/founding.h"
#include "identity/roll_write.h"
#include "identity/rules.h"
#include "voting/polls/certification.h"

namespace tos::history {

Replay::Replay(Database& db) : db_(&db) {
  const index::LogState state = index::log_state(db);
  clock_ = state.clock;
  if (state.size == 0) return;
  const auto frontier = log::MerkleFrontier::parse(index::get_value(db, "frontier").value_or(""));
  group_ = GroupId::from_bytes(index::get_value(db, "group").value_or(""));
  if (!frontier || static_cast<std::int64_t>(frontier->size()) != state.size || !group_)
    throw DatabaseError{.code = DatabaseError::damaged, .what = "its values are not those of its log"};
  frontier_ = *frontier;
  rules_ = charter::current(db).rules;
  founded_ = identity::founding_state(db).is_founded();
}

std::string Replay::group_handle() const { return index::get_value(*db_, "group-handle").value_or(""); }

void Replay::save() { index::set_value(*db_, "frontier", frontier_.serialize()); }

Result<void> Replay::accept(const SignedRecord& record, Timestamp reader_clock) {
  TOS_CHECK(check_place(record, reader_clock));
  const Timestamp now = std::max(clock_, record.envelope.at);
  const auto signer =
      record.entry->signer == Signer::member ? identity::find_signer(*db_, record.envelope.key) : std::nullopt;
  const Context context{.db = *db_,
                        .envelope = record.envelope,
                        .id = record.id,
                        .group = group_.value_or(record.id.as<GroupTag>()),
                        .position = size() + 1,
                        .clock = clock_,
                        .now = now,
                        .author = signer ? signer->member.number : 0};
  const bool timers_due = next_timer() && *next_timer() <= now;
  if (timers_due) {
    db_->savepoint("timers");
    fire_timers(now);
  }
  Authority authority;
  const auto checked = check_kind(context, record, signer, authority);
  if (timers_due) {
    if (checked) {
      db_->release("timers");
    } else {
      db_->rollback_to("timers");
    }
  }
  TOS_CHECK(checked);
  apply(context, record, signer, authority);
  return {};
}

Result<void> Replay::check_place(const SignedRecord& record, Timestamp reader_clock) {
  const Envelope& envelope = record.envelope;
  if (rules_ > charter::newest_ruleset)
    return refuse(rules::LOG_112, "ruleset {} is in force", rules_).hint("install a newer tos");
  if (record.entry == nullptr)
    return refuse(rules::REC_010, "'{}' is no kind of ruleset 1", envelope.kind).hint("tos schema");
  const bool founds = record.entry->signer == Signer::founder;
  if (founds != (size() == 0)) return refuse(rules::IDN_001, "{} at position {}", envelope.kind, size() + 1);
  if (founds != !envelope.group || founds != !envelope.seen) {
    return refuse(rules::LOG_108, "a {} with{} group and with{} seen", envelope.kind, envelope.group ? "" : "out",
                  envelope.seen ? "" : "out");
  }
  if (!founds && *envelope.group != *group_) {
    return refuse(rules::LOG_101, "the record is of group {}, this is {}", envelope.group->hex16(), group_->hex16());
  }
  TOS_CHECK(check_times(envelope, reader_clock));
  if (const auto other = index::same_hex16(*db_, record.id)) {
    if (*other == record.id)
      return refuse(rules::LOG_105, "this record is in the log already").hint("tos show {}", record.id.hex16());
    return refuse(rules::LOG_105, "record {} has the same file name", other->hex())
        .hint("sign the record again with another time");
  }
  if (!founds) TOS_CHECK(check_seen(envelope));
  if (envelope.idempotency_key) {
    if (const auto earlier = index::find_idempotent(*db_, envelope.author, *envelope.idempotency_key)) {
      return refuse(rules::LOG_106, "'{}' used the idempotency key '{}' in record {}", envelope.author,
                    *envelope.idempotency_key, earlier->hex16())
          .hint("tos show {}", earlier->hex16());
    }
  }
  return {};
}

const Replay::Prefix& Replay::prefix(std::int64_t size) {
  Prefix& known = known_prefixes_[static_cast<std::size_t>(size) % known_prefixes_.size()];
  if (known.size != size) {
    known = size == this->size() ? Prefix{.size = size, .root = frontier_.root(), .clock = clock_}
                                 : Prefix{.size = size,
                                          .root = root_at(*db_, size),
                                          .clock = index::clock_at(*db_, size).value_or(Timestamp{})};
  }
  return known;
}

LogRoot Replay::root() { return prefix(size()).root; }

Result<void> Replay::check_seen(const Envelope& envelope) {
  const Seen& seen = *envelope.seen;
  if (seen.size > size()) {
    return refuse(rules::LOG_102, "the author saw {} records, and this log has {} before it", seen.size, size())
        .hint("tos pull");
  }
  const Prefix& then = prefix(seen.size);
  if (then.root != seen.root) {
    return refuse(rules::LOG_102, "the author saw root {} at size {}, and here it is {}", seen.root.hex16(), seen.size,
                  then.root.hex16())
        .hint("somebody has another history of this group: compare with tos log");
  }
  if (envelope.at < then.clock - clock_tolerance) {
    return refuse(rules::LOG_111, "dated {}, before the log that it saw", envelope.at.to_string());
  }
  return {};
}

Result<void> Replay::check_times(const Envelope& envelope, Timestamp reader_clock) const {
  if (reader_clock + clock_tolerance < envelope.at) {
    return refuse(rules::LOG_104, "dated {}, and it is {}", envelope.at.to_string(), reader_clock.to_minute())
        .hint("set your clock, or wait until then");
  }
  if (size() == 0) return {};
  const Duration grace = hours(charter::current(*db_).offline_grace_hours);
  if (envelope.at < clock_ - grace) {
    return refuse(rules::LOG_103, "dated {}, over {} hours before the log's clock {}", envelope.at.to_string(),
                  grace.ms / 3'600'000, clock_.to_minute())
        .hint("sign it again now");
  }
  return {};
}

// When the first timer is due; asked again only where a timer was set or removed since.
const std::optional<Timestamp>& Replay::next_timer() {
  std::optional<std::optional<Timestamp>>& known = timers_.of(*db_, Database::Part::timers);
  if (!known) {
    const auto due = db_->number("SELECT min(due) FROM timer");
    known = due ? std::optional(Timestamp{*due}) : std::nullopt;
  }
  return *known;
}

void Replay::fire_timers(Timestamp now) {
  while (const auto timer = index::next_due(*db_, now)) {
    index::remove_timer(*db_, *timer);
    timer_handler(timer->name).fire(*db_, timer->due, timer->subject);
  }
}

Result<void> Replay::check_author(const Context& context, const SignedRecord& record,
                                  const std::optional<identity::SigningMember>& signer) const {
  const Envelope& envelope = record.envelope;
  if (!signer || signer->member.handle != envelope.author) {
    if (!identity::find_member(*db_, envelope.author.text())) {
      return refuse(rules::IDN_010, "'{}' is no member of this group", envelope.author)
          .hint("tos join --handle {}", envelope.author);
    }
    return refuse(rules::IDN_011, "the key {} is not one of '{}'", envelope.key.hex16(), envelope.author)
        .hint("tos member show {}", envelope.author);
  }
  if (signer->key_until) {
    return refuse(rules::IDN_011, "the key {} of '{}' was revoked at position {}", envelope.key.hex16(),
                  envelope.author, *signer->key_until)
        .hint("sign with a key that is valid: tos member show {}", envelope.author);
  }
  if (signer->member.status != identity::Status::active) {
    return refuse(rules::IDN_010, "'{}' is {}", envelope.author, identity::status_text(signer->member.status))
        .hint("tos member show {}", envelope.author);
  }
  const charter::Charter& charter = charter::current(*db_);
  const std::int64_t used = signer->quota_day == context.now.day() ? signer->quota_used : 0;
  if (used >= charter.records_per_day && used >= identity::quota_of(*db_, signer->member, charter)) {
    return refuse(rules::IDN_013, "'{}' has added {} records today", envelope.author, used)
        .hint("go on tomorrow (UTC), or ask for a role with a higher quota");
  }
  return {};
}

Result<void> Replay::check_kind(const Context& context, const SignedRecord& record,
                                const std::optional<identity::SigningMember>& signer, Authority& authority) const {
  const KindEntry& entry = *record.entry;
  if (!founded_ && entry.signer != Signer::founder && entry.signer != Signer::candidate) {
    return refuse(rules::IDN_003, "the group waits for its founders' acceptance").hint("tos status");
  }
  if (entry.signer == Signer::member) {
    TOS_CHECK(check_author(context, record, signer));
    TOS_TRY(authority, identity::authority_for(context, signer->member, entry, *record.body));
  }
  TOS_CHECK(entry.check(context, *record.body));
  return check_effect_of_approval(context, record);
}

namespace {

const identity::Approval* as_approval(const SignedRecord& record) {
  if (record.envelope.kind != "charter.approval/v1") return nullptr;
  return &static_cast<const BodyOf<identity::Approval>&>(*record.body).value;
}

// The waiting record, decoded again, as a context at the approval's position.
struct Waiting {
  identity::Pending pending;
  Message message;
  const KindEntry* entry;
  std::unique_ptr<Body> body;
};

Waiting load_waiting(identity::Pending pending) {
  auto message = parse_message(pending.message);
  TOS_SOUND(message.has_value());  // it was parsed when it was logged
  const KindEntry* entry = find_kind(message->envelope.kind);
  auto body = entry->kind.decode(message->body());
  TOS_SOUND(body.has_value());
  return {.pending = std::move(pending), .message = *std::move(message), .entry = entry, .body = *std::move(body)};
}

Context context_of(const Waiting& waiting, const Context& approval) {
  return {.db = approval.db,
          .envelope = waiting.message.envelope,
          .id = waiting.pending.record,
          .group = approval.group,
          .position = approval.position,
          .clock = approval.clock,
          .now = approval.now,
          .author = 0};
}

}  // namespace

// The last approval needed puts the waiting record into effect: its own rules are asked again, as of now.
Result<void> Replay::check_effect_of_approval(const Context& context, const SignedRecord& record) const {
  const identity::Approval* approval = as_approval(record);
  if (approval == nullptr) return {};
  auto pending = identity::find_pending(*db_, approval->record);
  if (pending->approvals + 1 < pending->authority.needed || pending->message.empty()) return {};
  const Waiting waiting = load_waiting(*std::move(pending));
  return waiting.entry->check(context_of(waiting, context), *waiting.body);
}

void Replay::apply_effect_of_approval(const Context& context, const SignedRecord& record) {
  const identity::Approval* approval = as_approval(record);
  if (approval == nullptr) return;
  auto pending = identity::find_pending(*db_, approval->record);
  if (pending->approvals < pending->authority.needed) return;
  identity::finish_pending(*db_, pending->record);
  if (pending->message.empty())
    return voting::certify(*db_, pending->record.as<DecisionTag>(), context.position, context.now);
  const Waiting waiting = load_waiting(*std::move(pending));
  waiting.entry->apply(context_of(waiting, context), *waiting.body);
}

void Replay::apply(const Context& context, const SignedRecord& record,
                   const std::optional<identity::SigningMember>& signer, const Authority& authority) {
  const KindEntry& entry = *record.entry;
  last_folder_ = entry.folder(context, *record.body);
  if (authority.needed > 1) {
    identity::open_pending(context, record.message(), authority, true);
  } else {
    entry.apply(context, *record.body);
  }
  apply_effect_of_approval(context, record);
  if (record.envelope.kind == "voting.decision/v1") {
    const std::int64_t wanted = voting::certifiers_wanted(*db_, record.id.as<DecisionTag>());
    if (wanted > 0) identity::open_pending(context, "", {.needed = wanted, .entitled = "member"}, false);
  }
  if (signer) identity::note_activity(context, *signer);
  economy::after_record(context, record.envelope.kind);

  frontier_.append(record.id);
  clock_ = context.now;
  if (context.position == 1) group_ = context.group;
  if (!founded_) founded_ = identity::founding_state(*db_).is_founded();
  rules_ = charter::current(*db_).rules;

  std::string texts;
  for (const std::string& text : record.texts) texts += (texts.empty() ? "" : ",") + text;
  for (const std::string& text : record.absent_texts) index::add_absent_text(*db_, context.position, text);
  const index::LogEntry logged{.position = context.position,
                               .id = record.id,
                               .kind = record.envelope.kind,
                               .author = record.envelope.author,
                               .at = record.envelope.at,
                               .clock = clock_,
                               .path = {},
                               .subtree = frontier_.last_subtree(),
                               .texts = std::move(texts)};
  index::add_entry(*db_, logged, last_folder_, record.envelope.idempotency_key);
  last_path_ = fmt::format("{}/{}-{}.yaml", last_folder_, noun_of(record.envelope.kind), record.id.hex16());
}

}  // namespace tos::history
