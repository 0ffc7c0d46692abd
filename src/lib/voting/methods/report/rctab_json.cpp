#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "voting/methods/java_random.h"
#include "voting/methods/report/report.h"

namespace tos::voting {
namespace {

using Json = nlohmann::ordered_json;

class RctabReport {
 public:
  RctabReport(const Profile& profile, const Outcome& outcome) : profile_(profile), outcome_(outcome) {}

  Json results() const {
    Json results = Json::array();
    for (const Round& round : outcome_.trace.rounds) results.push_back(one_round(round));
    return results;
  }

  Json summary() const {
    const std::vector<Round>& rounds = outcome_.trace.rounds;
    Json summary;
    summary["finalThreshold"] = rounds.empty() ? "0" : threshold(rounds.back());
    summary["numCandidates"] = profile_.candidates.size();
    summary["numWinners"] = outcome_.seats;
    summary["totalNumBallots"] = std::to_string(outcome_.ballots);
    summary["undervotes"] = rounds.empty() ? 0 : static_cast<std::int64_t>(rounds.front().exhausted.blank / one());
    return summary;
  }

 private:
  Amount one() const {
    Amount one = 1;
    for (int i = 0; i < outcome_.digits; ++i) one *= 10;
    return one;
  }
  const std::string& name(CandidateIndex c) const { return profile_.candidates[static_cast<std::size_t>(c)].name; }
  // RCTab prints whole ballots without decimals and anything that fractions took part in with all of them.
  std::string amount(Amount value, bool fractional) const {
    return to_decimal(value, outcome_.digits, fractional ? outcome_.digits : 0);
  }
  std::string threshold(const Round& round) const {
    return to_decimal(round.quota.value_or(0), outcome_.digits, round.quota_digits);
  }
  bool shows_surpluses() const { return outcome_.passes_surpluses; }

  Json inactive(const Round& round, bool last) const {
    const Exhausted& e = round.exhausted;
    const auto print = [&](Amount value, unsigned bit) { return amount(value, (e.fractional >> bit & 1U) != 0); };
    Json json;
    json["exhaustedChoices"] = print(e.no_choices, 0);
    if (last && shows_surpluses()) json["finalRoundSurplus"] = print(e.final_round_surplus, 4);
    json["overvotes"] = print(e.overvotes, 1);
    json["repeatedRankings"] = print(e.duplicates, 3);
    json["skippedRankings"] = print(e.skipped_ranks, 2);
    return json;
  }

  Json transfers_from(const Round& round, CandidateIndex from) const {
    std::map<std::string, std::string> flows;
    for (const Action& action : round.actions) {
      if (const auto* transfer = std::get_if<TransferAction>(&action); transfer != nullptr && transfer->from == from)
        flows[transfer->to ? name(*transfer->to) : "exhausted"] = amount(transfer->value, transfer->fractional);
      if (const auto* residue = std::get_if<ResidueAction>(&action); residue != nullptr && residue->from == from)
        flows["residual surplus"] = amount(residue->value, true);
    }
    Json json = Json::object();
    for (const auto& [to, value] : flows) json[to] = value;
    return json;
  }

  Json tally_results(const Round& round) const {
    std::vector<CandidateIndex> elected;
    std::vector<CandidateIndex> eliminated;
    for (const Action& action : round.actions) {
      if (const auto* e = std::get_if<ElectedAction>(&action)) elected.push_back(e->candidate);
      if (const auto* e = std::get_if<EliminatedAction>(&action)) eliminated.push_back(e->candidate);
    }
    Json json = Json::array();
    const auto add = [&](const char* key, std::vector<CandidateIndex>& list) {
      std::ranges::sort(list, java_less, [&](CandidateIndex c) -> std::string_view { return name(c); });
      for (const CandidateIndex c : list) json.push_back({{key, name(c)}, {"transfers", transfers_from(round, c)}});
    };
    add("elected", elected);
    add("eliminated", eliminated);
    return json;
  }

  Json one_round(const Round& round) const {
    std::map<std::string, std::string> tally;
    for (std::size_t c = 0; c < round.totals.size(); ++c) {
      const bool fractional = c < round.total_is_fractional.size() && round.total_is_fractional[c];
      if (round.totals[c]) tally[name(static_cast<CandidateIndex>(c))] = amount(*round.totals[c], fractional);
    }
    Json json;
    json["inactiveBallots"] = inactive(round, round.number == static_cast<int>(outcome_.trace.rounds.size()));
    json["round"] = round.number;
    json["tally"] = Json::object();
    for (const auto& [candidate, votes] : tally) json["tally"][candidate] = votes;
    json["tallyResults"] = tally_results(round);
    json["threshold"] = threshold(round);
    return json;
  }

  const Profile& profile_;
  const Outcome& outcome_;
};

}  // namespace

nlohmann::ordered_json to_rctab_json(const Profile& profile, const Outcome& outcome, const RctabHeading& heading) {
  const RctabReport report(profile, outcome);
  Json json;
  json["config"] = {{"contest", heading.contest},
                    {"date", heading.date},
                    {"generatedBy", "tos"},
                    {"jurisdiction", heading.jurisdiction},
                    {"office", heading.office}};
  json["jsonFormatVersion"] = "1";
  json["results"] = report.results();
  json["summary"] = report.summary();
  return json;
}

}  // namespace tos::voting
