#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "delivery/initiative.h"

namespace tos::delivery {

enum class ReviewOutcome { verified, reopened, noted };
enum class Foresight { came_true, did_not, too_early };

// What became of something that the minority foretold.
struct RevisitedDissent {
  RecordId record;
  Foresight verdict = Foresight::too_early;
};

// delivery.review/v1: somebody looks at what was delivered.
struct Review {
  InitiativeId initiative;
  ReviewOutcome outcome = ReviewOutcome::noted;
  std::optional<Whole<1, 3650>> scheduled_days;
  List<RevisitedDissent, 0, 64> dissent;
  Text findings;
};

inline constexpr auto revisited_dissent_fields = fields<RevisitedDissent>(
    field("record", &RevisitedDissent::record, "an objection, a position or a ballot on the proposal that was decided"),
    field("verdict", &RevisitedDissent::verdict, "whether what it foretold came true"));
constexpr const auto& fields_of(const RevisitedDissent*) { return revisited_dissent_fields; }

inline constexpr auto review_fields = fields<Review>(
    field("initiative", &Review::initiative, "the initiative that was delivered"),
    field("outcome", &Review::outcome, "whether it is verified, open again, or only looked at"),
    field("scheduled_days", &Review::scheduled_days, "which of the charter's reviews this is, in days after delivery"),
    field("dissent", &Review::dissent, "the minority's words, and what became of them"),
    field("findings", &Review::findings, "what was found"));
constexpr const auto& fields_of(const Review*) { return review_fields; }

Result<void> check_review(const Context& context, const Review& review);  // DLV-010, DLV-034 to DLV-037
void apply_review(const Context& context, const Review& review);
std::string folder_of_review(const Context& context, const Review& review);

}  // namespace tos::delivery

template <>
struct tos::NamesOf<tos::delivery::ReviewOutcome> {
  using enum tos::delivery::ReviewOutcome;
  static constexpr std::array names{tos::Name{verified, "verified"}, tos::Name{reopened, "reopened"},
                                    tos::Name{noted, "noted"}};
};
template <>
struct tos::NamesOf<tos::delivery::Foresight> {
  using enum tos::delivery::Foresight;
  static constexpr std::array names{tos::Name{came_true, "came-true"}, tos::Name{did_not, "did-not"},
                                    tos::Name{too_early, "too-early"}};
};
