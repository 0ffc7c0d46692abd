#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "voting/formats/election.h"
#include "voting/formats/rules.h"

// Short ways to read a text as an election file and to say what came out.
namespace tos::voting::testing {

Result<Election> read_text(std::string_view text, std::vector<BallotKind> kinds = {BallotKind::ranked},
                           std::optional<Format> format = std::nullopt);

// "3: 1 2=3 -" one group a line, in the order read: candidates from 1, '-' blank rank, '!' overvote.
std::string ballots_of(const Election& election);
std::string names_of(const Election& election);  // joined by " | "; withdrawn ones in parentheses

// "FMT-004 line 3" of a refusal; "read" of an election.
std::string verdict(const Result<Election>& result);

inline const std::vector<BallotKind> ranked{BallotKind::ranked};
inline const std::vector<BallotKind> scored{BallotKind::score};
inline const std::vector<BallotKind> approved{BallotKind::approval};
inline const std::vector<BallotKind> allotted{BallotKind::allocation};
inline const std::vector<BallotKind> answered{BallotKind::choice};

}  // namespace tos::voting::testing
