#include "cli/world.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/message_text.h"
#include "cli/rules.h"
#include "core/base/fitted_text.h"
#include "core/base/terminal_text.h"

namespace tos::cli {
namespace {

bool is_message_wanted = true;  // stderr was not closed when the program started

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Each line on its own: what goes on in the next stands under its beginning and `step` further in.
std::string wrapped_lines(std::string_view text, std::optional<std::size_t> columns, std::size_t step) {
  if (!columns || text_width(text) <= *columns) return std::string(text);
  std::string shown;
  for (bool has_more = true; has_more;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    shown += wrapped(line, columns, std::min(line.find_first_not_of(' '), line.size()) + step);
    has_more = end < text.size();
    if (has_more) shown += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return shown;
}

// The bytes of what stands together at the front: a word, or a command to type, which goes up to where a sentence goes
// on. `room`: a command that is longer is words, unless a colon has announced it.
std::size_t unit_size(std::string_view text, std::string_view before, std::size_t room) {
  const std::size_t word = std::min(text.find_first_of(" \n"), text.size());
  const std::string_view program = text.substr(text.starts_with('(') ? 1 : 0, 4);
  if (program != "tos " && program != "git ") return word;
  std::size_t end = word;
  for (; end < text.size() && text[end] != '\n'; ++end) {
    constexpr std::string_view breaks = ",;:).";
    const bool is_last = end + 1 == text.size() || text[end + 1] == ' ' || text[end + 1] == '\n';
    if (text[end] == ')' || (is_last && breaks.find(text[end]) != std::string_view::npos)) break;
  }
  end = std::min(text.find_first_of(" \n", end), text.size());  // with the comma behind it
  return text_width(text.substr(0, end)) <= room || before.ends_with(": ") ? end : word;
}

std::string hint_of(const Refusal& refusal) {
  return refusal.hint_text.empty() ? fmt::format("tos explain {}", refusal.rule->id) : refusal.hint_text;
}

}  // namespace

nlohmann::json refusal_json(const Refusal& refusal) {
  return {{"rule", refusal.rule->id},       {"class", static_cast<int>(refusal.rule->failure_class)},
          {"record", refusal.where.record}, {"path", refusal.where.path},
          {"line", refusal.where.line},     {"what", refusal.what},
          {"hint", hint_of(refusal)}};
}

void print_message(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void guard_output() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(file, F_GETFD) >= 0) continue;
    // The lowest number that is free: this one. Opened the wrong way round, so that using it fails as before.
    const int opened = open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    is_message_wanted = is_message_wanted && (opened < 0 || file != STDERR_FILENO);
  }
}

int finish_output(int code) {
  std::cout.flush();
  const bool is_answered = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
  if (!is_answered) {
    print_message(
        "error[SYS-001]: the answer cannot be written\n"
        "hint: what was to be done is done; see that standard output is open and its disk is not full\n");
  }
  const bool is_told = !is_message_wanted || std::ferror(stderr) == 0;
  return is_answered && (is_told || code != 0) ? code : exit_code(FailureClass::environment);
}

World::World() = default;

