#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "delivery/initiative.h"

namespace tos::delivery {

struct CheckAnswer {
  Whole<1, 64> check;
  bool met = false;
  std::optional<Line<1, 200>> note;
};

// delivery.delivery/v1: the owner hands over what was made: its gates are green, and every acceptance check is
// answered.
struct Delivery {
  InitiativeId initiative;
  List<CheckAnswer, 0, 64> answers;
  Text shipped;
  std::optional<Text> changed;
  std::optional<Text> next;
  std::optional<Text> learned;
};

enum class ClosedAs { completed, abandoned };

// delivery.closing/v1: nothing more is to be done.
struct Closing {
  InitiativeId initiative;
  ClosedAs outcome = ClosedAs::completed;
  std::optional<Text> reason;
};

inline constexpr auto check_answer_fields = fields<CheckAnswer>(
    field("check", &CheckAnswer::check, "the number of the acceptance check, from 1"),
    field("met", &CheckAnswer::met, "whether it is met"), field("note", &CheckAnswer::note, "how that can be seen"));
constexpr const auto& fields_of(const CheckAnswer*) { return check_answer_fields; }

inline constexpr auto delivery_fields =
    fields<Delivery>(field("initiative", &Delivery::initiative, "the initiative that is delivered"),
                     field("answers", &Delivery::answers, "one for each acceptance check"),
                     field("shipped", &Delivery::shipped, "what was made"),
                     field("changed", &Delivery::changed, "what is different for people now"),
                     field("next", &Delivery::next, "what comes next"),
                     field("learned", &Delivery::learned, "what the group would do otherwise another time"));
constexpr const auto& fields_of(const Delivery*) { return delivery_fields; }

inline constexpr auto closing_fields =
    fields<Closing>(field("initiative", &Closing::initiative, "the initiative that is closed"),
                    field("outcome", &Closing::outcome, "whether it was completed or given up"),
                    field("reason", &Closing::reason, "why"));
constexpr const auto& fields_of(const Closing*) { return closing_fields; }

Result<void> check_delivery(const Context& context, const Delivery& delivery);  // DLV-010, DLV-030 to DLV-033
void apply_delivery(const Context& context, const Delivery& delivery);
std::string folder_of_delivery(const Context& context, const Delivery& delivery);

Result<void> check_closing(const Context& context, const Closing& closing);  // DLV-010, DLV-030, DLV-038
void apply_closing(const Context& context, const Closing& closing);
std::string folder_of_closing(const Context& context, const Closing& closing);

}  // namespace tos::delivery

template <>
struct tos::NamesOf<tos::delivery::ClosedAs> {
  using enum tos::delivery::ClosedAs;
  static constexpr std::array names{tos::Name{completed, "completed"}, tos::Name{abandoned, "abandoned"}};
};
