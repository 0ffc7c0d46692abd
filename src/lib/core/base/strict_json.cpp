#include "core/base/strict_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tos {
namespace {

using nlohmann::json;

// What the parser hands out while it reads; false stops it.
class Watch {
 public:
  explicit Watch(const Rule& rule) : rule_(rule) {}
  const std::optional<Refusal>& refusal() const { return refusal_; }

  bool operator()(int depth, json::parse_event_t event, const json& value) {
    constexpr int deepest = 64;
    if (refusal_) return false;
    if (depth > deepest) refusal_ = refuse(rule_, "lists and objects are nested deeper than {}", deepest);
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key && !names_.back().insert(value.get<std::string>()).second)
      refusal_ = refuse(rule_, "'{}' is given twice", value.get_ref<const std::string&>().substr(0, 64));
    return !refusal_;
  }

 private:
  const Rule& rule_;
  std::optional<Refusal> refusal_;
  std::vector<std::set<std::string>> names_;  // in the objects that are open
};

}  // namespace

Result<nlohmann::json> parse_strict_json(std::string_view text, const Rule& rule) {
  Watch watch(rule);
  try {
    json whole = json::parse(text, std::ref(watch));
    if (watch.refusal()) return Refusal(*watch.refusal());
    return whole;
  } catch (const json::exception& error) {
    if (watch.refusal()) return Refusal(*watch.refusal());
    const auto* parse_error = dynamic_cast<const json::parse_error*>(&error);
    const std::size_t end = std::min(parse_error == nullptr ? text.size() : parse_error->byte, text.size());
    return refuse(rule, "this is not valid JSON")
        .at_line(static_cast<int>(std::ranges::count(text.substr(0, end), '\n')) + 1);
  }
}

}  // namespace tos
