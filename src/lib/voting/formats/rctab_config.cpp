#include "voting/formats/rctab_config.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "core/base/strict_json.h"
#include "voting/formats/rules.h"
#include "voting/formats/text.h"

// The settings of RCTab (Bright Spots, config_file_documentation.txt). Numbers and flags may be written as text.
namespace tos::voting {
namespace {

using nlohmann::json;

constexpr std::int64_t config_bytes = 16 << 20;

// One object of the configuration, of check_settings(); asks for settings by name.
class Settings {
 public:
  Settings(const json& object, std::string_view where) : object_(object), where_(where) {}

  std::string text(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return {};
    if (found->is_string()) return std::string(trim(found->get_ref<const std::string&>()));
    return found->dump();
  }
  Result<bool> flag(const char* key) const {
    const std::string value = to_lower(text(key));
    if (value.empty() || value == "false") return false;
    if (value == "true") return true;
    return refuse(FMT_015, "{}.{} is neither true nor false: {}", where_, key, shown(value));
  }
  // A whole number in [low, high]; nothing if it is not set or is the word `unlimited`.
  Result<std::optional<std::int64_t>> number(const char* key, std::int64_t low, std::int64_t high,
                                             std::string_view unlimited = "") const {
    const std::string value = text(key);
    if (value.empty() || (!unlimited.empty() && equals_ignoring_case(value, unlimited)))
      return std::optional<std::int64_t>{};
    const bool negative = value.starts_with('-');
    const auto parsed = parse_whole(std::string_view(value).substr(negative ? 1 : 0));
    if (!parsed || (negative ? -*parsed : *parsed) < low || *parsed > high)
      return refuse(FMT_015, "{}.{} is {}, not a whole number from {} to {}", where_, key, shown(value), low, high);
    return std::optional(negative ? -*parsed : *parsed);
  }

