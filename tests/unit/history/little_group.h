#pragma once
#include <rapidcheck.h>

#include "deliberation/evidence.h"
#include "deliberation/module.h"
#include "deliberation/objection.h"
#include "deliberation/option.h"
#include "deliberation/position.h"
#include "deliberation/proposal.h"
#include "deliberation/recusal.h"
#include "deliberation/stage_move.h"
#include "deliberation/tables.h"
#include "deliberation/withdrawal.h"
#include "identity/consent.h"
#include "identity/roll_write.h"
#include "support/group_fixture.h"
#include "voting/polls/ballot.h"
#include "voting/polls/decision.h"
#include "voting/polls/poll.h"

// A group of a few people who do things at random. Many of these things are refused; that is part of it.
namespace tos::test {

inline const std::vector<std::string>& people() {
  static const std::vector<std::string> names{"mara", "ole", "noor", "siv", "kim"};
  return names;
}

// Small numbers, so that rapidcheck can shrink them; what they stand for is LittleGroup's.
struct Act {
  int what = 0;
  int who = 0;
  int whom = 0;
  int which = 0;
  int hours = 0;  // since the act before
};

inline std::ostream& operator<<(std::ostream& out, const Act& act) {
  return out << fmt::format("{}({}, {}, {}, +{} h)", act.what, act.who, act.whom, act.which, act.hours);
}

inline charter::Charter lively_charter() {
  charter::Charter charter = small_charter();
  charter.late_ballots_hours = {1};
  charter.cooling_off_hours = {2};
  charter.certify_within_days = {1};
  charter.recovery_threshold = {2};
  charter.objection_window_hours = {6};
  charter.objection_fallback = charter::ObjectionFallback::archive;
  for (charter::DecisionType& type : charter.decision_types.items) {
    type.quorum = {1, 4};
    type.vote_hours = {12};
  }
  return charter;
}

class LittleGroup : public GroupFixture {
 public:
  // mara and ole founded it, kim has not answered; noor and siv joined. A poll is open.
  explicit LittleGroup(const charter::Charter& charter = lively_charter()) {
    if (!found(founding({"mara", "ole", "kim"}, charter), "mara") || !accept("ole")) std::abort();
    if (!admit(*apply("noor"), "mara") || !admit(*apply("siv"), "ole")) std::abort();
    if (!act({.what = 17, .who = 1}) || !act({.what = 21, .who = 2})) std::abort();
  }

  static constexpr int acts = 34;
  // Does it after its hours; now and then after 20 days, so that terms and applications end.
  Result<void> act(const Act& act) {
    wait(act.hours == 4 && act.which == 3 ? days(20) : hours(act.hours / 2));
    const auto record = sign_act(act);
    return record ? take(*record, clock) : Result<void>();
  }
  // Signs what the act stands for as things are now; nothing where it stands for nothing yet.
  std::optional<history::SignedRecord> sign_act(const Act& act, const Signing& signing = {}) {
    const std::string& who = people()[static_cast<std::size_t>(act.who)];
    const std::string& whom = people()[static_cast<std::size_t>(act.whom)];
    signing_ = signing;
    if (auto record = of_members(act, who, whom)) return record;
    if (auto record = of_keys_and_roles(act, who, whom)) return record;
    if (auto record = of_talk(act, who, whom)) return record;
    return of_decisions(act, who, whom);
  }

 private:
  template <class T>
  std::optional<history::SignedRecord> signed_by(const std::string& who, std::string_view kind, T body) {
    auto record = sign(kind, who, std::move(body), signing_);
    if (!record) return std::nullopt;
    return *std::move(record);
  }
  template <class Items>
  static const auto* pick(const Items& items, int which) {
    return items.empty() ? nullptr : &items[static_cast<std::size_t>(which) % items.size()];
  }

