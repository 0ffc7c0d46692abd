#include "voting/formats/write.h"

#include <algorithm>
#include <concepts>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

struct Ability {
  std::string_view format;
  bool gaps;
  bool duplicates;
  bool withdrawn;
  bool line_breaks;
  bool seats;
  bool tie_order;
};
constexpr Ability blt_ability{"BLT", true, true, true, true, true, true};
constexpr Ability abif_ability{"ABIF", false, false, true, false, true, false};
constexpr Ability preflib_ability{"PrefLib", false, false, false, false, false, false};

Result<const RankedBallots*> ranked_of(const Profile& profile, const Ability& ability) {
  if (const auto* ballots = std::get_if<RankedBallots>(&profile.ballots)) return ballots;
  return refuse(FMT_014, "{} ballots are not written as {}", ballot_kind(profile.ballots), ability.format)
      .hint("rankings are; ABIF also holds scores, points and approvals");
}

Refusal cannot_hold(const Ability& ability, std::string_view what) {
  return refuse(FMT_018, "{} cannot hold {}", ability.format, what)
      .hint("{}", ability.gaps ? "export JSON" : "write BLT");
}

// What would be counted otherwise once it is written and read.
Result<void> check_terms(const Election& election, const Ability& ability) {
  const auto nowhere = [](std::string_view what) {
    return refuse(FMT_018, "no format that is written can hold {}", what).hint("count the file as it is");
  };
  const Profile& profile = election.profile;
  if (std::ranges::any_of(election.majority, [](std::int64_t ratio) { return ratio != 1; }))
    return nowhere("majority ratios");
  if (election.scores_left_aside)
    return refuse(FMT_018, "scores beside ranks are not written").hint("--ballots score writes the scores as ABIF");
  if (election.ranks_left_aside) return nowhere("ranks in another order than their scores");
  if (profile.budget) return nowhere("costs");
  if (std::ranges::count(profile.candidates, Standing::undeclared_write_in, &Candidate::standing) > 0)
    return nowhere("write-ins who cannot be elected");
  if (!election.tie_order.empty() && !ability.tie_order) return cannot_hold(ability, "an order that decides ties");
  if (profile.seats.value_or(1) > 1 && !ability.seats) return cannot_hold(ability, "several seats");
  return {};
}

Result<void> check_names(const Profile& profile, const Ability& ability) {
  if (profile.candidates.empty()) return refuse(FMT_013, "there are no candidates to write");
  for (const Candidate& candidate : profile.candidates) {
    if (candidate.standing == Standing::withdrawn && !ability.withdrawn) return cannot_hold(ability, "a withdrawal");
    if (candidate.name.contains('\n') && !ability.line_breaks) return cannot_hold(ability, "a line break in a name");
    if (candidate.name.contains('\r')) return cannot_hold(ability, "a carriage return in a name");
  }
  if (profile.title.contains('\n') && ability.format == preflib_ability.format)
    return cannot_hold(ability, "a line break in a title");
  return {};
}

Result<void> check_ballots(const Profile& profile, const RankedBallots& ballots, const Ability& ability) {
  SeenCandidates seen(profile.candidates.size());
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    seen.start_ballot();
    for (const RankMark mark : ballots.marks(group)) {
      if (mark.is_overvoted()) return cannot_hold(ability, "an overvote of unknown candidates");
      if (mark.is_skipped() && !ability.gaps) return cannot_hold(ability, "a skipped rank");
      if (mark.is_candidate() && !seen.is_new(mark.index()) && !ability.duplicates)
        return cannot_hold(ability, "a candidate twice on a ballot");
    }
  }
  return {};
}

