#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/overloaded.h"
#include "voting/methods/report/report.h"

namespace tos::voting {
namespace {

using Json = nlohmann::ordered_json;

// A whole number, or a decimal. Up to fifteen digits a JSON number reads back as the same decimal everywhere; beyond
// that the amount is a string, so that no reader rounds it.
Json amount(Amount value, int digits, int decimals) {
  const std::string text = to_decimal(value, digits, decimals);
  const auto places = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  if (decimals == 0) {
    std::int64_t whole = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), whole);
    return end.ec == std::errc() ? Json(whole) : Json(text);
  }
  if (places > 15) return Json(text);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

template <class Enum, std::size_t N>
Json named(Enum value, const char* const (&words)[N]) {
  return words[static_cast<std::size_t>(value)];
}
Json need_name(TieAction::Need need) {
  static constexpr const char* words[] = {"elect", "eliminate", "transfer_first", "rank", "fund"};
  return named(need, words);
}
Json by_name(TieAction::By by) {
  static constexpr const char* words[] = {"previous_rounds", "first_preferences", "pairwise", "listed_order",
                                          "seeded_order",    "java_random",       "votes",    "cost",
                                          "unresolved",      "harmless"};
  return named(by, words);
}

class JsonReport {
 public:
  JsonReport(const Profile& profile, const Outcome& outcome) : profile_(profile), outcome_(outcome) {}

  Json run() const {
    static constexpr const char* verdicts[] = {"decided", "rejected", "tied"};
    Json json;
    json["method"] = outcome_.method;
    json["rule"] = outcome_.rule;
    json["verdict"] = named(outcome_.verdict, verdicts);
    json["seats"] = outcome_.seats;
    json["candidates"] = candidates();
    json["elected"] = Json::array();
    for (const ElectedCandidate& e : outcome_.elected) {
      Json person = one(e.candidate);
      person["round"] = e.round;
      json["elected"].push_back(std::move(person));
    }
    if (!outcome_.tied.empty()) json["tied"] = numbers(outcome_.tied);
    if (!outcome_.ranking.empty()) json["ranking"] = numbers(outcome_.ranking);
    json["rounds"] = rounds();
    if (outcome_.pairwise) json["pairwise"] = matrix(*outcome_.pairwise);
    json["ties"] = Json::array();
    for (const TieAction& tie : outcome_.ties()) json["ties"].push_back(tie_json(tie));
    json["ballots"] = outcome_.ballots;
    json["valid_ballots"] = outcome_.valid_ballots;
    if (outcome_.spends) budget(json);
    if (!outcome_.trace.steps.empty()) json["steps"] = steps();
    if (!outcome_.passes.empty()) {
      json["passes"] = Json::array();
      for (const Outcome& pass : outcome_.passes) json["passes"].push_back(JsonReport(profile_, pass).run());
    }
    return json;
  }

 private:
  const Candidate& candidate(CandidateIndex c) const { return profile_.candidates[static_cast<std::size_t>(c)]; }
  Json one(CandidateIndex c) const { return {{"number", c + 1}, {"name", candidate(c).name}}; }
  static Json numbers(const std::vector<CandidateIndex>& list) {
    Json json = Json::array();
    for (const CandidateIndex c : list) json.push_back(c + 1);
    return json;
  }
  Json candidates() const {
    Json json = Json::array();
    for (std::size_t c = 0; c < profile_.candidates.size(); ++c) {
      Json person = one(static_cast<CandidateIndex>(c));
      const Candidate& who = profile_.candidates[c];
      if (!who.id.empty()) person["id"] = who.id;
      if (who.standing == Standing::withdrawn) person["withdrawn"] = true;
      if (who.standing == Standing::undeclared_write_in) person["write_in"] = true;
      json.push_back(std::move(person));
    }
    return json;
  }
  static Json matrix(const PairwiseMatrix& matrix) {
    Json json = Json::array();
    for (std::size_t a = 0; a < matrix.size(); ++a) {
      Json row = Json::array();
      for (std::size_t b = 0; b < matrix.size(); ++b) row.push_back(matrix.at(a, b));
      json.push_back(std::move(row));
    }
    return json;
  }
  Json money(std::int64_t value) const {
    const int decimals = profile_.budget ? profile_.budget->decimals : 0;
    return amount(value, decimals, decimals);
  }
  void budget(Json& json) const {
    json["selected"] = Json::array();
    for (const SelectedProject& s : outcome_.selected) {
      const Candidate& project = candidate(s.project);
      json["selected"].push_back({{"id", project.id.empty() ? std::to_string(s.project + 1) : project.id},
                                  {"number", s.project + 1},
                                  {"name", project.name},
                                  {"cost", money(s.cost)}});
    }
    json["spent"] = money(outcome_.spent);
    if (profile_.budget) json["budget"] = money(profile_.budget->limit);
  }

