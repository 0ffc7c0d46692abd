#pragma once
#include <CLI/CLI.hpp>
#include <string>

#include "cli/world.h"

namespace tos::cli {

// --help in lines of at most a terminal's width: as CLI11 prints it, with what is too long continued under its
// beginning. Set at the root, before there are subcommands: they take it over.
class HelpText final : public CLI::Formatter {
 public:
  explicit HelpText(const World& world) : world_(&world) {}
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;

 private:
  const World* world_;  // outlives the program's commands
};

}  // namespace tos::cli
