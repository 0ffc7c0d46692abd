#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace tos::cli {

// What every command takes besides its own words.
struct GlobalOptions {
  std::string directory = ".";  // -C
  std::string as;               // --as HANDLE
  std::string key;              // --key FILE
  std::string at;               // --at TIME
  bool json = false;
  bool dry_run = false;
  bool no_input = false;
  bool quiet = false;
  bool verbose = false;  // World::detail() is shown
};

// The outside world as one argument: clock, environment, terminal. Nothing below the command line reads any of them.
class World {
 public:
  World();
  GlobalOptions options;
  int exit_code = 0;

  Timestamp now() const;  // the wall clock; TOS_CLOCK fixes it for tests
  // What TOS_CLOCK says, if anything; CLI-001 where that is no time. Asked once, before any command.
  Result<std::optional<Timestamp>> fixed_clock() const;
  std::optional<std::string> environment(const char* name) const;  // set and not empty
  std::string home() const;

  void out(std::string_view text);     // data, as it is
  void line(std::string_view text);    // a sentence and a line feed, in lines of at most columns()
  void note(std::string_view text);    // a message on stderr, not when quiet, in the same way
  void detail(std::string_view text);  // a message on stderr, with -v only
  void warn(std::string_view text);    // "warning: …" on stderr, and into --json's warnings
  bool is_interactive() const;         // both ends are a terminal, and --no-input was not given
  bool has_colour() const;
  std::optional<std::size_t> columns() const;  // of the terminal on stdout, or COLUMNS; nothing: no limit
  bool stderr_is_terminal() const;
  std::optional<std::string> ask(std::string_view question);  // one line from the terminal; nothing at its end

  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::vector<std::string> warnings_;
};

// On stderr, as it is. That stderr takes nothing stops no command; finish_output() tells.
void print_message(std::string_view text);
// Before anything is opened: no file of the group may get the number of a standard stream that was closed.
void guard_output();
// The exit code of a command that would end with `code`: 3 where its answer could not be written.
int finish_output(int code);

// A refusal on stderr in the form of DESIGN §7, with the exit code of its class. --json also prints it on stdout.
int show_refusal(World& world, const Refusal& refusal);
// The refusal as data: rule, class, place, what, hint.
nlohmann::json refusal_json(const Refusal& refusal);
// {"schema": "tos.<what>/1", "data": …, "warnings": […]} on stdout.
void show_json(World& world, std::string_view schema, nlohmann::json data);
// A table with aligned columns, two spaces between them; the last column is not padded. Empty rows print nothing.
// Where lines are longer than `columns`, texts and names are shortened. `numbers`: the columns of figures, which end in
// line and are never shortened.
std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                  std::optional<std::size_t> columns = {}, const std::vector<std::size_t>& numbers = {});

// Text in lines of at most so many columns, broken at spaces; lines after the first begin with `indent` spaces. What is
// longer than a line stays whole, and so does a command that is to be typed.
std::string wrapped(std::string_view text, std::optional<std::size_t> columns, std::size_t indent = 0);

// Runs a command's body and turns what it answers into the exit code.
void finish(World& world, const Result<void>& result);
void finish(World& world, const Result<int>& result);  // an exit code of its own: 1, 8

// Progress of work that takes over a second: a bar on a terminal, nothing elsewhere.
class Progress {
 public:
  Progress(const World& world, std::string what);
  ~Progress();
  void update(std::int64_t done, std::int64_t total);

 private:
  bool shown_;
  std::string what_;
  std::int64_t started_ms_;
  std::int64_t last_ms_ = 0;
  bool drawn_ = false;
};

}  // namespace tos::cli