  std::optional<history::SignedRecord> of_members(const Act& act, const std::string& who, const std::string& whom) {
    using namespace identity;
    switch (act.what) {
      case 0:
        return signed_by(who, "identity.consent-grant/v1",
                         ConsentGrant{.purpose = {fmt::format("reason {}", act.which)}, .until = {}});
      case 1: {
        const auto consents = all_consents(db());
        const auto* consent = pick(consents, act.which);
        if (consent == nullptr) return std::nullopt;
        return signed_by(consent->author.text(), "identity.consent-withdrawal/v1",
                         ConsentWithdrawal{.grant = consent->grant});
      }
      case 2: {
        const std::string newcomer = fmt::format("new-{}", act.which);
        Application body;
        body.key = {line_of(newcomer)};
        return signed_by(newcomer, "identity.application/v1", body);
      }
      case 3: {
        const auto candidates = all_candidates(db());
        const auto* candidate = pick(candidates, act.hours + act.which);
        return signed_by(who, "identity.admission/v1",
                         Admission{.application = candidate->record, .decision = decision(act)});
      }
      case 4:
        return signed_by(who, "identity.suspension/v1",
                         Suspension{.member = handle_of(whom), .decision = decision(act), .reason = {}});
      case 5:
        return signed_by(who, "identity.reinstatement/v1",
                         Reinstatement{.member = handle_of(whom), .decision = {}, .reason = {}});
      case 6:
        return act.which == 0 ? signed_by(who, "identity.leaving/v1", Leaving{}) : std::nullopt;
      case 7:
        if (act.which % 2 == 0) return signed_by(who, "charter.acceptance/v1", Acceptance{});
        return signed_by(who, "charter.refusal/v1", FounderRefusal{});
      default:
        return std::nullopt;
    }
  }

  std::optional<history::SignedRecord> of_keys_and_roles(const Act& act, const std::string& who,
                                                         const std::string& whom) {
    using namespace identity;
    const Handle role = handle_of(act.which % 2 == 0 ? "moderator" : "steward");
    switch (act.what) {
      case 8:
        return signed_by(who, "identity.key-addition/v1", addition(who, fmt::format("{}-{}", who, act.which)));
      case 9: {
        const auto member = find_member(db(), whom);
        if (!member) return std::nullopt;
        const auto keys = keys_of(db(), member->number);
        KeyRevocation body{.member = member->handle, .key = pick(keys, act.which)->id, .compromised_from = {}};
        if (act.hours % 2 == 0) body.compromised_from.emplace(std::max<std::int64_t>(1, replay().size() - act.which));
        return signed_by(who, "identity.key-revocation/v1", body);
      }
      case 10:
        return signed_by(
            who, "identity.key-recovery/v1",
            KeyRecovery{
                .member = handle_of(whom), .key = {line_of(whom + "-new")}, .proof = {proof(whom, whom + "-new")}});
      case 11:
      case 12:
        return signed_by(who, "identity.role-assignment/v1",
                         RoleAssignment{.role = role, .member = handle_of(whom), .term_days = {}, .decision = {}});
      case 13:
        return signed_by(who, "identity.role-resignation/v1", RoleResignation{.role = role});
      case 14:
        return signed_by(who, "identity.recall-petition/v1",
                         RecallPetition{.role = role, .member = handle_of(whom), .reason = {}});
      case 15:
      case 16: {
        const auto waiting = open_pendings(db());
        const auto* pending = pick(waiting, act.which);
        if (pending == nullptr) return std::nullopt;
        return signed_by(who, "charter.approval/v1", Approval{.record = pending->record});
      }
      default:
        return std::nullopt;
    }
  }

  std::optional<history::SignedRecord> of_talk(const Act& act, const std::string& who, const std::string& whom) {
    using namespace deliberation;
    const auto chains = all_chains(db());
    if (act.what < 28 || chains.empty()) return std::nullopt;
    const Chain& chain = *pick(chains, act.which);
    const ProposalId newest = version_at(db(), chain.newest)->id;
    const auto pieces = evidence_of(db(), chain.first);
    const auto objections = objections_of(db(), chain.first);
    switch (act.what) {
      case 28:
        if (act.hours % 2 == 0 && !pieces.empty()) {
          return signed_by(who, "deliberation.evidence-review/v1",
                           EvidenceReview{.evidence = pieces.front().id, .ground = {}, .reason = {}});
        }
        return signed_by(who, "deliberation.evidence/v1",
                         Evidence{.proposal = newest,
                                  .title = {"A bike lasts nine years"},
                                  .url = {{"https://example.org/"}},
                                  .digest = {},
                                  .summary = {}});
      case 29:
        return signed_by(who, "deliberation.option/v1",
                         Option{.proposal = newest,
                                .parent = {},
                                .label = {fmt::format("Option {}", act.hours)},
                                .trade_offs = {},
                                .text = {}});
      case 30:
        return signed_by(who, "deliberation.position/v1",
                         Position{.proposal = newest, .stance = static_cast<Stance>(act.hours % 5), .reason = Text{}});
      case 31:
        return signed_by(who, "deliberation.objection/v1",
                         Objection{.proposal = newest,
                                   .level = ObjectionLevel::objection,
                                   .argues = Argues::consequence,
                                   .harm = Text{},
                                   .reason = {}});
      case 32:
        if (objections.empty()) return std::nullopt;
        return signed_by(who, "deliberation.resolution/v1",
                         Resolution{.objection = objections.front().id,
                                    .by = Settlement::delegation,
                                    .owner = handle_of(whom),
                                    .due = {},
                                    .reason = {}});
      default:
        return signed_by(who, "deliberation.stage-move/v1",
                         StageMove{.proposal = newest, .to = next_stage(chain.stage), .reason = {}});
    }
  }

