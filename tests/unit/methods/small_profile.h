#pragma once
#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "voting/methods/count.h"

// Profiles written by hand. Candidates are the letters of a word; a ranking is written "A>B=C>_>D": '=' shares a rank,
// '_' leaves one blank, '!' is an overvote of unknown candidates.
namespace tos::voting::testing {

inline std::vector<Candidate> letters(std::string_view names) {
  std::vector<Candidate> candidates;
  for (const char c : names) candidates.push_back({std::string(1, c)});
  return candidates;
}

inline std::vector<RankMark> ranking(std::string_view names, std::string_view text) {
  std::vector<RankMark> marks;
  bool equal = false;
  for (const char c : text) {
    if (c == '=' || c == '>') {
      equal = c == '=';
    } else if (c == '_') {
      marks.push_back(RankMark::skipped());
    } else if (c == '!') {
      marks.push_back(RankMark::overvoted());
    } else {
      const auto index = static_cast<std::uint16_t>(names.find(c));
      marks.push_back(equal ? RankMark::equal(index) : RankMark::candidate(index));
    }
  }
  return marks;
}

using Weighted = std::pair<std::int64_t, std::string_view>;

inline Profile ranked(std::string_view names, std::initializer_list<Weighted> ballots) {
  Profile profile{.candidates = letters(names)};
  RankedBallots grouped;
  for (const auto& [weight, text] : ballots) REQUIRE(grouped.add(ranking(names, text), weight).has_value());
  profile.ballots = std::move(grouped);
  return profile;
}

inline Profile approval(std::string_view names, std::initializer_list<Weighted> ballots) {
  Profile profile{.candidates = letters(names)};
  ApprovalBallots grouped;
  for (const auto& [weight, text] : ballots) {
    std::vector<Approval> marks;
    for (const char c : text) marks.push_back({static_cast<std::uint16_t>(names.find(c))});
    REQUIRE(grouped.add(marks, weight).has_value());
  }
  profile.ballots = std::move(grouped);
  return profile;
}

// "A5C2": five points to A, two to C.
template <class Ballots>
Profile points(std::string_view names, std::initializer_list<Weighted> ballots) {
  Profile profile{.candidates = letters(names)};
  Ballots grouped;
  for (const auto& [weight, text] : ballots) {
    std::vector<Points> marks;
    for (std::size_t i = 0; i < text.size();) {
      const auto candidate = static_cast<std::int64_t>(names.find(text[i++]));
      std::size_t used = 0;
      const std::int64_t value = std::stoll(std::string(text.substr(i)), &used);
      marks.push_back({value, candidate});
      i += used;
    }
    REQUIRE(grouped.add(marks, weight).has_value());
  }
  profile.ballots = std::move(grouped);
  return profile;
}

inline Outcome counted(const Profile& profile, const MethodRules& rules, const TieBreaker& ties = ListedOrder{}) {
  Result<Outcome> outcome = count(profile, rules, ties);
  INFO((outcome.has_value() ? std::string() : outcome.error().what));
  REQUIRE(outcome.has_value());
  return *std::move(outcome);
}

inline std::string elected(const Profile& profile, const Outcome& outcome) {
  std::string names;
  for (const ElectedCandidate& e : outcome.elected)
    names += profile.candidates[static_cast<std::size_t>(e.candidate)].name;
  return names;
}

inline std::string totals(const Outcome& outcome, std::size_t round) {
  std::string text;
  for (const auto& total : outcome.trace.rounds.at(round - 1).totals)
    text += (text.empty() ? "" : " ") + (total ? to_decimal(*total, outcome.digits) : std::string("-"));
  return text;
}

inline std::string refused(const Profile& profile, const MethodRules& rules, const TieBreaker& ties = ListedOrder{}) {
  const Result<Outcome> outcome = count(profile, rules, ties);
  return outcome.has_value() ? std::string() : std::string(outcome.error().rule->id);
}

// Where Tennessee would put its capital: the standard example of the literature on voting methods.
inline Profile tennessee() {
  return ranked("MNCK", {{42, "M>N>C>K"}, {26, "N>C>K>M"}, {15, "C>K>N>M"}, {17, "K>C>N>M"}});
}

// Schulze 2011, example 1: 45 voters.
inline Profile schulze_example() {
  return ranked("ABCDE", {{5, "A>C>B>E>D"},
                          {5, "A>D>E>C>B"},
                          {8, "B>E>D>A>C"},
                          {3, "C>A>B>E>D"},
                          {7, "C>A>E>B>D"},
                          {2, "C>B>A>D>E"},
                          {7, "D>C>E>B>A"},
                          {8, "E>B>A>D>C"}});
}

}  // namespace tos::voting::testing
