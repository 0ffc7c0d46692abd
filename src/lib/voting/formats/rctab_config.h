#pragma once
#include <optional>
#include <string>
#include <vector>

#include "voting/formats/rctab.h"
#include "voting/formats/text.h"

namespace tos::voting {

// What an RCTab configuration says, checked and typed.
struct RctabSource {
  std::string file_path;
  std::string provider;  // lower case: "cdf", "ess", …
  std::string contest_id;
  std::size_t first_vote_column = 1;  // columns and rows from 1
  std::size_t first_vote_row = 1;
  std::string overvote_delimiter;
  std::string overvote_label;
  std::string skipped_rank_label;
  std::string undeclared_write_in_label;
  bool treat_blank_as_undeclared_write_in = false;
};

struct RctabCandidate {
  std::string name;
  std::vector<std::string> aliases;
  bool excluded = false;
};

struct RctabConfig {
  RctabHeading heading;
  std::vector<RctabSource> sources;
  std::vector<RctabCandidate> candidates;
  IrvRules rules;
  TieBreaker tie_breaker = LeaveTied{};
};

Result<RctabConfig> read_rctab_config(Input& input, Warnings& warnings);

}  // namespace tos::voting
