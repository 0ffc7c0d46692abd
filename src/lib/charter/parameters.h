#pragma once
#include <array>
#include <optional>

#include "core/index/database.h"
#include "core/record/codec.h"

namespace tos::charter {

// The group's own parameters, as its charter carries them. Every rule reads them; only records change them.
// Defaults are those of DOMAIN; each template writes all of them out.

enum class AdmissionBy { steward, vouch, decision };
enum class TieRule { again, status_quo, lot };
enum class Denominator { cast, non_abstaining, eligible };
// What follows where objections stand when their round is over.
enum class ObjectionFallback { vote, archive };
// The stages of a proposal: the white paper's up to review, then the manifesto's; archived from any.
enum class Stage {
  present,
  prioritize,
  research,
  positions,
  deliberate,
  vote,
  act,
  review,
  legislate,
  monitor,
  iterate,
  archived
};

struct Admission {
  AdmissionBy by = AdmissionBy::steward;
  Whole<1, 100> vouchers;  // members who must vouch, where by is vouch
};

struct RecallPetition {
  Rational share{1, 5};  // of the active members
  Whole<1, 1000> least{3};
  Whole<1, 365> within_days{7};
  Whole<0, 3650> pause_days{180};  // after a failed recall
};

struct RoleTerms {
  Handle name;
  Whole<1, 3650> term_days{180};
  Whole<0, 3650> pause_days{0};                        // between two terms of one member
  std::optional<Whole<1, 1'000'000>> records_per_day;  // raises the quota of who holds it
};

// What a proposal must have before it moves on from a stage.
struct StageTerms {
  Stage stage = Stage::present;
  Whole<0, 8760> hours;
  Whole<0, 100> evidence;  // pieces that are not disputed
  Whole<0, 100> options;
  Whole<0, 1000> positions;  // members with one, the recused left out
};

struct DecisionType {
  Handle name;  // routine, significant, budget, membership, role, charter, exchange
  Line<2, 32> method;
  Rational quorum{1, 2};
  Rational threshold{1, 2};
  Denominator denominator = Denominator::non_abstaining;
  Whole<0, 8760> discussion_hours{0};             // from proposal to the opening of its poll, at least
  Whole<0, 8760> vote_hours{72};                  // a poll is open at least this long
  std::optional<List<StageTerms, 1, 11>> stages;  // absent: a poll may open in any stage
};

struct Permission {
  Line<3, 64> kind;             // "identity.suspension/v1"
  List<Line<2, 32>, 1, 8> who;  // member, or role names; any of them
};

// A token that the proofs of an initiative must show last with this value, before it is delivered.
struct RequiredGate {
  Line<1, 64> token;
  Line<1, 64> value;
};

struct DeliveryTerms {
  List<RequiredGate, 0, 32> required_gates;
  List<Whole<1, 3650>, 0, 16> review_days;  // after delivery
  List<Handle, 0, 8> urgent_roles;          // may start an initiative without a decision
};

// Points for taking part: for each record of a kind, up to a number of records a month (by log clock, UTC).
struct EarnRule {
  Line<3, 64> kind;  // "voting.ballot/v1"
  Whole<1, 1000> points{1};
  Whole<1, 1000> records_per_month{1};
};

struct SupportPointTerms {
  Whole<0, 1'000'000> on_joining{100};
  Whole<1, 1'000'000> per_idea{10};  // at most, of one member
  List<EarnRule, 0, 64> earn;
  Whole<1, 3650> idle_days{90};  // after which the ceiling shrinks
  Rational keep{9, 10};          // of the ceiling, every `every_days` from then on
  Whole<1, 3650> every_days{30};
};

// What an hour of a category counts, from 1 to 3; and whether hours received in it are care, which the fair-exchange
// index leaves out.
struct CategoryRate {
  Handle category;
  Rational rate{1, 1};
  bool care = false;
};

struct TimeBankTerms {
  List<CategoryRate, 0, 64> categories;
};

inline constexpr std::int64_t default_objection_window_hours = 168;  // DOMAIN: 7 days

struct Charter {
  Whole<1, 1000> rules{1};
  Whole<0, 720> offline_grace_hours{72};
  Whole<0, 720> late_ballots_hours{24};
  Whole<1, 1'000'000> records_per_day{1000};
  Admission admission;
  Whole<1, 100> recovery_threshold{2};
  Whole<0, 20> certifiers{0};
  Whole<1, 365> certify_within_days{7};
  Whole<0, 8760> cooling_off_hours{72};
  Whole<0, 365> challenge_days{7};
  Whole<1, 3650> dormant_after_days{365};
  RecallPetition recall_petition;
  TieRule tie = TieRule::status_quo;
  std::optional<Whole<0, 8760>> objection_window_hours;  // absent: default_objection_window_hours
  std::optional<ObjectionFallback> objection_fallback;   // absent: vote
  List<RoleTerms, 1, 32> roles;
  List<DecisionType, 3, 32> decision_types;
  List<Permission, 0, 256> permissions;
  std::optional<DeliveryTerms> delivery;            // delivery_terms() where absent
  std::optional<SupportPointTerms> support_points;  // support_point_terms() where absent
  std::optional<TimeBankTerms> time_bank;           // absent: every category counts 1
};

inline constexpr auto admission_fields =
    fields<Admission>(field("by", &Admission::by, "who admits: a steward, members who vouch, or a decision"),
                      field("vouchers", &Admission::vouchers, "how many members must vouch, where they admit"));
constexpr const auto& fields_of(const Admission*) { return admission_fields; }

inline constexpr auto recall_petition_fields = fields<RecallPetition>(
    field("share", &RecallPetition::share, "share of the active members who must sign"),
    field("least", &RecallPetition::least, "but never fewer than these"),
    field("within_days", &RecallPetition::within_days, "days to gather the signatures"),
    field("pause_days", &RecallPetition::pause_days, "days without a new petition after a failed recall"));
constexpr const auto& fields_of(const RecallPetition*) { return recall_petition_fields; }

inline constexpr auto role_terms_fields = fields<RoleTerms>(
    field("name", &RoleTerms::name, "the role"), field("term_days", &RoleTerms::term_days, "length of a term"),
    field("pause_days", &RoleTerms::pause_days, "days a member waits before a further term"),
    field("records_per_day", &RoleTerms::records_per_day, "quota of who holds the role, instead of the general one"));
constexpr const auto& fields_of(const RoleTerms*) { return role_terms_fields; }

inline constexpr auto stage_terms_fields =
    fields<StageTerms>(field("stage", &StageTerms::stage, "the stage that a proposal is in"),
                       field("hours", &StageTerms::hours, "least time in it"),
                       field("evidence", &StageTerms::evidence, "least pieces of evidence, the disputed left out"),
                       field("options", &StageTerms::options, "least number of options"),
                       field("positions", &StageTerms::positions, "least number of members who have taken a position"));
constexpr const auto& fields_of(const StageTerms*) { return stage_terms_fields; }

inline constexpr auto decision_type_fields = fields<DecisionType>(
    field("name", &DecisionType::name, "the type of decision"),
    field("method", &DecisionType::method, "how it is counted"),
    field("quorum", &DecisionType::quorum, "share of the electorate that must take part"),
    field("threshold", &DecisionType::threshold,
          "share that carries: more than it for majority, at least it for the others"),
    field("denominator", &DecisionType::denominator, "what the threshold is a share of"),
    field("discussion_hours", &DecisionType::discussion_hours, "least time from proposal to vote"),
    field("vote_hours", &DecisionType::vote_hours, "least time that a poll is open"),
    field("stages", &DecisionType::stages,
          "what a proposal needs before it moves on from a stage; a poll then opens in stage vote"));
constexpr const auto& fields_of(const DecisionType*) { return decision_type_fields; }

inline constexpr auto permission_fields =
    fields<Permission>(field("kind", &Permission::kind, "a kind of record"),
                       field("who", &Permission::who, "who may author it: member, or roles"));
constexpr const auto& fields_of(const Permission*) { return permission_fields; }

inline constexpr auto required_gate_fields =
    fields<RequiredGate>(field("token", &RequiredGate::token, "the token of a proof line"),
                         field("value", &RequiredGate::value, "the value that makes it green"));
constexpr const auto& fields_of(const RequiredGate*) { return required_gate_fields; }

inline constexpr auto delivery_terms_fields = fields<DeliveryTerms>(
    field("required_gates", &DeliveryTerms::required_gates, "what an initiative's proofs must show to be delivered"),
    field("review_days", &DeliveryTerms::review_days, "days after delivery on which it is reviewed"),
    field("urgent_roles", &DeliveryTerms::urgent_roles, "roles that may start an initiative without a decision"));
constexpr const auto& fields_of(const DeliveryTerms*) { return delivery_terms_fields; }

inline constexpr auto earn_rule_fields =
    fields<EarnRule>(field("kind", &EarnRule::kind, "a kind of record"),
                     field("points", &EarnRule::points, "support points that its author earns with one"),
                     field("records_per_month", &EarnRule::records_per_month, "how many of them count in a month"));
constexpr const auto& fields_of(const EarnRule*) { return earn_rule_fields; }

inline constexpr auto support_point_terms_fields = fields<SupportPointTerms>(
    field("on_joining", &SupportPointTerms::on_joining, "support points of a new member"),
    field("per_idea", &SupportPointTerms::per_idea, "how many one member may give to one idea"),
    field("earn", &SupportPointTerms::earn, "what taking part earns"),
    field("idle_days", &SupportPointTerms::idle_days, "days without a record after which a member's points shrink"),
    field("keep", &SupportPointTerms::keep, "the share that stays each time"),
    field("every_days", &SupportPointTerms::every_days, "days from one time to the next"));
constexpr const auto& fields_of(const SupportPointTerms*) { return support_point_terms_fields; }

inline constexpr auto category_rate_fields = fields<CategoryRate>(
    field("category", &CategoryRate::category, "a category of offers and requests"),
    field("rate", &CategoryRate::rate, "what an hour of it counts, from 1 to 3"),
    field("care", &CategoryRate::care, "whether hours received in it are left out of the fair-exchange index"));
constexpr const auto& fields_of(const CategoryRate*) { return category_rate_fields; }

inline constexpr auto time_bank_terms_fields =
    fields<TimeBankTerms>(field("categories", &TimeBankTerms::categories, "categories that count otherwise than 1"));
constexpr const auto& fields_of(const TimeBankTerms*) { return time_bank_terms_fields; }

inline constexpr auto charter_fields = fields<Charter>(
    field("rules", &Charter::rules, "the ruleset: which kinds there are and how each is judged"),
    field("offline_grace_hours", &Charter::offline_grace_hours, "how old a record may be when it reaches the log"),
    field("late_ballots_hours", &Charter::late_ballots_hours,
          "how long after closing a ballot signed in time may still arrive"),
    field("records_per_day", &Charter::records_per_day, "records one member may add a day"),
    field("admission", &Charter::admission, "how applicants become members"),
    field("recovery_threshold", &Charter::recovery_threshold,
          "stewards who together enrol a key for a member who lost all"),
    field("certifiers", &Charter::certifiers, "signatures that a decision needs before it takes force"),
    field("certify_within_days", &Charter::certify_within_days,
          "after which an uncertified decision takes force, marked so"),
    field("cooling_off_hours", &Charter::cooling_off_hours, "from decision to force"),
    field("challenge_days", &Charter::challenge_days, "how long a decision may be challenged"),
    field("dormant_after_days", &Charter::dormant_after_days,
          "without a record, after which a member leaves later electorates"),
    field("recall_petition", &Charter::recall_petition, "what opens a recall"),
    field("tie", &Charter::tie, "what a tie does: vote again, keep the status quo, or draw a lot"),
    field("objection_window_hours", &Charter::objection_window_hours,
          "how long a round of objections holds up the vote (168 where absent)"),
    field("objection_fallback", &Charter::objection_fallback,
          "what follows where objections stand after it (vote where absent)"),
    field("roles", &Charter::roles, "the roles of this group"),
    field("decision_types", &Charter::decision_types, "what each type of decision needs"),
    field("permissions", &Charter::permissions, "who may author which kind, where it differs from the kind's own page"),
    field("delivery", &Charter::delivery, "what initiatives must show, and when they are reviewed"),
    field("support_points", &Charter::support_points, "how members come by support points, and lose them"),
    field("time_bank", &Charter::time_bank, "what hours of each category count"));
constexpr const auto& fields_of(const Charter*) { return charter_fields; }

Duration objection_window(const Charter& charter);
ObjectionFallback objection_fallback(const Charter& charter);

const RoleTerms* find_role(const Charter& charter, std::string_view name);
const DecisionType* find_decision_type(const Charter& charter, std::string_view name);
// The roles or "member" who may author a kind: the charter's line for it, or `otherwise` (comma-separated).
std::vector<std::string> who_may(const Charter& charter, std::string_view kind, std::string_view otherwise);

// What the charter says of initiatives; where it says nothing: LINT=OK, SMOKE=OK and VALIDATORS=GREEN, reviews after
// 30, 90, 180 and 365 days, and no role that starts one without a decision.
DeliveryTerms delivery_terms(const Charter& charter);
// What the charter says of support points; where it says nothing: 100 on joining, at most 10 an idea, nothing earned,
// and nine tenths stay each 30 days after 90 idle ones.
SupportPointTerms support_point_terms(const Charter& charter);
// 1 for a category that the charter does not name.
CategoryRate category_rate(const Charter& charter, const Handle& category);

// CHA-001 to CHA-004, CHA-030, CHA-040, CHA-041: names are unique, the types that every group needs are there, methods
// exist.
Result<void> check_charter(const Charter& charter);

// SHA-256 of the charter printed in record form: what a proposal to amend it names.
Digest charter_digest(const Charter& charter);
std::string print_charter(const Charter& charter);  // record form, one document

extern const char* const charter_schema;

// The charter in force. Cached a database; valid until the next call after a change.
const Charter& current(Database& db);
void set_current(Database& db, std::int64_t position, const Charter& charter);

}  // namespace tos::charter

