#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

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

// What differs between two elections; nothing if they are the same.
template <class Ballots>
std::string difference(const Ballots& one, const Ballots& other) {
  if (one.size() != other.size()) return "the number of different ballots";
  for (std::size_t group = 0; group < one.size(); ++group) {
    const auto left = one.marks(group), right = other.marks(group);
    if (one.weight(group) != other.weight(group) || !std::equal(left.begin(), left.end(), right.begin(), right.end()))
      return "ballot " + std::to_string(group + 1);
  }
  return "";
}
inline std::string difference(const Profile& a, const Profile& b) {
  if (a.title != b.title) return "the titles '" + a.title + "' and '" + b.title + "'";
  if (a.candidates.size() != b.candidates.size()) return "the number of candidates";
  for (std::size_t i = 0; i < a.candidates.size(); ++i)
    if (a.candidates[i].name != b.candidates[i].name)
      return "the names '" + a.candidates[i].name + "' and '" + b.candidates[i].name + "'";
  return std::visit(
      [&]<class Ballots>(const Ballots& ballots) -> std::string {
        const auto* other = std::get_if<Ballots>(&b.ballots);
        if (other == nullptr) return "the kinds of ballots";
        if constexpr (requires { ballots.marks(0); }) return difference(ballots, *other);
        return "";
      },
      a.ballots);
}

// Aborts, so that the fuzzer keeps the input.
inline void must(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

inline void check(std::string_view bytes, Format format) {
  for (const BallotKind kind : {BallotKind::ranked, BallotKind::approval, BallotKind::score, BallotKind::allocation,
                                BallotKind::choice, BallotKind::consent}) {
    const auto election = read_bytes(bytes, format, kind);
    if (!election) {
      must(election.error().rule != nullptr && !election.error().what.empty(), "a refusal without a rule or words");
      continue;
    }
    must(check_profile(election->profile).has_value(), "what was read cannot be counted");
    for (const Format target : {Format::blt, Format::abif, Format::preflib}) {
      const auto written = write_election(*election, target);
      if (!written) continue;  // the format cannot hold it, and says so
      const auto again = read_bytes(*written, target, kind);
      must(again.has_value(), "what was written cannot be read:\n" + *written);
      const std::string differs = difference(election->profile, again->profile);
      must(differs.empty(), differs + " differ once written and read:\n" + *written);
    }
  }
}

inline void check_input(const std::uint8_t* data, std::size_t size, Format format) {
  check(std::string_view(reinterpret_cast<const char*>(data), size), format);
}

}  // namespace tos::voting::fuzz
