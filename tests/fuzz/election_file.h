#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/assert.h"
#include "voting/formats/election.h"
#include "voting/formats/write.h"

// What every election file must hold to, whatever its bytes: refused with a rule, or read into ballots that can be
// counted; and what was read and can be written reads back as the same election.
namespace tos::voting::fuzz {

inline Result<Election> read_bytes(std::string_view bytes, Format format, BallotKind kind) {
  const ReadOptions options{
      .kinds = {kind}, .format = format, .limits = {.max_bytes = 4 << 20, .max_line_bytes = 1 << 20}};
  TOS_TRY(Input input, Input::from_memory(bytes, "fuzz", options.limits));
  return read_election(input, options);
}

inline bool same_ranked(const Profile& a, const Profile& b) {
  const auto& one = std::get<RankedBallots>(a.ballots);
  const auto& other = std::get<RankedBallots>(b.ballots);
  if (a.title != b.title || a.candidates.size() != b.candidates.size() || one.size() != other.size()) return false;
  for (std::size_t i = 0; i < a.candidates.size(); ++i)
    if (a.candidates[i].name != b.candidates[i].name) return false;
  for (std::size_t group = 0; group < one.size(); ++group) {
    const auto left = one.marks(group), right = other.marks(group);
    if (one.weight(group) != other.weight(group) || !std::equal(left.begin(), left.end(), right.begin(), right.end()))
      return false;
  }
  return true;
}

inline void check(std::string_view bytes, Format format) {
  for (const BallotKind kind : {BallotKind::ranked, BallotKind::approval, BallotKind::score, BallotKind::allocation,
                                BallotKind::choice, BallotKind::consent}) {
    const auto election = read_bytes(bytes, format, kind);
    if (!election) {
      TOS_ASSERT(election.error().rule != nullptr && !election.error().what.empty());
      continue;
    }
    TOS_ASSERT(check_profile(election->profile).has_value());
    if (kind != BallotKind::ranked) continue;
    for (const Format target : {Format::blt, Format::abif, Format::preflib}) {
      const auto written = write_election(election->profile, target);
      if (!written) continue;  // the format cannot hold it, and says so
      const auto again = read_bytes(*written, target, kind);
      TOS_ASSERT(again.has_value());
      TOS_ASSERT(same_ranked(election->profile, again->profile));
    }
  }
}

inline void check_input(const std::uint8_t* data, std::size_t size, Format format) {
  check(std::string_view(reinterpret_cast<const char*>(data), size), format);
}

}  // namespace tos::voting::fuzz
