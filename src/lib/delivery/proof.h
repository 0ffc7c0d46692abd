#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "delivery/initiative.h"
#include "delivery/proof_line.h"
#include "delivery/proof_tables.h"

namespace tos::delivery {

struct Artefact {
  Line<1, 200> name;
  RecordId sha256;
  Whole<0, max_plain_integer> bytes;
};

struct Measurement {
  Line<2, 64> name;
  std::optional<Line<1, 32>> unit;
  std::optional<DecimalText> before;
  DecimalText after;
};

// delivery.proof/v1: what shows that work was done, for everybody to check.
struct Proof {
  InitiativeId initiative;
  std::optional<TaskId> task;
  List<Line<3, most_line_characters>, 0, 256> lines;
  List<Line<8, 1000>, 0, 64> links;
  List<Line<40, 64>, 0, 256> commits;
  List<Artefact, 0, 64> artefacts;
  List<Measurement, 0, 32> metrics;
  std::optional<Text> note;
};

inline constexpr auto artefact_fields = fields<Artefact>(field("name", &Artefact::name, "the file's name"),
                                                         field("sha256", &Artefact::sha256, "SHA-256 of its bytes"),
                                                         field("bytes", &Artefact::bytes, "how many"));
constexpr const auto& fields_of(const Artefact*) { return artefact_fields; }

inline constexpr auto measurement_fields = fields<Measurement>(
    field("name", &Measurement::name, "what was measured"), field("unit", &Measurement::unit, "in what"),
    field("before", &Measurement::before, "the number before the work, where it is known"),
    field("after", &Measurement::after, "the number now"));
constexpr const auto& fields_of(const Measurement*) { return measurement_fields; }

inline constexpr auto proof_fields =
    fields<Proof>(field("initiative", &Proof::initiative, "the initiative that it is for"),
                  field("task", &Proof::task, "the task that it closes, where it closes one"),
                  field("lines", &Proof::lines, "proof lines, TOKEN=VALUE with a note in parentheses or without"),
                  field("links", &Proof::links, "web addresses where the work can be seen"),
                  field("commits", &Proof::commits, "ids of git commits"),
                  field("artefacts", &Proof::artefacts, "files that the work made, by their digests"),
                  field("metrics", &Proof::metrics, "what was measured before and after"),
                  field("note", &Proof::note, "what else there is to say"));
constexpr const auto& fields_of(const Proof*) { return proof_fields; }

Result<void> check_proof(const Context& context, const Proof& proof);  // DLV-010, DLV-011, DLV-020 to DLV-024
void apply_proof(const Context& context, const Proof& proof);
std::string folder_of_proof(const Context& context, const Proof& proof);

bool is_web_address(std::string_view text);
bool is_commit_id(std::string_view text);

}  // namespace tos::delivery
