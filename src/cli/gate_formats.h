#pragma once
#include <optional>
#include <string>
#include <vector>

#include "delivery/gates.h"
#include "history/verify.h"

namespace tos::cli {

// What `tos gate` found: the verdict on the history, and how the required gates stand.
struct GateAnswer {
  history::Verdict verdict;
  std::optional<std::int64_t> new_records;  // in the range, where one was given
  std::string initiative;                   // "I3"; empty: none was asked about
  std::string title;
  std::string place;  // path of its record
  std::vector<delivery::Gate> gates;
  std::vector<Refusal> problems;  // the verdict's, then those of gates
};

// What continuous integration reads. Sources: GitHub's workflow commands; SARIF 2.1.0 (OASIS); JUnit's XML report, as
// Jenkins' schema has it; GitLab's code quality report (a list of Code Climate issues).
std::string github_commands(const GateAnswer& answer);
std::string sarif_report(const GateAnswer& answer);
std::string junit_report(const GateAnswer& answer);
std::string gitlab_report(const GateAnswer& answer);

}  // namespace tos::cli
