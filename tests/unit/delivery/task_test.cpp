#include <catch2/catch.hpp>

#include "support/test_delivery.h"

using namespace tos;
using namespace tos::test;
using namespace tos::delivery;

TEST_CASE("a task is claimed, shown and done", "[accepts DLV-010, DLV-012, DLV-014, DLV-015, DLV-016, DLV-017]") {
  TestDelivery group;
  group.start();
  const TaskId frame = group.added("frame");
  CHECK(group.started().state == InitiativeState::planned);
  REQUIRE(group.step(frame, TaskAct::claim, "noor").has_value());
  CHECK(group.started().state == InitiativeState::active);
  CHECK(find_task(group.db, frame)->owner == handle("noor"));
  CHECK(rule_of(group.step(frame, TaskAct::done, "noor")) == "DLV-017");
  REQUIRE(group.prove_task(frame).has_value());
  CHECK(rule_of(group.step(frame, TaskAct::done, "noor")) == "");
  CHECK(find_task(group.db, frame)->state == TaskState::done);
  CHECK(find_task(group.db, frame)->done_position == group.position);
}

TEST_CASE("tasks are in one initiative, once, and in an order") {
  TestDelivery group;
  group.start();
  const TaskId frame = group.added("frame");
  SECTION("refuses DLV-010") {
    Task elsewhere = group.task("lock");
    elsewhere.initiative = InitiativeId(sha256("none"));
    CHECK(rule_of(group.add(elsewhere)) == "DLV-010");
  }
  SECTION("refuses DLV-012") { CHECK(rule_of(group.add(group.task("frame"))) == "DLV-012"); }
  SECTION("refuses DLV-013: a task that is not there yet, itself, one twice", "[accepts DLV-013]") {
    CHECK(rule_of(group.add(group.task("paint", {"later"}))) == "DLV-013");
    CHECK(rule_of(group.add(group.task("paint", {"paint"}))) == "DLV-013");
    CHECK(rule_of(group.add(group.task("paint", {"frame", "frame"}))) == "DLV-013");
    CHECK(rule_of(group.add(group.task("paint", {"frame"}))) == "");  // accepts DLV-013
  }
  SECTION("refuses DLV-014") { CHECK(rule_of(group.step(TaskId(sha256("none")), TaskAct::claim)) == "DLV-014"); }
  SECTION("refuses DLV-015: what nobody has is not given back, what somebody has is not claimed") {
    CHECK(rule_of(group.step(frame, TaskAct::release)) == "DLV-015");
    CHECK(rule_of(group.step(frame, TaskAct::done)) == "DLV-015");
    REQUIRE(group.step(frame, TaskAct::claim).has_value());
    CHECK(rule_of(group.step(frame, TaskAct::claim, "noor")) == "DLV-015");
  }
  SECTION("refuses DLV-016: others neither finish a task nor give it back; the initiative's owner frees it") {
    REQUIRE(group.step(frame, TaskAct::claim, "noor").has_value());
    REQUIRE(group.prove_task(frame).has_value());
    CHECK(rule_of(group.step(frame, TaskAct::done, "mara")) == "DLV-016");
    CHECK(rule_of(group.step(frame, TaskAct::release, "ole")) == "DLV-016");
    CHECK(rule_of(group.step(frame, TaskAct::release, "mara")) == "");
    CHECK(find_task(group.db, frame)->owner == std::nullopt);
  }
}

TEST_CASE("refuses DLV-018: a task waits for those before it", "[accepts DLV-018][refuses DLV-017]") {
  TestDelivery group;
  group.start();
  const TaskId frame = group.added("frame");
  const TaskId paint = group.added("paint", {"frame"});
  for (const TaskId& task : {frame, paint}) {
    REQUIRE(group.step(task, TaskAct::claim).has_value());
    REQUIRE(group.prove_task(task).has_value());
  }
  CHECK(rule_of(group.step(paint, TaskAct::done)) == "DLV-018");
  CHECK(rule_of(group.step(frame, TaskAct::done)) == "");
  CHECK(rule_of(group.step(paint, TaskAct::done)) == "");
}

TEST_CASE("a task with an owner is claimed from the start, by an active member") {
  TestDelivery group;
  group.start();
  Task task = group.task("frame");
  task.owner = handle("noor");
  const auto id = group.add(task);
  REQUIRE(id.has_value());
  CHECK(find_task(group.db, id->as<TaskTag>())->state == TaskState::claimed);
  task = group.task("paint");
  task.owner = handle("nobody");
  CHECK(rule_of(group.add(task)) == "DLV-004");
}
