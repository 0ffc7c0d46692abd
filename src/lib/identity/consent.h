#pragma once
#include <vector>

#include "core/index/kind_entry.h"

namespace tos::identity {

enum class ConsentScope { identity, contributions, visibility, federation };

// identity.consent-grant/v1 and identity.consent-withdrawal/v1: what a member lets the group do with what is theirs.
struct ConsentGrant {
  ConsentScope scope = ConsentScope::visibility;
  Line<3, 200> purpose;
  std::optional<Timestamp> until;
};
struct ConsentWithdrawal {
  RecordId grant;
};
inline constexpr auto consent_grant_fields =
    fields<ConsentGrant>(field("scope", &ConsentGrant::scope, "what the consent covers"),
                         field("purpose", &ConsentGrant::purpose, "what for"),
                         field("until", &ConsentGrant::until, "when it ends by itself"));
constexpr const auto& fields_of(const ConsentGrant*) { return consent_grant_fields; }
inline constexpr auto consent_withdrawal_fields =
    fields<ConsentWithdrawal>(field("grant", &ConsentWithdrawal::grant, "the consent taken back"));
constexpr const auto& fields_of(const ConsentWithdrawal*) { return consent_withdrawal_fields; }

extern const char* const consent_schema;

// A consent as the registry has it.
struct Consent {
  RecordId grant;
  Handle author;
  std::string scope;
  std::string purpose;
  std::optional<Timestamp> until;
  std::optional<std::int64_t> withdrawn_position;
};
std::vector<Consent> all_consents(Database& db);  // by author, then in the order of their ids

Result<void> check_consent_grant(const Context& context, const ConsentGrant& grant);
void apply_consent_grant(const Context& context, const ConsentGrant& grant);
std::string folder_of_consent_grant(const Context& context, const ConsentGrant& grant);
Result<void> check_consent_withdrawal(const Context& context, const ConsentWithdrawal& withdrawal);
void apply_consent_withdrawal(const Context& context, const ConsentWithdrawal& withdrawal);
std::string folder_of_consent_withdrawal(const Context& context, const ConsentWithdrawal& withdrawal);

}  // namespace tos::identity

template <>
struct tos::NamesOf<tos::identity::ConsentScope> {
  using enum tos::identity::ConsentScope;
  static constexpr std::array names{tos::Name{identity, "identity"}, tos::Name{contributions, "contributions"},
                                    tos::Name{visibility, "visibility"}, tos::Name{federation, "federation"}};
};
