#include "identity/founding.h"

#include <set>

#include "charter/rules.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "core/record/rules.h"
#include "core/ssh/public_key.h"
#include "identity/roll_write.h"
#include "identity/rules.h"

namespace tos::identity {
namespace {

bool is_group_handle(std::string_view text) {
  for (const char c : text) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
  }
  return !text.starts_with('-') && !text.ends_with('-');
}

Result<void> check_founders(const Context& context, const Founding& founding) {
  std::set<Handle> handles;
  std::set<KeyId> keys;
  bool names_author = false;
  for (const Founder& founder : founding.founders) {
    TOS_TRY(const ssh::PublicKey key, ssh::PublicKey::from_record(*founder.key));
    if (!handles.insert(founder.handle).second)
      return refuse(rules::IDN_002, "founder '{}' is named twice", founder.handle);
    if (!keys.insert(key.id()).second)
      return refuse(rules::IDN_002, "the key of founder '{}' is also another's", founder.handle);
    names_author |= founder.handle == context.envelope.author && key.id() == context.envelope.key;
    std::set<Handle> roles;
    for (const Handle& role : founder.roles) {
      if (!roles.insert(role).second)
        return refuse(rules::IDN_051, "founder '{}' starts twice as '{}'", founder.handle, role);
      if (charter::find_role(founding.charter, role.text()) == nullptr) {
        return refuse(rules::IDN_050, "founder '{}' starts as '{}', a role that the charter does not have",
                      founder.handle, role);
      }
    }
  }
  if (!names_author) {
    return refuse(rules::IDN_001, "'{}' signs the founding but is not among its founders with that key",
                  context.envelope.author);
  }
  return {};
}

// The roles that the founding record gave begin with the acceptance, if the charter still has them by then.
void make_member(const Context& context, const Candidate& candidate) {
  const std::int64_t number = enrol(context, candidate);
  int timer_index = 0;
  for (const Handle& role : candidate.roles) {
    const charter::RoleTerms* terms = charter::find_role(charter::current(context.db), role.text());
    if (terms == nullptr) continue;
    start_term(context, number, role, context.now + days(terms->term_days), timer_index++);
  }
}

Result<void> check_answer(const Context& context) {
  const auto candidate = find_candidate(context.db, context.envelope.author.text());
  const bool may = candidate && candidate->origin == "founder" && candidate->state == "pending" &&
                   candidate->key == context.envelope.key;
  if (!may) {
    return refuse(rules::IDN_004, "'{}' is no founder who still has to answer with this key", context.envelope.author)
        .hint("tos member list");
  }
  return {};
}

}  // namespace

Result<void> check_founding(const Context& context, const Founding& founding) {
  if (context.position != 1)
    return refuse(rules::IDN_001, "a second founding record, at position {}", context.position);
  if (!is_group_handle(*founding.handle)) {
    return refuse(rules::REC_011, "'{}' is not a group's handle", *founding.handle)
        .hint("3 to 50 of a-z, 0-9 and hyphens");
  }
  TOS_CHECK(charter::check_charter(founding.charter));
  return check_founders(context, founding);
}

void apply_founding(const Context& context, const Founding& founding) {
  charter::set_current(context.db, context.position, founding.charter);
  index::set_value(context.db, "group", context.id.bytes());
  index::set_value(context.db, "group-handle", *founding.handle);
  index::set_value(context.db, "group-name", *founding.name);
  for (const Founder& founder : founding.founders) {
    const auto key = ssh::PublicKey::from_record(*founder.key);
    TOS_SOUND(key.has_value());
    Candidate candidate{.handle = founder.handle,
                        .key = key->id(),
                        .line = *founder.key,
                        .origin = "founder",
                        .record = context.id,
                        .position = context.position,
                        .roles = founder.roles.items,
                        .state = "pending",
                        .archetype = {}};
    add_candidate(context.db, candidate);
    if (founder.handle == context.envelope.author) make_member(context, candidate);
  }
}

std::string folder_of_founding(const Context&, const Founding&) { return "charter"; }

Result<void> check_acceptance(const Context& context, const Acceptance&) { return check_answer(context); }

void apply_acceptance(const Context& context, const Acceptance&) {
  const auto candidate = find_candidate(context.db, context.envelope.author.text());
  TOS_SOUND(candidate.has_value());
  make_member(context, *candidate);
}

std::string folder_of_acceptance(const Context&, const Acceptance&) { return "charter"; }

Result<void> check_refusal(const Context& context, const FounderRefusal&) { return check_answer(context); }
void apply_refusal(const Context& context, const FounderRefusal&) {
  set_candidate_state(context.db, context.envelope.author.text(), "refused");
}
std::string folder_of_refusal(const Context&, const FounderRefusal&) { return "charter"; }

FoundingState founding_state(Database& db) {
  Rows rows = db.query("SELECT count(*), coalesce(sum(state = 'accepted'), 0) FROM candidate WHERE origin = 'founder'");
  rows.next();
  return {.named = rows.integer(0), .accepted = rows.integer(1)};
}

}  // namespace tos::identity
