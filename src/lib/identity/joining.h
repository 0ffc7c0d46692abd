#pragma once
#include "core/index/kind_entry.h"

namespace tos::identity {

enum class Archetype { builder, community_heart, guided_contributor, steady_cultivator };

inline constexpr Duration pending_hold = days(30);  // how long a handle is held for who applied for it (DESIGN §4)

// identity.application/v1: signed by the applicant's own key, which thereby proves that it is theirs.
struct Application {
  Line<20, 512> key;
  std::optional<Archetype> archetype;
  List<Line<2, 60>, 0, 20> skills;
  std::optional<Text> statement;
};
// identity.admission/v1: makes an applicant a member, as the charter's `admission` says.
struct Admission {
  RecordId application;
  std::optional<RecordId> decision;
};

inline constexpr auto application_fields =
    fields<Application>(field("key", &Application::key, "the applicant's SSH public key"),
                        field("archetype", &Application::archetype, "how they see their part"),
                        field("skills", &Application::skills, "what they bring, if they wish to say"),
                        field("statement", &Application::statement, "why they would like to join"));
constexpr const auto& fields_of(const Application*) { return application_fields; }
inline constexpr auto admission_fields =
    fields<Admission>(field("application", &Admission::application, "the application"),
                      field("decision", &Admission::decision, "the decision that admits, if one does"));
constexpr const auto& fields_of(const Admission*) { return admission_fields; }

Result<void> check_application(const Context& context, const Application& application);
void apply_application(const Context& context, const Application& application);
std::string folder_of_application(const Context& context, const Application& application);

Result<void> check_admission(const Context& context, const Admission& admission);
void apply_admission(const Context& context, const Admission& admission);
std::string folder_of_admission(const Context& context, const Admission& admission);
std::optional<Authority> authority_of_admission(const Context& context, const Admission& admission);

// How a member saw their part when they applied, if they said.
std::optional<std::string> archetype_of(Database& db, std::int64_t member);

// The hold on a handle ends.
void expire_application(Database& db, Timestamp due, std::string_view handle);

}  // namespace tos::identity

template <>
struct tos::NamesOf<tos::identity::Archetype> {
  using enum tos::identity::Archetype;
  static constexpr std::array names{tos::Name{builder, "builder"}, tos::Name{community_heart, "community-heart"},
                                    tos::Name{guided_contributor, "guided-contributor"},
                                    tos::Name{steady_cultivator, "steady-cultivator"}};
};
