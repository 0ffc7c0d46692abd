#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos {
using ObjectionId = Id<struct ObjectionTag>;
}

namespace tos::deliberation {

enum class ObjectionLevel { concern, objection };
enum class Argues { consequence, improvement };
enum class Settlement { amendment, deferral, delegation, monitoring };

// deliberation.objection/v1: a concern, which never blocks; or an objection: a consequence of the proposal that would
// do harm. The test of Sociocracy 3.0: what argues an improvement is a concern.
struct Objection {
  ProposalId proposal;
  ObjectionLevel level = ObjectionLevel::concern;
  Argues argues = Argues::improvement;
  std::optional<Text> harm;
  Text reason;
};

// deliberation.resolution/v1: how an objection or a concern is met without another wording. By amendment it is met with
// a new version of the proposal that answers it.
struct Resolution {
  ObjectionId objection;
  Settlement by = Settlement::deferral;
  std::optional<Handle> owner;
  std::optional<Timestamp> due;
  Text reason;
};

inline constexpr auto objection_fields =
    fields<Objection>(field("proposal", &Objection::proposal, "the newest version of the proposal"),
                      field("level", &Objection::level, "a concern is heard, an objection holds up the vote"),
                      field("argues", &Objection::argues, "what it argues: a consequence or an improvement"),
                      field("harm", &Objection::harm, "the harm that would follow"),
                      field("reason", &Objection::reason, "why, in the member's words"));
constexpr const auto& fields_of(const Objection*) { return objection_fields; }

inline constexpr auto resolution_fields =
    fields<Resolution>(field("objection", &Resolution::objection, "the objection or concern"),
                       field("by", &Resolution::by, "how it is met: deferral, delegation or monitoring"),
                       field("owner", &Resolution::owner, "who takes it up"), field("due", &Resolution::due, "by when"),
                       field("reason", &Resolution::reason, "what was agreed"));
constexpr const auto& fields_of(const Resolution*) { return resolution_fields; }

struct ObjectionRow {
  std::int64_t position = 0;
  ObjectionId id;
  std::int64_t number = 0;  // 3 of O3
  std::int64_t chain = 0;
  std::int64_t version = 0;  // position of the version objected to
  std::int64_t member = 0;
  ObjectionLevel level = ObjectionLevel::concern;
  std::optional<Settlement> settled;
  std::optional<std::int64_t> settled_position;  // of the resolution, or of the version that answers it
  std::optional<Handle> owner;
  std::optional<Timestamp> due;
};
std::optional<ObjectionRow> find_objection(Database& db, const ObjectionId& id);
std::vector<ObjectionRow> objections_of(Database& db, std::int64_t chain);  // concerns too, in order of number
// Objections, not concerns, that nothing has settled, by members who are not recused, in order of number.
std::vector<ObjectionRow> open_objections(Database& db, std::int64_t chain);
bool has_open_objection(Database& db, std::int64_t chain);
void settle_objection(Database& db, const ObjectionId& id, Settlement by, std::int64_t position);

Result<void> check_objection(const Context& context, const Objection& objection);  // DEL-021, DEL-042 to DEL-047
void apply_objection(const Context& context, const Objection& objection);
std::string folder_of_objection(const Context& context, const Objection& objection);
Result<void> check_resolution(const Context& context, const Resolution& resolution);  // DEL-021, DEL-048 to DEL-052
void apply_resolution(const Context& context, const Resolution& resolution);
std::string folder_of_resolution(const Context& context, const Resolution& resolution);

}  // namespace tos::deliberation

template <>
struct tos::NamesOf<tos::deliberation::ObjectionLevel> {
  using enum tos::deliberation::ObjectionLevel;
  static constexpr std::array names{tos::Name{concern, "concern"}, tos::Name{objection, "objection"}};
};
template <>
struct tos::NamesOf<tos::deliberation::Argues> {
  using enum tos::deliberation::Argues;
  static constexpr std::array names{tos::Name{consequence, "consequence"}, tos::Name{improvement, "improvement"}};
};
template <>
struct tos::NamesOf<tos::deliberation::Settlement> {
  using enum tos::deliberation::Settlement;
  static constexpr std::array names{tos::Name{amendment, "amendment"}, tos::Name{deferral, "deferral"},
                                    tos::Name{delegation, "delegation"}, tos::Name{monitoring, "monitoring"}};
};
