#include "reading.h"

namespace tos::voting::testing {
namespace {

std::string text_of(RankMark mark) {
  if (mark.is_skipped()) return " -";
  if (mark.is_overvoted()) return " !";
  return fmt::format("{}{}", mark.is_equal() ? "=" : " ", mark.index() + 1);
}
std::string text_of(Approval mark) { return fmt::format(" {}", mark.candidate + 1); }
std::string text_of(Points mark) { return fmt::format(" {}:{}", mark.candidate + 1, mark.value); }

}  // namespace

Result<Election> read_text(std::string_view text, std::vector<BallotKind> kinds, std::optional<Format> format) {
  ReadOptions options{.kinds = std::move(kinds), .format = format};
  TOS_TRY(Input input, Input::from_memory(text, "test"));
  return read_election(input, options);
}

std::string ballots_of(const Election& election) {
  return std::visit(
      []<class Ballots>(const Ballots& ballots) {
        std::string out;
        if constexpr (requires { ballots.marks(0); }) {
          for (std::size_t group = 0; group < ballots.size(); ++group) {
            out += fmt::format("{}{}:", out.empty() ? "" : "\n", ballots.weight(group));
            for (const auto mark : ballots.marks(group)) out += text_of(mark);
          }
        } else if constexpr (std::is_same_v<Ballots, ChoiceBallots>) {
          out = fmt::format("yes {} no {} abstain {}", ballots.yes, ballots.no, ballots.abstain);
        } else {
          out = fmt::format("consent {} concern {} stand-aside {} objection {}", ballots.consent, ballots.concern,
                            ballots.stand_aside, ballots.objection);
        }
        return out;
      },
      election.profile.ballots);
}

std::string names_of(const Election& election) {
  std::string out;
  for (const Candidate& candidate : election.profile.candidates) {
    if (!out.empty()) out += " | ";
    out += candidate.standing == Standing::withdrawn ? "(" + candidate.name + ")" : candidate.name;
  }
  return out;
}

std::string verdict(const Result<Election>& result) {
  if (result) return "read";
  return fmt::format("{} line {}", result.error().rule->id, result.error().where.line);
}

}  // namespace tos::voting::testing
