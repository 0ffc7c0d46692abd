#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "voting/formats/election.h"
#include "voting/methods/count.h"
#include "voting/methods/report/report.h"
#include "voting/tally/parameters.h"

// Counting election files outside any group: what `tos tally` does, without a terminal.
namespace tos::voting {

struct TallyRequest {
  std::vector<std::filesystem::path> files = {};
  std::optional<std::filesystem::path> rctab = std::nullopt;  // a contest configuration instead of files and method
  std::string method = {};
  std::vector<ParameterValue> parameters = {};  // of the method, in the order given
  std::string tie = {};                         // of parse_tie_breaker(); empty: the file's own order, else left tied
  std::string contest = {};
  std::string format = {};   // of format_by_name(); empty: by content
  std::string ballots = {};  // a kind_name(): what convert() writes; empty: rankings
};

struct TallyReport {
  Profile profile;
  MethodRules rules;
  Outcome outcome;
  RctabHeading heading;
  std::vector<std::string> warnings;
};

// Reads and counts. Where --seats is not given, the file's number of seats holds, else one.
Result<TallyReport> tally(const TallyRequest& request);

// Reads files that are parts of one contest and writes them as one; "blt", "abif" or "preflib". Scores, points and
// approvals are written as ABIF only (FMT-014). CNT-005: the request names a method, parameters, a way to decide ties
// or a configuration, which have no effect on what is written.
struct Conversion {
  std::string text;
  std::vector<std::string> warnings;
};
Result<Conversion> convert(const TallyRequest& request, const std::string& target);

// Every way to show a count but JSON, which is to_json() in the envelope of the command line.
enum class ReportKind { text, markdown, svg, rctab_json, explanation };
inline constexpr std::string_view report_kinds = "text|markdown|svg|json|rctab-json|explain";
Result<ReportKind> report_kind(std::string_view name);  // CNT-003
// Whether the count can be shown so: RCTab's report is of IRV and its relatives (CNT-003), and tells candidates apart
// by their names (FMT-018).
Result<void> check_report(const TallyReport& report, ReportKind kind);
// Ends with a line feed. `rctab_json` of a sequential count is a list, one report a pass.
std::string render(const TallyReport& report, ReportKind kind);

}  // namespace tos::voting
