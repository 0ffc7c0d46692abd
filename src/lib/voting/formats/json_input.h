#pragma once
#include <istream>
#include <nlohmann/json.hpp>
#include <streambuf>
#include <utility>

#include "voting/formats/input.h"

// JSON of any size and depth read in pieces: a big list's elements are handed over one by one and not kept.
namespace tos::voting {

// An Input as a stream. A refusal while reading ends the stream and is kept.
class InputStreamBuffer final : public std::streambuf {
 public:
  explicit InputStreamBuffer(Input& input) : input_(input), buffer_(64 * 1024, '\0') {}
  const std::optional<Refusal>& refusal() const { return refusal_; }
  int line_number() const;  // where reading stands
  bool at_end() const { return ended_; }
  void progress() { bytes_since_progress_ = 0; }  // something was understood: not one endless string

 private:
  int_type underflow() override;

  Input& input_;
  std::string buffer_;
  std::int64_t lines_before_ = 0;
  std::size_t bytes_since_progress_ = 0;
  std::optional<Refusal> refusal_;
  bool ended_ = false;
};

// Parses an object. Every element of the list under the top-level key `streamed` goes to `element` as soon as it is
// complete, and is dropped; of the other keys only `kept` is returned. FMT-004 (ends early), FMT-008 (not JSON, nested
// deeper than 64, `streamed` no list of objects or there twice), FMT-010 (an element or the kept part has more than 8
// million values, or one string more than 8 MiB).
template <class Element>
Result<nlohmann::json> parse_streaming(Input& input, std::string_view streamed, std::string_view kept, Element element);

namespace json_input_detail {
constexpr int deepest = 64;
constexpr std::int64_t most_values = 8'000'000;
// What may come under the streamed key itself (depth 1) and in its list (depth 2).
inline bool is_list_of_objects(int depth, nlohmann::json::parse_event_t event) {
  using Event = nlohmann::json::parse_event_t;
  if (depth == 1) return event == Event::array_start || event == Event::array_end || event == Event::key;
  return depth != 2 || event == Event::object_start || event == Event::object_end;
}
Refusal no_list(const InputStreamBuffer& buffer, std::string_view key);
Refusal twice(const InputStreamBuffer& buffer, std::string_view key);
Refusal not_json(const InputStreamBuffer& buffer);
Refusal too_large(const InputStreamBuffer& buffer, int depth);
}  // namespace json_input_detail

template <class Element>
Result<nlohmann::json> parse_streaming(Input& input, std::string_view streamed, std::string_view kept,
                                       Element element) {
  using Event = nlohmann::json::parse_event_t;
  InputStreamBuffer buffer(input);
  std::istream stream(&buffer);
  std::optional<Refusal> refusal;
  bool in_list = false, has_list = false, has_kept = false;
  std::int64_t values = 0;          // held in memory
  std::int64_t values_between = 0;  // when the last element was dropped
  const auto callback = [&](int depth, Event event, nlohmann::json& value) {
    buffer.progress();
    if (refusal) return false;
    if (depth > json_input_detail::deepest || ++values > json_input_detail::most_values) {
      refusal = json_input_detail::too_large(buffer, depth);
      return false;
    }
    if (depth == 1 && event == Event::key) {
      in_list = value == streamed;
      values_between = values;
      const bool wanted = in_list || value == kept;
      if (wanted && std::exchange(in_list ? has_list : has_kept, true))
        refusal = json_input_detail::twice(buffer, in_list ? streamed : kept);
      return wanted && !refusal;
    }
    if (in_list && depth <= 2 && !json_input_detail::is_list_of_objects(depth, event)) {
      refusal = json_input_detail::no_list(buffer, streamed);
      return false;
    }
    if (in_list && depth == 2 && event == Event::object_end) {
      if (Result<void> taken = element(value); !taken) refusal = taken.error().at_line(buffer.line_number());
      values = values_between;
      return false;
    }
    return true;
  };
  nlohmann::json rest = nlohmann::json::parse(stream, callback, false);
  if (buffer.refusal()) return Refusal(*buffer.refusal());
  if (refusal) return std::move(*refusal);
  if (rest.is_discarded() || !rest.is_object()) return json_input_detail::not_json(buffer);
  return rest;
}

}  // namespace tos::voting