Result<const RankedBallots*> check_all(const Election& election, const Ability& ability) {
  TOS_TRY(const RankedBallots* ballots, ranked_of(election.profile, ability));
  TOS_CHECK(check_terms(election, ability));
  TOS_CHECK(check_names(election.profile, ability));
  TOS_CHECK(check_ballots(election.profile, *ballots, ability));
  return ballots;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

Result<std::string> write_blt(const Election& election) {
  TOS_TRY(const RankedBallots* ballots, check_all(election, blt_ability));
  const Profile& profile = election.profile;
  std::string out = fmt::format("{} {}\n", profile.candidates.size(), std::max(1, profile.seats.value_or(1)));
  for (std::size_t i = 0; i < profile.candidates.size(); ++i)
    if (profile.candidates[i].standing == Standing::withdrawn) out += fmt::format("-{}\n", i + 1);
  if (!election.tie_order.empty()) {
    out += "[tie";
    for (const int candidate : election.tie_order) out += fmt::format(" {}", candidate + 1);
    out += "]\n";
  }
  auto end = std::back_inserter(out);
  for (std::size_t group = 0; group < ballots->size(); ++group) {
    fmt::format_to(end, "{}", ballots->weight(group));
    for (const RankMark mark : ballots->marks(group)) {
      if (mark.is_skipped()) {
        out += " -";
      } else {
        fmt::format_to(end, "{}{}", mark.is_equal() ? '=' : ' ', mark.index() + 1);
      }
    }
    out += " 0\n";
  }
  out += "0\n";
  for (const Candidate& candidate : profile.candidates) out += in_quotes(candidate.name) + '\n';
  return out + in_quotes(profile.title) + '\n';
}

// A token that needs no brackets: the name itself where it is one plain word that is nobody else's, else c1, c2, …
std::vector<std::string> abif_tokens(const Profile& profile) {
  std::unordered_set<std::string> taken;
  std::vector<std::string> tokens;
  for (const Candidate& candidate : profile.candidates) {
    const std::string& name = candidate.name;
    const bool plain = !name.empty() && name.size() <= 30 && std::ranges::all_of(name, [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    tokens.push_back(plain && taken.insert(name).second ? name : "");
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].empty()) continue;
    tokens[i] = fmt::format("c{}", i + 1);
    while (!taken.insert(tokens[i]).second) tokens[i] += '_';
  }
  return tokens;
}

using Tokens = std::vector<std::string>;

// "lake>hill=wood"
void write_marks(const RankedBallots& ballots, std::size_t group, const Tokens& tokens, std::string& out) {
  bool first = true;
  for (const RankMark mark : ballots.marks(group)) {
    if (!first) out += mark.is_equal() ? '=' : '>';
    out += tokens[mark.index()];
    first = false;
  }
}
// "hill,lake"
void write_marks(const ApprovalBallots& ballots, std::size_t group, const Tokens& tokens, std::string& out) {
  for (const Approval& mark : ballots.marks(group))
    out += (&mark == ballots.marks(group).data() ? "" : ",") + tokens[mark.candidate];
}
// "hill/5,lake/2", or "hill*5,lake*2" where the numbers are weights that the voter allots.
template <class Ballots>
void write_marks(const Ballots& ballots, std::size_t group, const Tokens& tokens, std::string& out) {
  const char sign = std::same_as<Ballots, ScoreBallots> ? '/' : '*';
  for (const Points& mark : ballots.marks(group))
    out += fmt::format("{}{}{}{}", &mark == ballots.marks(group).data() ? "" : ",",
                       tokens[static_cast<std::size_t>(mark.candidate)], sign, mark.value);
}

template <class Ballots>
std::string abif_votes(const Ballots& ballots, const Tokens& tokens) {
  std::string out;
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    out += fmt::format("{}:", ballots.weight(group));
    write_marks(ballots, group, tokens, out);
    out += '\n';
  }
  return out;
}

