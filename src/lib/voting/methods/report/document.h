#pragma once
#include <string>
#include <variant>
#include <vector>

#include "voting/methods/count.h"

namespace tos::voting {

// What text and Markdown both show, before any markup.
struct Heading {
  std::string text;
};
struct Lines {
  std::vector<std::string> lines;
};
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // the first column is text, the others are numbers
};
using Block = std::variant<Heading, Lines, Table>;

std::vector<Block> describe(const Profile& profile, const Outcome& outcome);

}  // namespace tos::voting
