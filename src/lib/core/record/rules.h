#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule REC_001{
    "REC-001", FailureClass::malformed, "a message is at most 64 KiB, a record file at most 1 MiB",
    "Records are read, hashed and kept by every clone for ever. A bound on their size keeps a hostile "
    "record from costing everybody memory and time before anyone has looked at it."};
inline constexpr Rule REC_002{
    "REC-002", FailureClass::malformed,
    "a record file is a message, a signature and its enclosures, apart by lines of ---",
    "The signed bytes end before the first line that is exactly ---, so that anyone can cut them out with "
    "stock tools. A file that ends early or goes on after its last part is refused."};
inline constexpr Rule REC_003{
    "REC-003", FailureClass::malformed, "a record is UTF-8 without control, invisible or direction-changing characters",
    "A text must look to every reader the way it reads to the program: bidirectional overrides, zero-width "
    "marks, carriage returns and tabs have been used to show people something other than what they signed."};
inline constexpr Rule REC_004{
    "REC-004", FailureClass::malformed, "a record is in record form: one way to write each value",
    "Record form is a strict subset of YAML. Because each value has exactly one spelling, no two programs can "
    "read one record differently, and printing what was parsed gives the same bytes."};
inline constexpr Rule REC_005{
    "REC-005", FailureClass::malformed, "a record has the fields of its kind, in their order, and no others",
    "A field that a reader does not know might have been what the author meant. Unknown, missing, repeated "
    "and misplaced fields are refused rather than guessed at."};
inline constexpr Rule REC_006{
    "REC-006", FailureClass::malformed, "a field holds the type that its kind names",
    "An integer is not a string that looks like one. What a field may hold stands in its kind's schema."};
inline constexpr Rule REC_007{"REC-007", FailureClass::malformed, "a value lies within its field's limits",
                              "Lengths, ranges and list sizes are bounded so that every cost is bounded too."};
inline constexpr Rule REC_008{
    "REC-008", FailureClass::malformed, "an enclosure matches the digest that was signed",
    "Free text stands outside the signed message so that a group can remove it later. The signed digest of "
    "salt and text proves that what is shown is what the author wrote."};
inline constexpr Rule REC_009{
    "REC-009", FailureClass::malformed, "every enclosure is present unless a redaction permits its absence",
    "Text that vanishes without a record of who removed it and why would be censorship that nobody can see."};
inline constexpr Rule REC_010{
    "REC-010", FailureClass::malformed, "a record's kind and version belong to the ruleset in force",
    "The charter names a ruleset, which fixes the kinds and how each is judged, so that every reader of the "
    "log reaches the same verdict for ever."};
inline constexpr Rule REC_011{
    "REC-011", FailureClass::malformed,
    "a handle or role name is 2 to 32 bytes of words apart by single hyphens, and not reserved",
    "Handles become folder names, e-mail-like identities and command-line words on every system; names that "
    "some system treats specially are refused."};

RuleTable record_rules();

}  // namespace tos::rules
