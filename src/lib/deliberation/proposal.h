#pragma once
#include <array>
#include <optional>

#include "core/index/kind_entry.h"
#include "deliberation/objection.h"
#include "deliberation/tables.h"

namespace tos::deliberation {

// The eight cooperation paths of the white paper.
enum class Path {
  collaborative_education,
  social_economy,
  common_wellbeing,
  cooperative_technology,
  collective_governance,
  community_connection,
  collaborative_media_culture,
  common_planet
};

struct ProposedAct {
  Line<3, 64> kind;
  Line<1, 128> target;
};

// How a new version meets one objection to the version that it replaces.
struct Answer {
  ObjectionId objection;
  Line<3, 500> how;
};

// deliberation.proposal/v1: what a group is asked to decide, or a new version of it.
struct Proposal {
  Title title;
  Text summary;
  std::optional<Text> text;
  Handle decision_type;
  List<Path, 1, 8> paths;
  std::optional<Text> test;
  std::optional<Timestamp> sunset;
  std::optional<ProposalId> replaces;
  std::optional<ProposedAct> mandate;
  std::optional<List<Answer, 1, 64>> answers;
};

inline constexpr auto proposed_act_fields =
    fields<ProposedAct>(field("kind", &ProposedAct::kind, "the kind of record that carries the act out"),
                        field("target", &ProposedAct::target, "what it is done to, as that kind's page says"));
constexpr const auto& fields_of(const ProposedAct*) { return proposed_act_fields; }

inline constexpr auto answer_fields =
    fields<Answer>(field("objection", &Answer::objection, "an open objection or concern"),
                   field("how", &Answer::how, "how this version meets it, in one line"));
constexpr const auto& fields_of(const Answer*) { return answer_fields; }

inline constexpr auto proposal_fields = fields<Proposal>(
    field("title", &Proposal::title, "the question, in one line"),
    field("summary", &Proposal::summary, "what is proposed and why, in 10 to 2000 characters"),
    field("text", &Proposal::text, "the full wording"),
    field("decision_type", &Proposal::decision_type, "one of the charter's types of decision"),
    field("paths", &Proposal::paths, "the cooperation paths that it serves, each once"),
    field("test", &Proposal::test, "how the group will know whether it worked"),
    field("sunset", &Proposal::sunset, "when it ends unless it is decided again"),
    field("replaces", &Proposal::replaces, "the newest version, where this is a new one of an open proposal"),
    field("mandate", &Proposal::mandate, "the one act that its adoption permits"),
    field("answers", &Proposal::answers, "the objections that this new version answers, each once"));
constexpr const auto& fields_of(const Proposal*) { return proposal_fields; }

Result<void> check_proposal(const Context& context,
                            const Proposal& proposal);  // DEL-001 to DEL-009, DEL-015, DEL-016, DEL-053
void apply_proposal(const Context& context, const Proposal& proposal);
std::string folder_of_proposal(const Context& context, const Proposal& proposal);  // its own, or the first version's
std::optional<Authority> authority_of_proposal(const Context& context, const Proposal& proposal);

}  // namespace tos::deliberation

template <>
struct tos::NamesOf<tos::deliberation::Path> {
  using enum tos::deliberation::Path;
  static constexpr std::array names{tos::Name{collaborative_education, "collaborative-education"},
                                    tos::Name{social_economy, "social-economy"},
                                    tos::Name{common_wellbeing, "common-wellbeing"},
                                    tos::Name{cooperative_technology, "cooperative-technology"},
                                    tos::Name{collective_governance, "collective-governance"},
                                    tos::Name{community_connection, "community-connection"},
                                    tos::Name{collaborative_media_culture, "collaborative-media-culture"},
                                    tos::Name{common_planet, "common-planet"}};
};
