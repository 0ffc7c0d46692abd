#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tos {

// A point in time as records carry it: UTC milliseconds since 1970, written "2026-11-20T10:00:00.000Z".
// The only place that formats or parses times; nothing here reads a clock or a time zone.
struct Timestamp {
  std::int64_t ms = 0;

  // Exactly "YYYY-MM-DDThh:mm:ss.mmmZ", a real date, years 1970 to 9999; nothing otherwise.
  static std::optional<Timestamp> parse(std::string_view text);
  std::string to_string() const;                        // "2026-11-20T10:00:00.000Z"
  std::string to_minute() const;                        // "2026-11-20 10:00 UTC", for people
  std::string to_date() const;                          // "2026-11-20"
  std::int64_t day() const { return ms / 86'400'000; }  // days since 1970-01-01
  auto operator<=>(const Timestamp&) const = default;
};

struct Duration {
  std::int64_t ms = 0;
  auto operator<=>(const Duration&) const = default;
};

constexpr Duration hours(std::int64_t count) { return {count * 3'600'000}; }
constexpr Duration days(std::int64_t count) { return {count * 86'400'000}; }
constexpr Duration minutes(std::int64_t count) { return {count * 60'000}; }
constexpr Timestamp operator+(Timestamp at, Duration length) { return {at.ms + length.ms}; }
constexpr Timestamp operator-(Timestamp at, Duration length) { return {at.ms - length.ms}; }

}  // namespace tos
