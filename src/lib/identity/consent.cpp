#include "identity/consent.h"

#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::identity {

const char* const consent_schema = R"sql(
CREATE TABLE consent(id BLOB PRIMARY KEY, author TEXT NOT NULL, scope TEXT NOT NULL, purpose TEXT NOT NULL, until_clock INTEGER,
                     withdrawn_position INTEGER) WITHOUT ROWID;
)sql";

Result<void> check_consent_grant(const Context&, const ConsentGrant&) { return {}; }  // any member, about themself

void apply_consent_grant(const Context& context, const ConsentGrant& grant) {
  context.db.run("INSERT INTO consent(id, author, scope, purpose, until_clock) VALUES(?,?,?,?,?)", context.id,
                 context.envelope.author, name_of(grant.scope), *grant.purpose, grant.until);
}

std::string folder_of_consent_grant(const Context& context, const ConsentGrant&) {
  return member_folder(context.envelope.author);
}

Result<void> check_consent_withdrawal(const Context& context, const ConsentWithdrawal& withdrawal) {
  if (!context.db.exists("SELECT 1 FROM consent WHERE id = ? AND author = ? AND withdrawn_position IS NULL",
                         withdrawal.grant, context.envelope.author)) {
    return refuse(rules::IDN_080, "{} is no consent of '{}' that is still given", withdrawal.grant.hex16(),
                  context.envelope.author);
  }
  return {};
}

void apply_consent_withdrawal(const Context& context, const ConsentWithdrawal& withdrawal) {
  context.db.run("UPDATE consent SET withdrawn_position = ? WHERE id = ?", context.position, withdrawal.grant);
}

std::string folder_of_consent_withdrawal(const Context& context, const ConsentWithdrawal&) {
  return member_folder(context.envelope.author);
}

}  // namespace tos::identity
