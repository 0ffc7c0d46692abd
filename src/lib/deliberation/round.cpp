#include "deliberation/round.h"

#include "core/index/fitting.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "deliberation/objection.h"
#include "deliberation/rules.h"

namespace tos::deliberation {
namespace {

constexpr std::string_view round_end_timer = "deliberation.round-end";

// A proposal whose objections outlast their round is archived, where the charter says so.
void end_round(Database& db, Timestamp due, std::string_view subject) {
  const auto id = ProposalId::from_bytes(subject);
  TOS_SOUND(id.has_value());
  const auto version = find_version(db, *id);
  TOS_SOUND(version.has_value());
  const Chain chain = chain_at(db, version->chain);
  const auto round = find_round(db, chain.first);
  TOS_SOUND(round.has_value());
  if (round->version != version->position) return;  // a later round has begun
  if (chain.state != ChainState::open || chain.open_poll || !is_contested(db, chain.first)) return;
  archive_chain(db, chain, due);
}

}  // namespace

std::optional<Round> find_round(Database& db, std::int64_t chain) {
  Rows rows = db.query("SELECT version, ends, fallback FROM objection_round WHERE chain = ?", chain);
  if (!rows.next()) return std::nullopt;
  return Round{.version = rows.integer(0),
               .ends = rows.time(1),
               .fallback = fitting(value_of<charter::ObjectionFallback>(rows.bytes(2)))};
}

bool is_contested(Database& db, std::int64_t chain) {
  const Chain proposal = chain_at(db, chain);
  return proposal.refused == proposal.newest || has_open_objection(db, chain);
}

void begin_round(const Context& context, const Version& version, int timer_index) {
  const auto last = find_round(context.db, version.chain);
  if (last && last->version == version.position) return;
  const charter::Charter& charter = charter::current(context.db);
  const Timestamp ends = context.now + charter::objection_window(charter);
  const auto fallback = charter::objection_fallback(charter);
  context.db.run(
      "INSERT INTO objection_round(chain, version, ends, fallback) VALUES(?,?,?,?) ON CONFLICT(chain) DO UPDATE SET "
      "version = excluded.version, ends = excluded.ends, fallback = excluded.fallback",
      version.chain, version.position, ends, name_of(fallback));
  if (fallback != charter::ObjectionFallback::archive) return;
  index::set_timer(context.db, {.due = ends,
                                .position = context.position,
                                .index = timer_index,
                                .name = std::string(round_end_timer),
                                .subject = std::string(version.id.bytes())});
}

std::optional<Timestamp> blocked_until(Database& db, std::int64_t chain, Timestamp now) {
  const auto round = find_round(db, chain);
  if (!round || now >= round->ends || !is_contested(db, chain)) return std::nullopt;
  return round->ends;
}

bool falls_back_to_vote(Database& db, std::int64_t chain) {
  const auto round = find_round(db, chain);
  return round && round->fallback == charter::ObjectionFallback::vote && is_contested(db, chain);
}

Result<void> check_not_blocked(Database& db, const Subject& subject, Timestamp now) {
  const auto until = blocked_until(db, subject.chain.first, now);
  if (!until) return {};
  const auto open = open_objections(db, subject.chain.first);
  const std::string what =
      open.empty() ? "what members objected to in the last poll" : fmt::format("O{}", open.front().number);
  return refuse(rules::DEL_055, "{} holds up the vote on '{}' (P{}) until {}", what, subject.version.title,
                subject.chain.number, until->to_minute())
      .hint("answer it in a new version: tos proposal amend P{}{}", subject.chain.number,
            open.empty() ? "" : " --answer");
}

Result<void> check_ready_for_vote(Database& db, const Subject& subject, Timestamp now) {
  TOS_CHECK(check_not_blocked(db, subject, now));
  const charter::DecisionType* type =
      charter::find_decision_type(charter::current(db), subject.version.decision_type.text());
  if (type == nullptr || !type->stages || subject.chain.stage == charter::Stage::vote) return {};
  return refuse(rules::DEL_068, "'{}' (P{}) is in stage {}", subject.version.title, subject.chain.number,
                name_of(subject.chain.stage))
      .hint("tos proposal advance P{}", subject.chain.number);
}

std::span<const TimerHandler> deliberation_timers() {
  static constexpr TimerHandler table[] = {{round_end_timer, end_round}};
  return table;
}

}  // namespace tos::deliberation