  Json votes(Amount value) const { return amount(value, outcome_.digits, outcome_.digits); }
  static Json tie_json(const TieAction& tie) {
    Json json{{"need", need_name(tie.need)},
              {"tied", numbers(tie.tied)},
              {"chosen", numbers(tie.chosen)},
              {"by", by_name(tie.by)}};
    if (tie.decided_by_round) json["round"] = *tie.decided_by_round;
    if (!tie.note.empty()) json["note"] = tie.note;
    return json;
  }

  Json rounds() const {
    Json json = Json::array();
    for (const Round& round : outcome_.trace.rounds) {
      Json one;
      one["round"] = round.number;
      one["totals"] = Json::array();  // in candidate order; who is out has 0 and is not among `continuing`
      one["continuing"] = Json::array();
      for (std::size_t c = 0; c < round.totals.size(); ++c) {
        one["totals"].push_back(votes(round.totals[c].value_or(0)));
        if (round.totals[c]) one["continuing"].push_back(c + 1);
      }
      one["exhausted"] = votes(round.exhausted.total());
      one["exhausted_by"] = {{"no_choices", votes(round.exhausted.no_choices)},
                             {"overvotes", votes(round.exhausted.overvotes)},
                             {"skipped_ranks", votes(round.exhausted.skipped_ranks)},
                             {"duplicates", votes(round.exhausted.duplicates)},
                             {"final_round_surplus", votes(round.exhausted.final_round_surplus)}};
      one["blank"] = votes(round.exhausted.blank);
      one["residue"] = votes(round.residue);
      one["quota"] = round.quota ? amount(*round.quota, outcome_.digits, round.quota_digits) : Json();
      one["actions"] = Json::array();
      for (const Action& action : round.actions) one["actions"].push_back(action_json(action));
      json.push_back(std::move(one));
    }
    return json;
  }

  Json action_json(const Action& action) const {
    static constexpr const char* reasons[] = {"lowest", "batch", "write_in", "below_minimum", "excluded"};
    const auto typed = [&](const char* type, CandidateIndex c) {
      return Json{{"type", type}, {"number", c + 1}, {"name", candidate(c).name}};
    };
    return std::visit(overloaded{[&](const ElectedAction& a) {
                                   Json json = typed("elected", a.candidate);
                                   json["by_quota"] = a.by_quota;
                                   return json;
                                 },
                                 [&](const EliminatedAction& a) {
                                   Json json = typed("eliminated", a.candidate);
                                   json["reason"] = named(a.reason, reasons);
                                   return json;
                                 },
                                 [&](const TransferAction& a) {
                                   return Json{{"type", "transfer"},
                                               {"from", a.from + 1},
                                               {"to", a.to ? Json(*a.to + 1) : Json()},
                                               {"ballots", a.ballots},
                                               {"value", votes(a.value)}};
                                 },
                                 [&](const ResidueAction& a) {
                                   return Json{{"type", "residue"}, {"from", a.from + 1}, {"value", votes(a.value)}};
                                 },
                                 [&](const TieAction& a) {
                                   Json json{{"type", "tie"}};
                                   json.update(tie_json(a));
                                   return json;
                                 },
                                 [&](const KeepFactorsAction& a) {
                                   Json keep = Json::array();
                                   for (const Amount factor : a.keep) keep.push_back(votes(factor));
                                   return Json{{"type", "keep_factors"}, {"keep", keep}, {"iterations", a.iterations}};
                                 }},
                      action);
  }

