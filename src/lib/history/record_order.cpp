#include "history/record_order.h"

#include <algorithm>
#include <map>
#include <queue>

namespace tos::history {
namespace {

constexpr std::size_t id_digits = 64;

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// Calls `take` with each id that stands in the text.
template <class Take>
void each_id(std::string_view text, Take take) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_hex_digit(text[i])) continue;
    if (i - begin == id_digits) {
      if (const auto id = RecordId::parse(text.substr(begin, id_digits))) take(*id);
    }
    begin = i + 1;
  }
}

}  // namespace

std::vector<std::size_t> log_order(const std::vector<const SignedRecord*>& records) {
  std::map<RecordId, std::size_t> places;
  for (std::size_t i = 0; i < records.size(); ++i) places.emplace(records[i]->id, i);
  std::vector<std::vector<std::size_t>> followers(records.size());
  std::vector<std::size_t> waits_for(records.size(), 0);
  for (std::size_t i = 0; i < records.size(); ++i) {
    each_id(records[i]->message(), [&](const RecordId& id) {
      const auto named = places.find(id);
      if (named == places.end() || id == records[i]->id) return;
      followers[named->second].push_back(i);
      ++waits_for[i];
    });
  }
  const auto is_later = [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) { return std::tuple(records[i]->envelope.at, records[i]->id, i); };
    return key(a) > key(b);
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(is_later)> ready(is_later);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (waits_for[i] == 0) ready.push(i);
  }
  std::vector<std::size_t> order;  // an id is a digest of what names it, so nobody can make a circle: all come up
  for (; !ready.empty();) {
    order.push_back(ready.top());
    ready.pop();
    for (const std::size_t follower : followers[order.back()]) {
      if (--waits_for[follower] == 0) ready.push(follower);
    }
  }
  return order;
}

}  // namespace tos::history