template <>
struct tos::NamesOf<tos::charter::AdmissionBy> {
  using enum tos::charter::AdmissionBy;
  static constexpr std::array names{tos::Name{steward, "steward"}, tos::Name{vouch, "vouch"},
                                    tos::Name{decision, "decision"}};
};
template <>
struct tos::NamesOf<tos::charter::TieRule> {
  using enum tos::charter::TieRule;
  static constexpr std::array names{tos::Name{again, "again"}, tos::Name{status_quo, "status-quo"},
                                    tos::Name{lot, "lot"}};
};
template <>
struct tos::NamesOf<tos::charter::Denominator> {
  using enum tos::charter::Denominator;
  static constexpr std::array names{tos::Name{cast, "cast"}, tos::Name{non_abstaining, "non-abstaining"},
                                    tos::Name{eligible, "eligible"}};
};
template <>
struct tos::NamesOf<tos::charter::ObjectionFallback> {
  using enum tos::charter::ObjectionFallback;
  static constexpr std::array names{tos::Name{vote, "vote"}, tos::Name{archive, "archive"}};
};
template <>
struct tos::NamesOf<tos::charter::Stage> {
  using enum tos::charter::Stage;
  static constexpr std::array names{tos::Name{present, "present"},
                                    tos::Name{prioritize, "prioritize"},
                                    tos::Name{research, "research"},
                                    tos::Name{positions, "positions"},
                                    tos::Name{deliberate, "deliberate"},
                                    tos::Name{vote, "vote"},
                                    tos::Name{act, "act"},
                                    tos::Name{review, "review"},
                                    tos::Name{legislate, "legislate"},
                                    tos::Name{monitor, "monitor"},
                                    tos::Name{iterate, "iterate"},
                                    tos::Name{archived, "archived"}};
};
