#include "identity/roles.h"

#include <charconv>

#include "charter/mandate.h"
#include "charter/parameters.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "identity/roll_write.h"
#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::identity {

const char* const petition_schema = R"sql(
CREATE TABLE petition(target TEXT PRIMARY KEY, granted_at INTEGER NOT NULL) WITHOUT ROWID;
)sql";

namespace {

std::string target_of(const Handle& member, const Handle& role) { return member.text() + "/" + role.text(); }

Result<const charter::RoleTerms*> require_role(const Context& context, const Handle& role) {
  const charter::RoleTerms* terms = charter::find_role(charter::current(context.db), role.text());
  if (terms == nullptr) return refuse(rules::IDN_050, "the charter has no role '{}'", role).hint("tos charter show");
  return terms;
}

Result<void> check_running_term(const Context& context, const Handle& handle, const Handle& role) {
  TOS_TRY(const Member member, require_member(context.db, handle));
  if (!holds_role(context.db, member.number, role.text())) {
    return refuse(rules::IDN_052, "'{}' does not hold the role '{}'", handle, role).hint("tos role list");
  }
  return {};
}

// The end of the member's last term in this role, by the log clock; nothing while they never held it. A term that ran
// out ended when it was due, not at the record before.
std::optional<Timestamp> last_end(const Context& context, const Member& member, const Handle& role) {
  const auto end = context.db.number(
      "SELECT max(CASE t.ended_by WHEN 'term' THEN t.ends ELSE l.clock END) FROM role_term t JOIN log l ON l.position "
      "= "
      "t.until_position WHERE t.member = ? AND t.role = ?",
      member.number, role);
  if (!end) return std::nullopt;
  return Timestamp{*end};
}

}  // namespace

Result<void> check_role_assignment(const Context& context, const RoleAssignment& assignment) {
  TOS_TRY(const charter::RoleTerms* terms, require_role(context, assignment.role));
  TOS_TRY(const Member member, require_member(context.db, assignment.member));
  if (member.status != Status::active)
    return refuse(rules::IDN_031, "'{}' is {}", member.handle, status_text(member.status));
  if (assignment.term_days && *assignment.term_days > terms->term_days) {
    return refuse(rules::IDN_054, "{} days is longer than the charter's {} for '{}'", assignment.term_days->value,
                  terms->term_days.value, assignment.role);
  }
  if (holds_role(context.db, member.number, assignment.role.text())) {
    return refuse(rules::IDN_051, "'{}' holds the role '{}' already", member.handle, assignment.role)
        .hint("tos role list");
  }
  const auto ended = last_end(context, member, assignment.role);
  if (ended && context.now < *ended + days(terms->pause_days)) {
    return refuse(rules::IDN_051, "'{}' held the role '{}' until {}, and the charter's pause is {} days", member.handle,
                  assignment.role, ended->to_minute(), terms->pause_days.value);
  }
  if (assignment.decision)
    return charter::check_mandate(context, *assignment.decision, target_of(assignment.member, assignment.role));
  return {};
}

void apply_role_assignment(const Context& context, const RoleAssignment& assignment) {
  const auto member = find_member(context.db, assignment.member.text());
  const charter::RoleTerms* terms = charter::find_role(charter::current(context.db), assignment.role.text());
  TOS_SOUND(member && terms != nullptr);
  const std::int64_t length_days = assignment.term_days ? assignment.term_days->value : terms->term_days.value;
  start_term(context, member->number, assignment.role, context.now + days(length_days), 0);
  if (assignment.decision) charter::use_mandate(context, *assignment.decision);
}

std::string folder_of_role_assignment(const Context&, const RoleAssignment& assignment) {
  return member_folder(assignment.member);
}
std::optional<Authority> authority_of_role_assignment(const Context&, const RoleAssignment& assignment) {
  return authority_by(assignment.decision);
}

Result<void> check_role_resignation(const Context& context, const RoleResignation& resignation) {
  return check_running_term(context, context.envelope.author, resignation.role);
}
void apply_role_resignation(const Context& context, const RoleResignation& resignation) {
  const auto member = find_member(context.db, context.envelope.author.text());
  TOS_SOUND(member.has_value());
  end_term(context.db, member->number, resignation.role, context.position, "resignation");
}
std::string folder_of_role_resignation(const Context& context, const RoleResignation&) {
  return member_folder(context.envelope.author);
}

Result<void> check_recall_petition(const Context& context, const RecallPetition& petition) {
  TOS_CHECK(check_running_term(context, petition.member, petition.role));
  const Duration pause = days(charter::current(context.db).recall_petition.pause_days);
  const auto failed =
      charter::last_rejected(context.db, "identity.recall/v1", target_of(petition.member, petition.role));
  if (failed && context.now < *failed + pause) {
    return refuse(rules::IDN_053, "a recall of '{}' failed on {}", petition.member, failed->to_minute())
        .hint("the charter's pause ends {}", (*failed + pause).to_minute());
  }
  return {};
}

void apply_recall_petition(const Context& context, const RecallPetition& petition) {
  context.db.run(
      "INSERT INTO petition(target, granted_at) VALUES(?,?) ON CONFLICT(target) DO UPDATE SET granted_at = "
      "excluded.granted_at",
      target_of(petition.member, petition.role), context.now);
}

std::string folder_of_recall_petition(const Context&, const RecallPetition& petition) {
  return member_folder(petition.member);
}

std::optional<Authority> authority_of_recall_petition(const Context& context, const RecallPetition&) {
  const charter::RecallPetition& terms = charter::current(context.db).recall_petition;
  const Int128 share = Int128{active_count(context.db)} * terms.share.numerator + terms.share.denominator - 1;
  const std::int64_t of_share = static_cast<std::int64_t>(share / terms.share.denominator);
  return Authority{.needed = std::max<std::int64_t>(terms.least, of_share),
                   .entitled = "member",
                   .until = context.now + days(terms.within_days)};
}

Result<void> check_recall(const Context& context, const Recall& recall) {
  TOS_CHECK(check_running_term(context, recall.member, recall.role));
  return charter::check_mandate(context, recall.decision, target_of(recall.member, recall.role));
}

void apply_recall(const Context& context, const Recall& recall) {
  const auto member = find_member(context.db, recall.member.text());
  TOS_SOUND(member.has_value());
  end_term(context.db, member->number, recall.role, context.position, "recall");
  charter::use_mandate(context, recall.decision);
}

std::string folder_of_recall(const Context&, const Recall& recall) { return member_folder(recall.member); }

void expire_term(Database& db, Timestamp, std::string_view subject) {
  const auto assignment = RecordId::from_bytes(subject.substr(0, 32));
  const std::string_view rest = subject.substr(32);
  const std::size_t slash = rest.find('/');
  const std::string_view digits = rest.substr(0, slash);
  std::int64_t member = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), member);
  const std::int64_t position = index::log_state(db).size;
  db.run(
      "UPDATE role_term SET until_position = ?, ended_by = 'term' WHERE assignment = ? AND member = ? AND role = ? AND "
      "until_position IS NULL",
      position, *assignment, member, rest.substr(slash + 1));
}

bool has_petition(Database& db, std::string_view target) {
  const auto granted = db.number("SELECT granted_at FROM petition WHERE target = ?", target);
  if (!granted) return false;
  const auto failed = charter::last_rejected(db, "identity.recall/v1", target);
  return !failed || failed->ms < *granted;
}

}  // namespace tos::identity