  std::optional<history::SignedRecord> of_decisions(const Act& act, const std::string& who, const std::string& whom) {
    using namespace deliberation;
    using namespace voting;
    const auto chains = all_chains(db());
    const auto* chain = pick(chains, act.which);
    const auto versions = chain == nullptr ? std::vector<Version>{} : versions_of(db(), chain->first);
    const auto polls = undecided_polls(db());
    const auto* poll = pick(polls, act.which);
    if (act.what == 17 || act.what == 18) {
      Proposal body;
      body.title = {fmt::format("Proposal {}", act.which)};
      body.decision_type = handle_of("membership");
      body.paths.items = {Path::social_economy};
      if (act.what == 18) body.mandate = ProposedAct{.kind = {"identity.suspension/v1"}, .target = {whom}};
      return signed_by(who, "deliberation.proposal/v1", body);
    }
    if (versions.empty() || (poll == nullptr && act.what != 21)) return std::nullopt;
    switch (act.what) {
      case 19:
        return signed_by(who, "deliberation.withdrawal/v1", Withdrawal{.proposal = versions.back().id, .reason = {}});
      case 20:
        return signed_by(who, "deliberation.recusal/v1", Recusal{.proposal = versions.back().id, .reason = {}});
      case 21:
      case 26: {
        auto body = default_poll(db(), versions.back().id, clock + minutes(2), identity::active_count(db()));
        if (!body) return std::nullopt;
        body->certifiers = {act.hours % 3};
        return signed_by(who, "voting.poll/v1", *body);
      }
      case 22:
      case 23:
      case 24: {
        Ballot body{.poll = poll->id};
        body.choice = {act.hours % 3 == 0 ? "no" : "yes"};
        return signed_by(who, "voting.ballot/v1", body);
      }
      case 25:
      case 27:
        return signed_by(who, "voting.decision/v1", build_decision(db(), *poll));
      default:
        return std::nullopt;
    }
  }

  std::optional<RecordId> decision(const Act& act) {
    const auto decisions = voting::all_decisions(db());
    const auto* decision = pick(decisions, act.which);
    if (act.hours % 2 != 0 || decision == nullptr) return std::nullopt;
    return decision->id.as<RecordTag>();
  }

  Signing signing_;
};

}  // namespace tos::test

template <>
struct rc::Arbitrary<tos::test::Act> {
  static Gen<tos::test::Act> arbitrary() {
    using tos::test::Act;
    const auto below = [](std::size_t most) {
      return rc::gen::resize(100, rc::gen::inRange(0, static_cast<int>(most)));
    };
    return rc::gen::build<Act>(rc::gen::set(&Act::what, below(tos::test::LittleGroup::acts)),
                               rc::gen::set(&Act::who, below(tos::test::people().size())),
                               rc::gen::set(&Act::whom, below(tos::test::people().size())),
                               rc::gen::set(&Act::which, below(4)), rc::gen::set(&Act::hours, below(5)));
  }
};

namespace tos::test {

// Up to 80, and not few: rapidcheck begins with small sizes, and a decision takes several acts.
inline rc::Gen<std::vector<Act>> some_acts() { return rc::gen::resize(80, rc::gen::arbitrary<std::vector<Act>>()); }

}  // namespace tos::test