  Json steps() const {
    Json json = Json::array();
    for (const Step& step : outcome_.trace.steps) json.push_back(step_json(step));
    return json;
  }
  Json step_json(const Step& step) const {
    const auto duel = [](const char* type, const auto& s) {
      return Json{{"type", type},
                  {"winner", s.winner + 1},
                  {"loser", s.loser + 1},
                  {"winning", s.winning},
                  {"losing", s.losing}};
    };
    return std::visit(
        overloaded{
            [&](const PairwiseStep&) { return Json{{"type", "pairwise"}}; },
            [&](const SmithSetStep& s) { return Json{{"type", "smith_set"}, {"members", numbers(s.members)}}; },
            [&](const StrongestPathsStep& s) {
              return Json{{"type", "strongest_paths"}, {"strength", matrix(s.strength)}};
            },
            [&](const QuorumStep& s) {
              return Json{{"type", "quorum"},
                          {"number", s.option + 1},
                          {"votes", s.votes},
                          {"quorum", s.quorum.to_string()},
                          {"met", s.met}};
            },
            [&](const MajorityStep& s) {
              return Json{{"type", "majority"},
                          {"number", s.option + 1},
                          {"over_default", s.over_default},
                          {"default_over", s.default_over},
                          {"ratio", s.ratio.to_string()},
                          {"met", s.met}};
            },
            [&](const LockStep& s) {
              Json one = duel("lock", s);
              one["locked"] = s.locked;
              return one;
            },
            [&](const SchwartzSetStep& s) { return Json{{"type", "schwartz_set"}, {"members", numbers(s.members)}}; },
            [&](const DroppedDefeatStep& s) { return duel("dropped_defeat", s); },
            [&](const PurchaseStep& s) {
              Json one{{"type", "purchase"}, {"number", s.project + 1}, {"cost", money(s.cost)},
                       {"votes", s.votes},   {"bought", s.bought},      {"left", money(s.left)}};
              if (!s.rate.empty()) one["price"] = s.rate;
              return one;
            },
            [&](const BudgetIncreaseStep& s) {
              return Json{{"type", "budget_increase"},
                          {"share", s.share},
                          {"unit", money(s.unit)},
                          {"steps", s.steps},
                          {"overspent", s.overspent}};
            },
            [&](const ScoreStep& s) {
              return Json{
                  {"type", "points"}, {"what", score_kind_text(s.kind)}, {"points", s.points}, {"voters", s.voters}};
            },
            [&](const RunoffStep& s) {
              return Json{{"type", "runoff"},
                          {"first", s.first + 1},
                          {"second", s.second + 1},
                          {"prefer_first", s.prefer_first},
                          {"prefer_second", s.prefer_second},
                          {"no_preference", s.no_preference}};
            },
            [&](const ThresholdStep& s) {
              return Json{{"type", "threshold"},
                          {"what", s.what},
                          {"part", s.part},
                          {"whole", s.whole},
                          {"threshold", s.threshold.to_string()},
                          {"at_least", s.at_least},
                          {"met", s.met}};
            },
            [&](const VoicesStep& s) {
              Json voices = Json::object();
              for (const auto& [voice, count] : s.voices) voices[voice] = count;
              return Json{{"type", "voices"}, {"voices", std::move(voices)}};
            },
            [&](const MatchStep& s) {
              return Json{{"type", "match"},
                          {"number", s.project + 1},
                          {"contributed", money(s.contributed)},
                          {"contributors", s.contributors},
                          {"ideal", s.ideal},
                          {"matched", money(s.matched)}};
            },
            [&](const TieAction& s) {
              Json one{{"type", "tie"}};
              one.update(tie_json(s));
              return one;
            }},
        step);
  }

  const Profile& profile_;
  const Outcome& outcome_;
};

}  // namespace

nlohmann::ordered_json to_json(const Profile& profile, const Outcome& outcome) {
  return JsonReport(profile, outcome).run();
}

}  // namespace tos::voting
