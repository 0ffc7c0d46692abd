#include "identity/consent.h"

#include "core/index/sound.h"
#include "identity/rules.h"
#include "identity/subject.h"

namespace tos::identity {

const char* const consent_schema = R"sql(
CREATE TABLE consent(id BLOB PRIMARY KEY, author TEXT NOT NULL, scope TEXT NOT NULL, purpose TEXT NOT NULL, until_clock INTEGER,
                     withdrawn_position INTEGER) WITHOUT ROWID;
)sql";

std::vector<Consent> all_consents(Database& db) {
  std::vector<Consent> out;
  for (Rows rows = db.query(
           "SELECT id, author, scope, purpose, until_clock, withdrawn_position FROM consent ORDER BY author, id");
       rows.next();) {
    Consent consent{.grant = rows.id<RecordId>(0),
                    .author = sound_handle(rows.bytes(1)),
                    .scope = rows.text(2),
                    .purpose = rows.text(3),
                    .until = {},
                    .withdrawn_position = {}};
    consent.until = rows.maybe_time(4);
    consent.withdrawn_position = rows.maybe_integer(5);
    out.push_back(std::move(consent));
  }
  return out;
}

Result<void> check_consent_grant(const Context&, const ConsentGrant&) { return {}; }  // any member, about themself

void apply_consent_grant(const Context& context, const ConsentGrant& grant) {
  context.db.run("INSERT INTO consent(id, author, scope, purpose, until_clock) VALUES(?,?,?,?,?)", context.id,
                 context.envelope.author, name_of(grant.scope), *grant.purpose, grant.until);
}

std::string folder_of_consent_grant(const Context& context, const ConsentGrant&) {
  return member_folder(context.envelope.author);
}

Result<void> check_consent_withdrawal(const Context& context, const ConsentWithdrawal& withdrawal) {
  if (!context.db.exists("SELECT 1 FROM consent WHERE id = ? AND author = ? AND withdrawn_position IS NULL AND "
                         "(until_clock IS NULL OR until_clock > ?)",
                         withdrawal.grant, context.envelope.author, context.now)) {
    return refuse(rules::IDN_080, "{} is no consent of '{}' that is still given", withdrawal.grant.hex16(),
                  context.envelope.author)
        .hint("tos member consent list");
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