 private:
  const json& object_;
  std::string_view where_;
};

const json& part(const json& whole, const char* key) {
  static const json nothing = json::object();
  const auto found = whole.find(key);
  return found == whole.end() ? nothing : *found;
}

// Whether a setting that is not known might change the count.
enum class Unknown { refused, passed_over };

// A setting is text, a whole number, true or false. What a later or older version may have set is not left aside where
// the count could be another one by it.
Result<void> check_settings(const json& object, std::string_view where, std::span<const std::string_view> known,
                            Unknown unknown) {
  if (!object.is_object()) return refuse(FMT_015, "{} holds what is no object", where);
  for (const auto& [key, value] : object.items()) {
    if (value.is_null()) continue;
    if (std::ranges::find(known, key) == known.end()) {
      if (unknown == Unknown::refused && value != "" && value != false)
        return refuse(FMT_015, "{}.{} is not known and would not be followed", where, shown(key))
            .hint("take it out if the count does not depend on it");
    } else if (!value.is_string() && !value.is_number_integer() && !value.is_boolean()) {
      return refuse(FMT_015, "{}.{} is no text, whole number, true or false", where, key);
    }
  }
  return {};
}

constexpr std::string_view source_settings[] = {"filePath",
                                                "provider",
                                                "contestId",
                                                "firstVoteColumnIndex",
                                                "firstVoteRowIndex",
                                                "idColumnIndex",
                                                "precinctColumnIndex",
                                                "batchColumnIndex",
                                                "overvoteDelimiter",
                                                "overvoteLabel",
                                                "skippedRankLabel",
                                                "undervoteLabel",
                                                "undeclaredWriteInLabel",
                                                "treatBlankAsUndeclaredWriteIn"};
constexpr std::string_view output_settings[] = {"contestName", "contestDate", "contestJurisdiction", "contestOffice"};
constexpr std::string_view candidate_settings[] = {"name", "code", "excluded"};
constexpr std::string_view rule_settings[] = {"tiebreakMode",
                                              "overvoteRule",
                                              "winnerElectionMode",
                                              "randomSeed",
                                              "numberOfWinners",
                                              "multiSeatBottomsUpPercentageThreshold",
                                              "decimalPlacesForVoteArithmetic",
                                              "minimumVoteThreshold",
                                              "maxSkippedRanksAllowed",
                                              "maxRankingsAllowed",
                                              "nonIntegerWinningThreshold",
                                              "doesFirstRoundDetermineThreshold",
                                              "hareQuota",
                                              "batchElimination",
                                              "continueUntilTwoCandidatesRemain",
                                              "stopTabulationEarlyAfterRound",
                                              "exhaustOnDuplicateCandidate",
                                              "rulesDescription",
                                              "description",
                                              "treatBlankAsUndeclaredWriteIn",
                                              "overvoteLabel",
                                              "undervoteLabel",
                                              "undeclaredWriteInLabel"};

Result<RctabSource> read_source(const json& object) {
  const Settings settings(object, "cvrFileSources");
  TOS_CHECK(check_settings(object, "cvrFileSources", source_settings, Unknown::refused));
  RctabSource source;
  source.file_path = settings.text("filePath");
  if (source.file_path.contains('\0')) return refuse(FMT_015, "the filePath {} names no file", shown(source.file_path));
  if (source.file_path.empty()) return refuse(FMT_015, "a cvrFileSource has no filePath");
  source.provider = to_lower(settings.text("provider"));
  if (source.provider == "es&s") source.provider = "ess";
  if (source.provider.empty()) return refuse(FMT_015, "the source {} has no provider", shown(source.file_path));
  source.contest_id = settings.text("contestId");
  constexpr std::int64_t most_columns = 1'000, most_rows = 100'000;
  TOS_TRY(const auto column, settings.number("firstVoteColumnIndex", 1, most_columns));
  TOS_TRY(const auto row, settings.number("firstVoteRowIndex", 1, most_rows));
  if (source.provider == "ess" && (!column || !row))
    return refuse(FMT_015, "the source {} needs firstVoteColumnIndex and firstVoteRowIndex", shown(source.file_path));
  source.first_vote_column = static_cast<std::size_t>(column.value_or(1));
  source.first_vote_row = static_cast<std::size_t>(row.value_or(1));
  source.overvote_delimiter = settings.text("overvoteDelimiter");
  source.overvote_label = settings.text("overvoteLabel");
  source.skipped_rank_label = settings.text("skippedRankLabel");
  if (source.skipped_rank_label.empty()) source.skipped_rank_label = settings.text("undervoteLabel");
  source.undeclared_write_in_label = settings.text("undeclaredWriteInLabel");
  TOS_TRY(source.treat_blank_as_undeclared_write_in, settings.flag("treatBlankAsUndeclaredWriteIn"));
  return source;
}

// Before RCTab 2.0 the labels stood with the rules.
Result<void> take_labels_of_rules(const json& rules, RctabSource& source) {
  const Settings settings(rules, "rules");
  const auto fill = [&](std::string& place, const char* key) {
    if (place.empty()) place = settings.text(key);
  };
  fill(source.overvote_label, "overvoteLabel");
  fill(source.skipped_rank_label, "undervoteLabel");
  fill(source.undeclared_write_in_label, "undeclaredWriteInLabel");
  TOS_TRY(const bool blank_is_write_in, settings.flag("treatBlankAsUndeclaredWriteIn"));
  source.treat_blank_as_undeclared_write_in |= blank_is_write_in;
  return {};
}

Result<RctabCandidate> read_candidate(const json& object, Warnings& warnings) {
  const Settings settings(object, "candidates");
  TOS_CHECK(check_settings(object, "candidates", candidate_settings, Unknown::passed_over));
  RctabCandidate candidate;
  TOS_TRY(candidate.name, read_name(settings.text("name"), warnings));
  if (candidate.name.empty()) return refuse(FMT_015, "a candidate has no name");
  TOS_TRY(candidate.excluded, settings.flag("excluded"));
  if (const std::string code = settings.text("code"); !code.empty()) candidate.aliases.push_back(code);
  const json& aliases = part(object, "aliases");
  if (!aliases.is_array() && !aliases.empty()) return refuse(FMT_015, "candidates.aliases is no list");
  for (const json& alias : aliases) {
    if (!alias.is_string()) return refuse(FMT_015, "candidates.aliases holds what is no text");
    candidate.aliases.emplace_back(trim(alias.get_ref<const std::string&>()));
  }
  return candidate;
}

// The words of settings are written as in the file ("alwaysSkipToNextRank") or, in some versions, as on the screen
// ("Always skip to next rank"); this is what both have in common.
std::string plain_word(std::string_view word) {
  std::string plain = to_lower(word);
  std::erase_if(plain, [](char c) { return (c < 'a' || c > 'z') && !is_digit(c); });
  return plain;
}

// The last names are those before RCTab 1.3.
Result<WinnerMode> winner_mode(const std::string& text) {
  const std::string word = plain_word(text);
  if (word == "singlewinnermajority" || word == "singlewinnermajoritydetermineswinner") return WinnerMode::single;
  if (word == "multiwinnerallowmultiplewinnersperround") return WinnerMode::several_a_round;
  if (word == "multiwinnerallowonlyonewinnerperround" || word == "multiseatallowonlyonewinnerperround")
    return WinnerMode::one_a_round;
  if (word == "bottomsup" || word == "multiseatbottomsup") return WinnerMode::bottoms_up;
  if (word == "bottomsupusingpercentagethreshold") return WinnerMode::bottoms_up_percentage;
  if (word == "multipassirv" || word == "multiseatsequentialwinnertakesall") return WinnerMode::sequential;
  if (word == "standard" || word == "singleseatcontinueuntiltwocandidatesremain") return WinnerMode::single;
  return refuse(FMT_015, "winnerElectionMode is {}", shown(text));
}

Result<Overvote> overvote_rule(const std::string& text) {
  const std::string word = plain_word(text);
  if (word == "exhaustimmediately") return Overvote::exhaust;
  if (word == "alwaysskiptonextrank") return Overvote::skip;
  if (word == "exhaustifmultiplecontinuing") return Overvote::exhaust_if_several_continuing;
  return refuse(FMT_015, "overvoteRule is {}", shown(text));
}

Result<void> read_ties(const Settings& rules, RctabConfig& config) {
  constexpr std::int64_t largest_seed = 140'737'488'355'327;
  const std::string mode = plain_word(rules.text("tiebreakMode"));
  const bool by_lot = mode == "random" || mode == "previousroundcountsthenrandom" || mode == "generatepermutation";
  if (mode.starts_with("previousroundcountsthen")) config.rules.ties = TieRule::previous_rounds_then_tie_breaker;
  if (by_lot) {
    TOS_TRY(const auto seed, rules.number("randomSeed", -largest_seed - 1, largest_seed));
    if (!seed) return refuse(FMT_015, "tiebreakMode {} needs randomSeed", shown(rules.text("tiebreakMode")));
    config.tie_breaker = JavaRandom{.seed = *seed, .permutation = mode == "generatepermutation"};
  } else if (mode == "usecandidateorder" || mode == "usecandidateorderintheconfigfile" ||
             mode == "usepermutationinconfig") {
    config.tie_breaker = ListedOrder{};
  } else if (mode == "stopcountingandask" || mode == "previousroundcountsthenask" || mode == "interactive" ||
             mode == "previousroundcountsthenstopcountingandask" || mode == "previousroundcountstheninteractive") {
    config.tie_breaker = LeaveTied{};
  } else {
    return refuse(FMT_015, "tiebreakMode is {}", shown(rules.text("tiebreakMode")));
  }
  return {};
}

// After the candidates, whose number is the most ranks that are read where the rules say "max" or nothing.
Result<void> read_rules(const json& object, RctabConfig& config) {
  const Settings rules(object, "rules");
  TOS_CHECK(check_settings(object, "rules", rule_settings, Unknown::refused));
  IrvRules& irv = config.rules;
  TOS_TRY(irv.mode, winner_mode(rules.text("winnerElectionMode")));
  TOS_TRY(irv.overvote, overvote_rule(rules.text("overvoteRule")));
  TOS_CHECK(read_ties(rules, config));
  constexpr std::int64_t any = std::numeric_limits<int>::max();
  TOS_TRY(const auto seats, rules.number("numberOfWinners", 0, RankMark::max_candidates));
  irv.seats = static_cast<int>(seats.value_or(1));
  TOS_TRY(const auto skipped, rules.number("maxSkippedRanksAllowed", 0, any, "unlimited"));
  if (skipped) irv.max_skipped_ranks = static_cast<int>(*skipped);
  TOS_TRY(const auto ranks, rules.number("maxRankingsAllowed", 1, any, "max"));
  irv.max_ranks = static_cast<int>(ranks.value_or(static_cast<std::int64_t>(config.candidates.size())));
  TOS_TRY(irv.exhaust_on_duplicate, rules.flag("exhaustOnDuplicateCandidate"));
  TOS_TRY(irv.batch_elimination, rules.flag("batchElimination"));
  TOS_TRY(irv.continue_until_two, rules.flag("continueUntilTwoCandidatesRemain"));
  TOS_TRY(irv.first_round_threshold, rules.flag("doesFirstRoundDetermineThreshold"));
  TOS_TRY(irv.fractional_threshold, rules.flag("nonIntegerWinningThreshold"));
  TOS_TRY(const bool hare, rules.flag("hareQuota"));
  irv.quota = hare ? Quota::hare : Quota::droop;
  constexpr std::int64_t most_digits = 18, most_votes = 1'000'000;
  TOS_TRY(const auto digits, rules.number("decimalPlacesForVoteArithmetic", 0, most_digits));
  irv.digits = static_cast<int>(digits.value_or(4));
  TOS_TRY(const auto minimum, rules.number("minimumVoteThreshold", 0, most_votes));
  irv.minimum_votes = {minimum.value_or(0), 1};
  TOS_TRY(const auto percent, rules.number("multiSeatBottomsUpPercentageThreshold", 1, 100));
  if (percent) irv.percentage_threshold = Rational::of(*percent, 100);
  TOS_TRY(const auto last_round, rules.number("stopTabulationEarlyAfterRound", 1, any));
  if (last_round) irv.stop_after_round = static_cast<int>(*last_round);
  const std::string mode = plain_word(rules.text("winnerElectionMode"));
  if (mode == "standard" && irv.seats > 1) irv.mode = WinnerMode::several_a_round;
  if (mode == "singleseatcontinueuntiltwocandidatesremain") irv.continue_until_two = true;
  if (mode == "multiseatbottomsup" && (irv.seats == 0 || percent)) irv.mode = WinnerMode::bottoms_up_percentage;
  return {};
}

}  // namespace

Result<RctabConfig> read_rctab_config(Input& input, Warnings& warnings) {
  TOS_TRY(const std::string text, read_all(input, config_bytes));
  TOS_TRY(const json whole, parse_strict_json(text, FMT_015));
  if (!whole.is_object()) return refuse(FMT_015, "the configuration is not a JSON object");
  const json& sources = part(whole, "cvrFileSources");
  const json& candidates = part(whole, "candidates");
  if (!sources.is_array() || sources.empty()) return refuse(FMT_015, "the configuration has no cvrFileSources");
  if (!candidates.is_array() || candidates.empty()) return refuse(FMT_015, "the configuration has no candidates");
  if (!part(whole, "rules").is_object()) return refuse(FMT_015, "the configuration has no rules");
  RctabConfig config;
  TOS_CHECK(check_settings(part(whole, "outputSettings"), "outputSettings", output_settings, Unknown::passed_over));
  const Settings output(part(whole, "outputSettings"), "outputSettings");
  TOS_TRY(config.heading.contest, read_name(output.text("contestName"), warnings));
  TOS_TRY(config.heading.date, read_name(output.text("contestDate"), warnings));
  TOS_TRY(config.heading.jurisdiction, read_name(output.text("contestJurisdiction"), warnings));
  TOS_TRY(config.heading.office, read_name(output.text("contestOffice"), warnings));
  for (const json& object : sources) {
    TOS_TRY(RctabSource source, read_source(object));
    TOS_CHECK(take_labels_of_rules(part(whole, "rules"), source));
    config.sources.push_back(std::move(source));
  }
  for (const json& object : candidates) {
    TOS_TRY(RctabCandidate candidate, read_candidate(object, warnings));
    config.candidates.push_back(std::move(candidate));
  }
  TOS_CHECK(read_rules(part(whole, "rules"), config));
  return config;
}

}  // namespace tos::voting
