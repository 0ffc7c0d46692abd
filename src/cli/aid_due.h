#pragma once
#include <string>
#include <vector>

#include "cli/due.h"

namespace tos::cli {

// Deals that one side has confirmed, for the other: this member, or everybody where `handle` is empty.
void add_deals_due(history::Group& group, const std::string& handle, std::vector<DueItem>& items);

}  // namespace tos::cli