// The line of every group of ballots.
Result<std::string> abif_votes(const Profile& profile, const Tokens& tokens) {
  if (const auto* approvals = std::get_if<ApprovalBallots>(&profile.ballots)) return abif_votes(*approvals, tokens);
  if (const auto* allotted = std::get_if<AllocationBallots>(&profile.ballots)) return abif_votes(*allotted, tokens);
  if (const auto* scores = std::get_if<ScoreBallots>(&profile.ballots)) {
    for (std::size_t group = 0; group < scores->size(); ++group)
      if (std::ranges::any_of(scores->marks(group), [](const Points& mark) { return mark.value < 0; }))
        return cannot_hold(abif_ability, "a negative score");
    return abif_votes(*scores, tokens);
  }
  TOS_TRY(const RankedBallots* ranked, ranked_of(profile, abif_ability));
  TOS_CHECK(check_ballots(profile, *ranked, abif_ability));
  return abif_votes(*ranked, tokens);
}

Result<std::string> write_abif(const Election& election) {
  TOS_CHECK(check_terms(election, abif_ability));
  const Profile& profile = election.profile;
  TOS_CHECK(check_names(profile, abif_ability));
  const Tokens tokens = abif_tokens(profile);
  const auto json_text = [](const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  std::string out;
  if (!profile.title.empty()) out += fmt::format("{{\"title\": {}}}\n", json_text(profile.title));
  if (profile.seats) out += fmt::format("{{\"seats\": {}}}\n", *profile.seats);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    out += fmt::format("={}:[{}]\n", tokens[i], profile.candidates[i].name);
    if (profile.candidates[i].standing == Standing::withdrawn)
      out += fmt::format("{{\"withdrawn\": {}}}\n", json_text(tokens[i]));
  }
  TOS_TRY(const std::string votes, abif_votes(profile, tokens));
  return out + votes;
}

Result<std::string> write_preflib(const Election& election) {
  TOS_TRY(const RankedBallots* ballots, check_all(election, preflib_ability));
  const Profile& profile = election.profile;
  bool ties = false, complete = true;
  for (std::size_t group = 0; group < ballots->size(); ++group) {
    complete &= ballots->marks(group).size() == profile.candidates.size();
    for (const RankMark mark : ballots->marks(group)) ties |= mark.is_equal();
  }
  const std::string_view type = ties ? (complete ? "toc" : "toi") : (complete ? "soc" : "soi");
  std::string out = fmt::format("# FILE NAME: \n# TITLE: {}\n# DATA TYPE: {}\n# NUMBER ALTERNATIVES: {}\n",
                                profile.title, type, profile.candidates.size());
  out += fmt::format("# NUMBER VOTERS: {}\n# NUMBER UNIQUE ORDERS: {}\n", ballots->total(), ballots->size());
  for (std::size_t i = 0; i < profile.candidates.size(); ++i) {
    const std::string& name = profile.candidates[i].name;
    const bool guarded = trim(name) != name || name.empty() || (name.front() == '"' && name.back() == '"');
    out += fmt::format("# ALTERNATIVE NAME {}: {}\n", i + 1, guarded ? "\"" + name + "\"" : name);
  }
  for (std::size_t group = 0; group < ballots->size(); ++group) {
    const auto marks = ballots->marks(group);
    out += fmt::format("{}:", ballots->weight(group));
    for (std::size_t i = 0; i < marks.size(); ++i) {
      const bool joined = marks[i].is_equal();
      const bool joins = i + 1 < marks.size() && marks[i + 1].is_equal();
      out += fmt::format("{}{}{}{}", i == 0 ? " " : ",", joins && !joined ? "{" : "", marks[i].index() + 1,
                         joined && !joins ? "}" : "");
    }
    out += '\n';
  }
  return out;
}

}  // namespace

Result<std::string> write_election(const Election& election, Format format) {
  if (format == Format::blt) return write_blt(election);
  if (format == Format::abif) return write_abif(election);
  if (format == Format::preflib) return write_preflib(election);
  return refuse(FMT_003, "{} is read but not written", format_name(format)).hint("blt, abif and preflib are written");
}

}  // namespace tos::voting
