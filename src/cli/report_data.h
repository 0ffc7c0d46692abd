#pragma once
#include <optional>
#include <string>
#include <vector>

#include "delivery/gates.h"
#include "history/group.h"

namespace tos::cli {

// Everything that a delivery report says, each with the path of the record that it stands in.

struct ReportText {
  std::string field = {};  // "shipped"
  std::string text = {};   // empty where it was redacted
  std::string path = {};
};

struct ReportAnswer {
  std::string check = {};
  std::string answer = {};  // "met", "not met", "not answered yet"
  std::string note = {};
  std::string path = {};  // of the delivery, or of the initiative
};

struct ReportMetric {
  std::string name = {};
  std::string unit = {};
  std::string before = {};  // empty: not measured
  std::string after = {};
  std::string target = {};     // empty: none was set
  std::string verdict = {};    // "reached", "not reached", "", "not measured"
  std::string path = {};       // of the proof that measures it; empty: none does
  std::string plan_path = {};  // of the record that sets the target; empty: none does
};

struct ReportTask {
  delivery::TaskRow row = {};
  std::vector<std::string> after = {};
  std::string path = {};
  std::string proof_path = {};  // empty: none yet
  std::string done_path = {};
};

struct ReportGate {
  delivery::Gate gate = {};
  std::string path = {};  // of the proof that shows it; empty: pending
};

struct ReportProof {
  delivery::ProofRow row = {};
  delivery::ProofParts parts = {};
  std::string path = {};
};

struct ReportDissent {
  std::string kind = {};  // "voting.ballot"
  std::string author = {};
  std::string text = {};  // its reasons, where they are not redacted
  std::string verdict = {};
  std::string answer = {};  // how a later change of the decision met it
  std::string path = {};
};

struct ReportReview {
  delivery::ReviewRow row = {};
  ReportText findings = {};
  std::vector<ReportDissent> dissent = {};
  std::string path = {};
};

struct ScheduledReview {
  std::int64_t days = 0;
  Timestamp due = {};
  std::string path = {};  // of the review that was made; empty: not yet
  bool is_overdue = false;
};

struct DeliveryReport {
  std::string group = {};
  std::string name = {};  // I3
  delivery::InitiativeRow row = {};
  std::string path = {};
  std::string decision = {};  // "D7 Shared cargo bike"; empty: an urgent one
  std::string decision_path = {};
  Timestamp as_of = {};                // the log's clock
  std::vector<ReportText> texts = {};  // definition_of_done, then those of the last delivery
  std::vector<ReportAnswer> answers = {};
  std::vector<ReportMetric> metrics = {};
  std::vector<delivery::Milestone> milestones = {};
  std::vector<ReportTask> tasks = {};
  std::vector<ReportGate> gates = {};
  delivery::ProofCounts counts = {};
  std::vector<ReportProof> proofs = {};
  std::vector<ReportReview> reviews = {};
  std::vector<ReportDissent> unrevisited = {};  // what of the decision's minority report no review speaks of
  std::vector<ScheduledReview> schedule = {};
};

// Costs what the initiative holds, not the history.
Result<DeliveryReport> load_report(history::Group& group, delivery::InitiativeRow row);

}  // namespace tos::cli
