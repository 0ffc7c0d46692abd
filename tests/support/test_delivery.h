#pragma once
#include "delivery/completion.h"
#include "delivery/initiative.h"
#include "delivery/proof.h"
#include "delivery/proof_tables.h"
#include "delivery/review.h"
#include "delivery/task.h"
#include "support/test_vote.h"

// A group whose decision to buy a cargo bike is final at hour 15; start() makes mara the owner of carrying it out.
namespace tos::test {

inline constexpr std::string_view green_lines[] = {"LINT=OK", "SMOKE=OK", "VALIDATORS=GREEN"};

struct TestDelivery : TestVote {
  explicit TestDelivery(const charter::Charter& charter = plain_charter())
      : TestVote({"mara", "noor", "ole"}, charter) {
    pose_plain();
    cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}});
    decision = decided().id;
  }

  DecisionId decision;
  InitiativeId initiative;
  Timestamp clock_now = hour(16);

  delivery::Initiative plan() const {
    delivery::Initiative body;
    body.title = {"Buy the cargo bike"};
    body.decision = decision;
    body.owner = handle("mara");
    body.checks.items = {{"It carries 80 kg"}, {"Everybody has a key"}};
    return body;
  }
  Result<RecordId> start(const delivery::Initiative& body, std::string_view author = "mara") {
    auto id = submit("delivery.initiative/v1", author, clock_now, body);
    if (id) initiative = id->as<InitiativeTag>();
    return id;
  }
  void start() { REQUIRE(start(plan()).has_value()); }
  delivery::InitiativeRow started() { return *delivery::find_initiative(db, initiative); }

  delivery::Task task(std::string_view key, const std::vector<std::string>& after = {}) const {
    delivery::Task body{
        .initiative = initiative, .key = handle(key), .title = {"Some work"}, .owner = {}, .estimate_hours = {}};
    for (const std::string& one : after) body.after.items.push_back(handle(one));
    return body;
  }
  Result<RecordId> add(const delivery::Task& body, std::string_view author = "mara") {
    return submit("delivery.task/v1", author, clock_now, body);
  }
  TaskId added(std::string_view key, const std::vector<std::string>& after = {}) {
    return add(task(key, after))->as<TaskTag>();
  }
  Result<RecordId> step(const TaskId& id, delivery::TaskAct act, std::string_view author = "mara") {
    return submit("delivery.task-step/v1", author, clock_now, delivery::TaskStep{.task = id, .step = act});
  }

  delivery::Proof lines(const std::vector<std::string>& texts) const {
    delivery::Proof body{.initiative = initiative, .task = {}, .note = {}};
    for (const std::string& text : texts) body.lines.items.push_back({text});
    return body;
  }
  delivery::Proof green() const { return lines({green_lines, green_lines + 3}); }
  Result<RecordId> prove(const delivery::Proof& body, std::string_view author = "mara") {
    return submit("delivery.proof/v1", author, clock_now, body);
  }
  Result<RecordId> prove_task(const TaskId& id) {
    delivery::Proof body = lines({"TESTS=OK"});
    body.task = id;
    return prove(body);
  }

  delivery::Delivery handover() const {
    delivery::Delivery body{.initiative = initiative};
    body.answers.items = {{.check = {1}, .met = true, .note = {}}, {.check = {2}, .met = false, .note = {{"soon"}}}};
    return body;
  }
  Result<RecordId> deliver(const delivery::Delivery& body, std::string_view author = "mara") {
    return submit("delivery.delivery/v1", author, clock_now, body);
  }
  void delivered() {
    start();
    REQUIRE(prove(green()).has_value());
    REQUIRE(deliver(handover()).has_value());
  }
  delivery::Review look(delivery::ReviewOutcome outcome) const {
    return {.initiative = initiative, .outcome = outcome, .scheduled_days = {}, .dissent = {}, .findings = {}};
  }
  Result<RecordId> review(const delivery::Review& body, std::string_view author = "noor") {
    return submit("delivery.review/v1", author, clock_now, body);
  }
  Result<RecordId> close(delivery::ClosedAs outcome, std::string_view author = "mara") {
    return submit("delivery.closing/v1", author, clock_now,
                  delivery::Closing{.initiative = initiative, .outcome = outcome, .reason = {}});
  }
};

}  // namespace tos::test
