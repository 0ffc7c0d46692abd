#pragma once
#include "core/index/kind_entry.h"

namespace tos::identity {

// identity.suspension/v1, identity.reinstatement/v1: by who may, or by decision. identity.leaving/v1: by oneself.
struct Suspension {
  Handle member;
  std::optional<RecordId> decision;
  Text reason;
};
struct Reinstatement {
  Handle member;
  std::optional<RecordId> decision;
  Text reason;
};
struct Leaving {
  std::optional<Text> reason;
};

inline constexpr auto suspension_fields = fields<Suspension>(
    field("member", &Suspension::member, "who is suspended"),
    field("decision", &Suspension::decision, "the decision, if one does"), field("reason", &Suspension::reason, "why"));
constexpr const auto& fields_of(const Suspension*) { return suspension_fields; }
inline constexpr auto reinstatement_fields =
    fields<Reinstatement>(field("member", &Reinstatement::member, "who is reinstated"),
                          field("decision", &Reinstatement::decision, "the decision, if one does"),
                          field("reason", &Reinstatement::reason, "why"));
constexpr const auto& fields_of(const Reinstatement*) { return reinstatement_fields; }
inline constexpr auto leaving_fields = fields<Leaving>(field("reason", &Leaving::reason, "why, if they wish to say"));
constexpr const auto& fields_of(const Leaving*) { return leaving_fields; }

Result<void> check_suspension(const Context& context, const Suspension& suspension);
void apply_suspension(const Context& context, const Suspension& suspension);
std::string folder_of_suspension(const Context& context, const Suspension& suspension);
std::optional<Authority> authority_of_suspension(const Context& context, const Suspension& suspension);

Result<void> check_reinstatement(const Context& context, const Reinstatement& reinstatement);
void apply_reinstatement(const Context& context, const Reinstatement& reinstatement);
std::string folder_of_reinstatement(const Context& context, const Reinstatement& reinstatement);
std::optional<Authority> authority_of_reinstatement(const Context& context, const Reinstatement& reinstatement);

Result<void> check_leaving(const Context& context, const Leaving& leaving);
void apply_leaving(const Context& context, const Leaving& leaving);
std::string folder_of_leaving(const Context& context, const Leaving& leaving);

}  // namespace tos::identity
