#pragma once
#include <catch2/catch.hpp>

#include "deliberation/evidence.h"
#include "deliberation/objection.h"
#include "deliberation/option.h"
#include "deliberation/position.h"
#include "deliberation/proposal.h"
#include "deliberation/recusal.h"
#include "deliberation/round.h"
#include "deliberation/stage_move.h"
#include "deliberation/withdrawal.h"
#include "support/test_vote.h"

// A group that talks about mara's proposal.
namespace tos::test {

struct Talk : TestVote {
  explicit Talk(const charter::Charter& charter = plain_charter())
      : TestVote({"mara", "noor", "ole", "kim", "siv"}, charter) {}

  std::int64_t chain() { return deliberation::find_version(db, proposal)->chain; }
  deliberation::Chain now_at() { return deliberation::chain_at(db, chain()); }
  Result<RecordId> withdraw() {
    return submit("deliberation.withdrawal/v1", "mara", hour(2),
                  deliberation::Withdrawal{.proposal = proposal, .reason = {}});
  }

  deliberation::Evidence piece() const {
    return {.proposal = proposal,
            .kind = deliberation::EvidenceKind::data,
            .side = deliberation::Side::against,
            .title = {"A bike lasts nine years"},
            .url = {{"https://example.org/bikes"}},
            .digest = {},
            .summary = {}};
  }
  Result<RecordId> show(const deliberation::Evidence& body, std::string_view author = "noor") {
    return submit("deliberation.evidence/v1", author, hour(2), body);
  }
  EvidenceId shown() { return show(piece())->as<EvidenceTag>(); }
  Result<RecordId> review(const EvidenceId& id, std::string_view by,
                          std::optional<deliberation::DisputeGround> ground = {}, Timestamp at = hour(2)) {
    using enum deliberation::ReviewVerdict;
    return submit("deliberation.evidence-review/v1", by, at,
                  deliberation::EvidenceReview{
                      .evidence = id, .verdict = ground ? disputed : confirmed, .ground = ground, .reason = {}});
  }
  Result<RecordId> offer(std::string_view label, std::optional<OptionId> parent = {},
                         std::vector<deliberation::TradeOff> trade_offs = {}) {
    return submit("deliberation.option/v1", "noor", hour(2),
                  deliberation::Option{.proposal = proposal,
                                       .parent = parent,
                                       .label = {std::string(label)},
                                       .trade_offs = {std::move(trade_offs)},
                                       .text = {}});
  }
  Result<RecordId> stand(std::string_view who, deliberation::Stance stance, Timestamp at = hour(2),
                         std::optional<Text> reason = Text{}) {
    return submit("deliberation.position/v1", who, at,
                  deliberation::Position{.proposal = proposal, .stance = stance, .reason = reason});
  }
  deliberation::Objection harmful() const {
    return {.proposal = proposal,
            .level = deliberation::ObjectionLevel::objection,
            .argues = deliberation::Argues::consequence,
            .harm = Text{},
            .reason = {}};
  }
  Result<RecordId> object(const deliberation::Objection& body, std::string_view who = "noor", Timestamp at = hour(2)) {
    return submit("deliberation.objection/v1", who, at, body);
  }
  ObjectionId objected(std::string_view who = "noor", Timestamp at = hour(2)) {
    return object(harmful(), who, at)->as<ObjectionTag>();
  }
  deliberation::Resolution deferral(const ObjectionId& id) const {
    return {.objection = id,
            .by = deliberation::Settlement::deferral,
            .owner = handle("ole"),
            .due = hour(100),
            .reason = {}};
  }
  Result<RecordId> settle(const deliberation::Resolution& body, std::string_view who = "noor") {
    return submit("deliberation.resolution/v1", who, hour(2), body);
  }
  // mara rewords her proposal.
  Result<RecordId> amend(const std::vector<ObjectionId>& answered, Timestamp at = hour(3)) {
    deliberation::Proposal body;
    body.title = {"Two cargo bikes"};
    body.decision_type = handle("routine");
    body.paths.items = {deliberation::Path::social_economy};
    body.replaces = proposal;
    for (const ObjectionId& id : answered) {
      if (!body.answers) body.answers.emplace();
      body.answers->items.push_back({.objection = id, .how = {"We ask the owner first."}});
    }
    auto id = submit("deliberation.proposal/v1", "mara", at, body);
    if (id) proposal = id->as<ProposalTag>();
    return id;
  }
  Result<RecordId> move(charter::Stage to, Timestamp at = hour(2), std::string_view who = "mara") {
    return submit("deliberation.stage-move/v1", who, at,
                  deliberation::StageMove{.proposal = proposal, .to = to, .reason = {}});
  }
};

}  // namespace tos::test