Timestamp World::now() const {
  if (const auto fixed = fixed_clock(); fixed && *fixed) return **fixed;
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

Result<std::optional<Timestamp>> World::fixed_clock() const {
  const auto fixed = environment("TOS_CLOCK");
  if (!fixed) return std::nullopt;
  if (const auto at = Timestamp::parse(*fixed)) return at;
  return refuse(rules::CLI_001, "TOS_CLOCK is '{}', which is no time", *fixed)
      .hint("write it as 2026-11-20T10:00:00.000Z, or unset it");
}

std::optional<std::string> World::environment(const char* name) const {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string World::home() const { return environment("HOME").value_or("/"); }

void World::out(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void World::line(std::string_view text) {
  out(wrapped_lines(text, columns(), 2));
  out("\n");
}
// Where both go to one place, data and messages come in the order in which they were said.
void World::note(std::string_view text) {
  if (options.quiet) return;
  std::fflush(stdout);
  print_message(wrapped_lines(for_terminal(text), columns(), 0) + "\n");
}
void World::detail(std::string_view text) {
  if (options.verbose) note(text);
}
void World::warn(std::string_view text) {
  std::fflush(stdout);
  print_message(wrapped("warning: " + one_line(text), columns()) + "\n");
  warnings_.emplace_back(text);
}
bool World::is_interactive() const {
  return !options.no_input && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}
bool World::stderr_is_terminal() const { return isatty(STDERR_FILENO) == 1; }
bool World::has_colour() const {
  if (environment("NO_COLOR")) return false;
  if (const auto force = environment("CLICOLOR_FORCE")) return *force != "0";
  return isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb";
}
std::optional<std::size_t> World::columns() const {
  constexpr std::size_t fewest = 20;  // a narrower terminal does not say what it is
  constexpr std::size_t most_digits = 4;
  std::size_t found = 0;
  if (const auto stated = environment("COLUMNS"); stated && stated->size() <= most_digits) {
    std::from_chars(stated->data(), stated->data() + stated->size(), found);
  } else if (winsize size{}; isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    found = size.ws_col;
  }
  if (found < fewest) return std::nullopt;
  return found;
}

std::optional<std::string> World::ask(std::string_view question) {
  if (!is_interactive()) return std::nullopt;
  print_message(fmt::format("{} ", question));
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  return answer;
}

int show_refusal(World& world, const Refusal& refusal) {
  const int failure_class = static_cast<int>(refusal.rule->failure_class);
  const std::string number = failure_class >= 100 ? fmt::format(" {}", failure_class) : "";
  const bool colour = world.has_colour();
  std::fflush(stdout);
  const std::string head = fmt::format("error[{}]{}: ", refusal.rule->id, number);
  const std::string said = wrapped(head + one_line(refusal.what), world.columns()).substr(head.size() - 2);
  print_message(fmt::format("{}{}{}{}\n", colour ? "\x1b[31m" : "", head.substr(0, head.size() - 2),
                            colour ? "\x1b[0m" : "", said));
  const std::string place = one_line(refusal.where.path.empty() ? refusal.where.record : refusal.where.path);
  if (!place.empty()) {
    print_message(
        fmt::format("  --> {}{}\n", place, refusal.where.line > 0 ? fmt::format(":{}", refusal.where.line) : ""));
  } else if (refusal.where.line > 0) {
    print_message(fmt::format("  --> line {}\n", refusal.where.line));
  }
  print_message(fmt::format("{}\n", wrapped("hint: " + one_line(hint_of(refusal)), world.columns())));
  if (world.options.json) show_json(world, "tos.refusal/1", refusal_json(refusal));
  return exit_code(refusal.rule->failure_class);
}

void show_json(World& world, std::string_view schema, nlohmann::json data) {
  const nlohmann::ordered_json envelope{{"schema", schema}, {"data", std::move(data)}, {"warnings", world.warnings()}};
  world.out(envelope.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                  std::optional<std::size_t> columns, const std::vector<std::size_t>& numbers) {
  if (rows.empty()) return {};
  std::vector<std::size_t> widths(header.size(), 0);
  const auto measure = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], text_width(row[i]));
  };
  measure(header);
  for (const auto& row : rows) measure(row);
  std::vector<bool> is_number(header.size(), false);
  for (const std::size_t number : numbers) is_number[number] = true;
  if (columns) widths = fitted_widths(std::move(widths), is_number, *columns);
  std::string out;
  const auto print = [&](const std::vector<std::string>& row) {
    std::string line;
    std::size_t figures_end = 0;  // a figure is never cut
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      const std::string cell = is_number[i] ? row[i] : fitted(row[i], widths[i]);
      const std::size_t missing = widths[i] - std::min(widths[i], text_width(cell));
      line.append(is_number[i] ? missing : 0, ' ');
      line += cell;
      if (is_number[i]) figures_end = text_width(line);
      if (i + 1 < row.size()) line.append((is_number[i] ? 0 : missing) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += (columns ? cut_at_end(line, std::max(*columns, figures_end)) : line) + "\n";
  };
  print(header);
  for (const auto& row : rows) print(row);
  return out;
}

std::string wrapped(std::string_view text, std::optional<std::size_t> columns, std::size_t indent) {
  if (!columns) return std::string(text);
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t end = unit_size(text, out, *columns - std::min(*columns, indent));
    const std::string_view word = text.substr(0, end);
    if (used > indent && used + text_width(word) > *columns) {
      out.erase(out.find_last_not_of(' ') + 1);
      out += "\n" + std::string(indent, ' ');
      used = indent;
    }
    out += word;
    used += text_width(word);
    if (end < text.size()) {
      out += text[end];
      used = text[end] == '\n' ? 0 : used + 1;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

void finish(World& world, const Result<void>& result) {
  if (!result) world.exit_code = show_refusal(world, result.error());
}
void finish(World& world, const Result<int>& result) {
  world.exit_code = result ? *result : show_refusal(world, result.error());
}

Progress::Progress(const World& world, std::string what)
    : shown_(world.stderr_is_terminal() && !world.options.quiet), what_(std::move(what)), started_ms_(steady_ms()) {}

Progress::~Progress() {
  if (drawn_) print_message("\r\x1b[K");
}

void Progress::update(std::int64_t done, std::int64_t total) {
  if (!shown_ || total == 0) return;
  const std::int64_t now = steady_ms();
  if (now - started_ms_ < 1000 || now - last_ms_ < 100) return;
  last_ms_ = now;
  drawn_ = true;
  const auto filled = static_cast<std::size_t>(done * 30 / total);
  print_message(
      fmt::format("\r{} [{}{}] {} of {}", what_, std::string(filled, '#'), std::string(30 - filled, '.'), done, total));
}

}  // namespace tos::cli
