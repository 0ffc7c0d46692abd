#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"

namespace CLI {
class App;
}

namespace tos::cli {

inline constexpr const char* initiative_help = "I3, the beginning of its title, latest, or the first digits of its id";
inline constexpr const char* task_help = "I3/KEY, or the first digits of its id";

void add_initiative_start(CLI::App& initiative, World& world);
void add_initiative_deliver(CLI::App& initiative, World& world);
void add_initiative_close(CLI::App& initiative, World& world);

// A text that may be left out (""), as an enclosure and its field.
Result<std::optional<Text>> optional_enclosure(World& world, const std::string& value, std::string_view field,
                                               std::vector<Enclosure>& enclosures);
// One that is due: else the editor opens with `help`.
Result<Text> required_enclosure(World& world, const std::string& value, std::string_view field, std::string_view help,
                                std::vector<Enclosure>& enclosures);

}  // namespace tos::cli
