#include "voting/tally/tally.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "voting/formats/rctab.h"
#include "voting/formats/rules.h"
#include "voting/formats/text.h"
#include "voting/formats/write.h"
#include "voting/tally/rules.h"

namespace tos::voting {
namespace {

using nlohmann::ordered_json;

Result<ReadOptions> read_options(const TallyRequest& request, std::vector<BallotKind> kinds, PointsRange points) {
  ReadOptions options{.kinds = std::move(kinds), .contest = request.contest, .points = points};
  if (request.format.empty()) return options;
  options.format = format_by_name(request.format);
  if (options.format) return options;
  return refuse(CNT_003, "--format cannot be '{}'", request.format)
      .hint("blt, abif, preflib, debian, csv, cdf and pabulib are formats");
}

Result<Election> read_files(const TallyRequest& request, std::vector<BallotKind> kinds, PointsRange points = {}) {
  TOS_TRY(const ReadOptions options, read_options(request, std::move(kinds), points));
  TOS_TRY(Election election, read_elections(request.files, options));
  if (!request.contest.empty() && election.format != Format::cdf)
    return refuse(CNT_005, "--contest was given, and a file in {} has one contest", format_name(election.format));
  return election;
}

bool is_given(const TallyRequest& request, std::string_view name) {
  return std::ranges::find(request.parameters, name, &ParameterValue::name) != request.parameters.end();
}

// What the file says and nobody said otherwise: seats, Debian majorities, the order that decides ties.
void take_from_file(const TallyRequest& request, const Election& election, MethodRules& rules,
                    TieBreaker& tie_breaker) {
  if (!is_given(request, "seats") && election.profile.seats) (void)set_seats(rules, *election.profile.seats);
  if (request.tie.empty() && !election.tie_order.empty()) tie_breaker = ListedOrder{election.tie_order};
  if (auto* debian = std::get_if<DebianRules>(&rules)) {
    for (std::size_t option = 0; option < election.majority.size(); ++option)
      debian->majority.try_emplace(static_cast<int>(option), Rational{election.majority[option], 1});
  }
}

Result<TallyReport> tally_rctab(const TallyRequest& request) {
  if (!request.files.empty() || !request.method.empty() || !request.parameters.empty() || !request.tie.empty() ||
      !request.contest.empty() || !request.format.empty())
    return refuse(CNT_004, "--rctab was given with files, a method or parameters")
        .hint("change the configuration, or count its files with --method irv");
  TOS_TRY(RctabContest contest, read_rctab(*request.rctab));
  const MethodRules rules = contest.rules;
  TOS_TRY(Outcome outcome, count(contest.profile, rules, contest.tie_breaker));
  return TallyReport{.profile = std::move(contest.profile),
                     .rules = rules,
                     .outcome = std::move(outcome),
                     .heading = std::move(contest.heading),
                     .warnings = std::move(contest.warnings)};
}

}  // namespace

Result<TallyReport> tally(const TallyRequest& request) {
  if (!request.ballots.empty())
    return refuse(CNT_005, "--ballots was given without --write").hint("a method says which ballots it counts");
  if (request.rctab) return tally_rctab(request);
  if (request.method.empty()) return refuse(CNT_001, "no method was named").hint("tos tally FILE --method irv");
  TOS_TRY(MethodRules rules, method_named(request.method));
  TOS_CHECK(set_parameters(rules, request.parameters));
  TieBreaker tie_breaker = LeaveTied{};
  if (!request.tie.empty()) {
    TOS_TRY(tie_breaker, parse_tie_breaker(request.tie));
  }
  TOS_TRY(Election election, read_files(request, kinds_of(rules), points_range(rules)));
  take_from_file(request, election, rules, tie_breaker);
  TOS_TRY(Outcome outcome, count(election.profile, rules, tie_breaker));
  const std::string title = election.profile.title;
  return TallyReport{.profile = std::move(election.profile),
                     .rules = std::move(rules),
                     .outcome = std::move(outcome),
                     .heading = {.contest = title},
                     .warnings = std::move(election.warnings)};
}

namespace {

Result<BallotKind> kind_to_write(const TallyRequest& request) {
  if (request.ballots.empty()) return BallotKind::ranked;
  for (const BallotKind kind : {BallotKind::ranked, BallotKind::score, BallotKind::approval, BallotKind::allocation})
    if (kind_name(kind) == request.ballots) return kind;
  return refuse(CNT_003, "--ballots cannot be {}", shown(request.ballots))
      .hint("ranked, score, approval and allocation ballots are written");
}

}  // namespace

Result<Conversion> convert(const TallyRequest& request, const std::string& target) {
  const auto format = format_by_name(target);
  if (!format) return refuse(CNT_003, "there is no format '{}'", target).hint("blt, abif and preflib are written");
  if (request.rctab || !request.method.empty() || !request.parameters.empty() || !request.tie.empty())
    return refuse(CNT_005, "--write was given with {}, which changes nothing in what is written",
                  request.rctab                 ? "--rctab"
                  : !request.method.empty()     ? "--method"
                  : !request.parameters.empty() ? "--" + request.parameters.front().name
                                                : "--tie")
        .hint("write the file first, then count it");
  TOS_TRY(const BallotKind kind, kind_to_write(request));
  TOS_TRY(const Election election, read_files(request, {kind}));
  TOS_TRY(std::string text, write_election(election, *format));
  return Conversion{std::move(text), election.warnings};
}

Result<ReportKind> report_kind(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, ReportKind>, 5> kinds{{{"text", ReportKind::text},
                                                                          {"markdown", ReportKind::markdown},
                                                                          {"svg", ReportKind::svg},
                                                                          {"rctab-json", ReportKind::rctab_json},
                                                                          {"explain", ReportKind::explanation}}};
  const auto found = std::ranges::find(kinds, name, &std::pair<std::string_view, ReportKind>::first);
  if (found != kinds.end()) return found->second;
  return refuse(CNT_003, "there is no report '{}'", name).hint("{}", report_kinds);
}

namespace {

std::string printed(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string rctab_reports(const TallyReport& report) {
  if (report.outcome.passes.empty()) return printed(to_rctab_json(report.profile, report.outcome, report.heading));
  ordered_json all = ordered_json::array();
  for (const Outcome& pass : report.outcome.passes) all.push_back(to_rctab_json(report.profile, pass, report.heading));
  return printed(all);
}

std::string with_line_end(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace

Result<void> check_report(const TallyReport& report, ReportKind kind) {
  if (kind != ReportKind::rctab_json) return {};
  if (!std::holds_alternative<IrvRules>(report.rules))
    return refuse(CNT_003, "RCTab's report is of irv, and not of {}", method_name(report.rules))
        .hint("--report {}", report_kinds);
  std::set<std::string_view> taken{"exhausted", "residual surplus"};  // beside names in the report
  for (const Candidate& candidate : report.profile.candidates)
    if (!taken.insert(candidate.name).second)
      return refuse(FMT_018, "RCTab's report tells candidates apart by name, and {} is there twice",
                    shown(candidate.name))
          .hint("--report json numbers them");
  return {};
}

std::string render(const TallyReport& report, ReportKind kind) {
  switch (kind) {
    case ReportKind::text:
      return with_line_end(to_text(report.profile, report.outcome));
    case ReportKind::markdown:
      return with_line_end(to_markdown(report.profile, report.outcome));
    case ReportKind::svg:
      return with_line_end(to_svg(report.profile, report.outcome));
    case ReportKind::rctab_json:
      return rctab_reports(report);
    case ReportKind::explanation:
      break;
  }
  std::string text;
  for (const std::string& sentence : explain(report.profile, report.outcome)) text += sentence + '\n';
  return text;
}

}  // namespace tos::voting
