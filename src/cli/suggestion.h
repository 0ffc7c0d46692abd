#pragma once

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace tos::cli {

// What was typed wrongly, and what was probably meant. Answers exit code 2.
int show_usage_error(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv);

}  // namespace tos::cli
