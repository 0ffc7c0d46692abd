// Members sign on their own, each on top of the same published log; their records come together in any order.
#include <algorithm>
#include <catch2/catch.hpp>

#include "little_group.h"
#include "support/check_few.h"

using namespace tos;
using namespace tos::test;

namespace {

struct Carried {
  std::vector<RecordId> taken;     // sorted
  std::vector<std::string> aside;  // rule ids
  std::string facts;
  std::string fingerprint;
};

// What the group would say of itself, positions and numbers left out.
std::string facts_of(Database& db) {
  std::vector<std::string> facts;
  for (const identity::Member& member : identity::all_members(db)) {
    facts.push_back(fmt::format("{} {}", member.handle, identity::status_text(member.status)));
    for (const identity::MemberKey& key : identity::keys_of(db, member.number)) {
      facts.push_back(fmt::format("{} {} {}", member.handle, key.id.hex16(), key.until_position.has_value()));
    }
  }
  for (const identity::RoleTerm& term : identity::all_role_terms(db)) {
    const auto member = identity::member_by_number(db, term.member);
    facts.push_back(fmt::format("{} {} {}", member->handle, term.role, term.ended_by));
  }
  for (const identity::Candidate& candidate : identity::all_candidates(db)) {
    facts.push_back(fmt::format("{} {}", candidate.handle, candidate.state));
  }
  for (const identity::Consent& consent : identity::all_consents(db)) {
    facts.push_back(fmt::format("{} {}", consent.grant.hex16(), consent.withdrawn_position.has_value()));
  }
  for (const voting::PollRow& poll : voting::undecided_polls(db)) {
    FormPrinter printer;
    print(printer, voting::build_decision(db, poll));
    facts.push_back(printer.take());
  }
  std::ranges::sort(facts);
  return fmt::format("{}", fmt::join(facts, "\n"));
}

// Carries these records onto the group's log in this order, and takes them off again.
Carried carry(GroupFixture& group, std::vector<const history::SignedRecord*> records) {
  Carried carried;
  Database& db = group.db();
  db.savepoint("carry");
  history::Replay replay = group.replay();
  const Timestamp reader = group.clock + days(30);
  for (const history::SignedRecord* record : records) {
    db.savepoint("one");
    const auto accepted = replay.accept(*record, reader);
    if (accepted) {
      db.release("one");
      carried.taken.push_back(record->id);
    } else {
      db.rollback_to("one");
      carried.aside.emplace_back(accepted.error().rule->id);
      RC_ASSERT(history::find_rule(accepted.error().rule->id) != nullptr);
    }
  }
  replay.save();
  carried.fingerprint = db.fingerprint();
  carried.facts = facts_of(db);
  db.rollback_to("carry");
  std::ranges::sort(carried.taken);
  return carried;
}

std::vector<const history::SignedRecord*> in_any_order(const std::vector<history::SignedRecord>& records) {
  std::vector<const history::SignedRecord*> order;
  for (const history::SignedRecord& record : records) order.push_back(&record);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[*rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, i))]);
  return order;
}

// What everybody signed without having seen the others' records.
std::vector<history::SignedRecord> signed_apart(LittleGroup& group, const std::vector<Act>& acts) {
  std::vector<history::SignedRecord> records;
  const Timestamp start = group.clock;
  for (const Act& act : acts) {
    if (auto record = group.sign_act(act)) records.push_back(*std::move(record));
  }
  group.clock = start;
  return records;
}

// Of each person one way to each thing that is theirs alone: consents, ballots, further keys, applications.
bool is_of_own_matters(const Act& act) {
  return act.what == 0 || act.what == 2 || act.what == 8 || (act.what >= 22 && act.what <= 24);
}

}  // namespace

TEST_CASE("records that have nothing to do with each other come in in any order, and to the same effect") {
  LittleGroup group;
  CHECK(check_few(30, [&] {
    std::vector<Act> acts = *rc::gen::resize(120, rc::gen::arbitrary<std::vector<Act>>());
    std::erase_if(acts, [](const Act& act) { return !is_of_own_matters(act) || act.who == 4; });
    std::ranges::sort(acts, {},
                      [](const Act& act) { return std::tuple(act.what == 2 ? 0 : act.who, act.what, act.which); });
    // One application a newcomer, one enrolment a key; of ballots and consents as many as there are.
    const auto [first, last] = std::ranges::unique(acts, [](const Act& a, const Act& b) {
      return a.what == b.what && a.which == b.which && (a.what == 2 || (a.what == 8 && a.who == b.who));
    });
    acts.erase(first, last);
    const auto records = signed_apart(group, acts);
    const Carried one = carry(group, in_any_order(records));
    const Carried other = carry(group, in_any_order(records));
    RC_ASSERT(one.aside.empty());
    RC_ASSERT(other.aside.empty());
    RC_ASSERT(one.facts == other.facts);
  }));
}

TEST_CASE("records that conflict: each is taken or set aside by a rule, and what is set aside leaves no trace") {
  LittleGroup group;
  CHECK(check_few(30, [&] {
    const auto records = signed_apart(group, *rc::gen::resize(50, rc::gen::arbitrary<std::vector<Act>>()));
    const auto order = in_any_order(records);
    const Carried all = carry(group, order);
    RC_ASSERT(all.taken.size() + all.aside.size() == records.size());
    std::vector<const history::SignedRecord*> good;
    std::ranges::copy_if(order, std::back_inserter(good), [&](const history::SignedRecord* record) {
      return std::ranges::binary_search(all.taken, record->id);
    });
    const Carried again = carry(group, good);
    RC_ASSERT(again.aside.empty());
    RC_ASSERT(again.fingerprint == all.fingerprint);
  }));
}

TEST_CASE("whichever of a member's ballots arrives first, the one signed last counts") {
  LittleGroup group;
  const voting::PollRow poll = voting::undecided_polls(group.db()).front();
  std::vector<history::SignedRecord> records;
  for (const char* choice : {"no", "abstain", "yes"}) {
    voting::Ballot body{.poll = poll.id};
    body.choice = {choice};
    group.wait(hours(1));
    records.push_back(*group.sign("voting.ballot/v1", "noor", body));
  }
  std::vector<const history::SignedRecord*> order{&records[0], &records[1], &records[2]};
  std::ranges::sort(order);
  const std::string last_only = carry(group, {&records[2]}).facts;
  CHECK(last_only != carry(group, {&records[0]}).facts);
  do {
    const Carried carried = carry(group, order);
    CHECK(carried.aside.empty());
    CHECK(carried.facts == last_only);
  } while (std::ranges::next_permutation(order).found);
}
