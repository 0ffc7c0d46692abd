#include "cli/time_option.h"

#include <charconv>

#include "cli/rules.h"

namespace tos::cli {
namespace {

constexpr std::int64_t longest_step = 1'000'000;  // of any unit: keeps the sum far from overflow

std::optional<Duration> parse_step(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || count > longest_step || end + 1 != text.data() + text.size())
    return std::nullopt;
  switch (*end) {
    case 'm':
      return minutes(count);
    case 'h':
      return hours(count);
    case 'd':
      return days(count);
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<Timestamp> signing_time(World& world) {
  if (world.options.at.empty()) {
    const Timestamp now = world.now();
    world.options.at = now.to_string();
    return now;
  }
  if (const auto at = Timestamp::parse(world.options.at)) return *at;
  TOS_TRY(const Timestamp at, parse_time_option("at", world.options.at, world.now()));
  world.options.at = at.to_string();
  return at;
}

Result<Timestamp> parse_time_option(std::string_view option, std::string_view text, Timestamp now) {
  if (text.starts_with('+')) {
    if (const auto step = parse_step(text.substr(1))) return now + *step;
  }
  std::string full(text);
  if (full.size() == 10) full += "T00:00";
  if (full.ends_with(" UTC")) full.resize(full.size() - 4);
  if (full.size() > 10 && full[10] == ' ') full[10] = 'T';
  if (full.ends_with('Z')) full.pop_back();
  if (full.size() == 16) full += ":00";
  if (full.size() == 19) full += ".000";
  if (const auto at = Timestamp::parse(full + "Z")) return *at;
  return refuse(rules::CLI_001, "--{} '{}' is no time", option, text)
      .hint("write it as 2026-11-20T10:00Z (UTC), as 2026-11-20, or from now on as +3d, +2h, +30m");
}

}  // namespace tos::cli
