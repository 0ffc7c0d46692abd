#include "identity/joining.h"

#include "charter/mandate.h"
#include "charter/parameters.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "core/ssh/public_key.h"
#include "identity/key_proof.h"
#include "identity/roll_write.h"
#include "identity/rules.h"

namespace tos::identity {
namespace {

std::optional<Candidate> applicant_of(Database& db, const RecordId& application) {
  const auto handle = db.text("SELECT handle FROM candidate WHERE record = ? AND origin = 'applicant'", application);
  if (!handle) return std::nullopt;
  return find_candidate(db, *handle);
}

}  // namespace

Result<void> check_application(const Context& context, const Application& application) {
  const Handle& handle = context.envelope.author;
  const auto candidate = find_candidate(context.db, handle.text());
  if (find_member(context.db, handle.text()) || (candidate && candidate->state != "expired")) {
    return refuse(rules::IDN_020, "the handle '{}' is taken", handle).hint("apply with another handle");
  }
  TOS_TRY(const ssh::PublicKey key, ssh::PublicKey::from_record(*application.key));
  if (key.id() != context.envelope.key) {
    return refuse(rules::IDN_022, "the application names one key and is signed by another")
        .hint("sign with the key that you apply with");
  }
  return check_key_is_free(context.db, key.id());
}

void apply_application(const Context& context, const Application& application) {
  std::optional<std::string> archetype;
  if (application.archetype) archetype = std::string(name_of(*application.archetype));
  add_candidate(context.db, {.handle = context.envelope.author,
                             .key = context.envelope.key,
                             .line = *application.key,
                             .origin = "applicant",
                             .record = context.id,
                             .position = context.position,
                             .roles = {},
                             .state = "pending",
                             .archetype = archetype});
  index::set_timer(context.db, {.due = context.now + pending_hold,
                                .position = context.position,
                                .index = 0,
                                .name = "identity.application-end",
                                .subject = context.envelope.author.text()});
}

std::string folder_of_application(const Context& context, const Application&) {
  return "members/" + context.envelope.author.text();
}

Result<void> check_admission(const Context& context, const Admission& admission) {
  const auto candidate = applicant_of(context.db, admission.application);
  if (!candidate || candidate->state != "pending") {
    return refuse(rules::IDN_023, "{} is no open application", admission.application.hex16()).hint("tos member list");
  }
  const charter::AdmissionBy by = charter::current(context.db).admission.by;
  if (admission.decision) return charter::check_mandate(context, *admission.decision, candidate->handle.text());
  if (by == charter::AdmissionBy::decision) {
    return refuse(rules::IDN_024, "this group admits members by decision").hint("tos proposal new --type membership");
  }
  return {};
}

void apply_admission(const Context& context, const Admission& admission) {
  const auto candidate = applicant_of(context.db, admission.application);
  TOS_SOUND(candidate.has_value());
  if (admission.decision) charter::use_mandate(context, *admission.decision);
  enrol(context, *candidate);
}

std::string folder_of_admission(const Context& context, const Admission& admission) {
  const auto candidate = applicant_of(context.db, admission.application);
  TOS_SOUND(candidate.has_value());
  return "members/" + candidate->handle.text();
}

std::optional<Authority> authority_of_admission(const Context& context, const Admission& admission) {
  if (admission.decision) return Authority{};
  const charter::Admission& terms = charter::current(context.db).admission;
  if (terms.by == charter::AdmissionBy::vouch) return Authority{.needed = terms.vouchers, .entitled = "member"};
  return std::nullopt;
}

std::optional<std::string> archetype_of(Database& db, std::int64_t member) {
  return db.text("SELECT archetype FROM member WHERE number = ?", member);
}

void expire_application(Database& db, Timestamp, std::string_view handle) {
  const auto candidate = find_candidate(db, handle);
  if (candidate && candidate->origin == "applicant" && candidate->state == "pending")
    set_candidate_state(db, handle, "expired");
}

}  // namespace tos::identity
