#pragma once
#include "core/base/rule.h"

namespace tos::voting {

inline constexpr Rule FMT_001{
    "FMT-001", FailureClass::missing, "a named election file exists",
    "Counting reads the files that were named and nothing else. Nothing is looked up, downloaded or replaced, except "
    "the spreadsheet saved as CSV that an RCTab configuration stands beside."};
inline constexpr Rule FMT_002{
    "FMT-002", FailureClass::environment, "a named election file can be read",
    "The file is there, but this user or this machine cannot read it: permissions, a directory, a failing disk."};
inline constexpr Rule FMT_003{
    "FMT-003", FailureClass::malformed, "an election file is in a known format",
    "The format is recognised by the file's content, never by its name. What is not recognised is not guessed at: a "
    "ballot file read in the wrong format would give a result, and it would be wrong."};
inline constexpr Rule FMT_004{
    "FMT-004", FailureClass::malformed, "an election file is complete",
    "A file that ends in the middle has lost ballots or names. Counting what is left would give a plausible result "
    "from part of the votes."};
inline constexpr Rule FMT_005{
    "FMT-005", FailureClass::malformed, "a number is whole, not negative, and below 2^63",
    "Votes, ranks and seats are counted in whole numbers. A negative, broken or overflowing number is damage, and "
    "reading on would turn it into some other number."};
inline constexpr Rule FMT_006{
    "FMT-006", FailureClass::malformed, "the counts that a file states are the counts that it holds",
    "Formats state how many candidates, voters or projects follow so that a lost or doubled line is noticed. Where "
    "statement and content differ, one of them is wrong and only the source can say which."};
inline constexpr Rule FMT_007{
    "FMT-007", FailureClass::malformed, "a ballot names candidates of its contest",
    "A preference for an unknown candidate is a typing mistake, a lost candidate or another contest's ballot. Leaving "
    "it out would move the voter's later preferences up."};
inline constexpr Rule FMT_008{
    "FMT-008", FailureClass::malformed, "a line has the form that its format gives it",
    "Each format has a grammar. A line outside it is refused with its number, so that it can be looked up and mended "
    "at the source, instead of being skipped."};
inline constexpr Rule FMT_009{
    "FMT-009", FailureClass::malformed, "a candidate is named once where ballots go by name",
    "Where ballots name candidates, two candidates with one name, or one candidate twice in an order that forbids it, "
    "leave open who is meant."};
inline constexpr Rule FMT_010{
    "FMT-010", FailureClass::malformed, "an election file stays within the limits of size",
    "Files are read in pieces with bounded memory: at most 2 GiB after decompression, 8 MiB a line, 32,000 candidates. "
    "No election comes near; a file beyond them is damaged or made to exhaust the machine."};
inline constexpr Rule FMT_011{
    "FMT-011", FailureClass::malformed, "a file to count or to import is text in UTF-8",
    "UTF-16 and binary data are not read as if they were text: every second byte would be taken for a character. Names "
    "in ISO 8859-1, which older election files have, are recognised and reported. A bank file in another encoding says "
    "so "
    "in its rules file: letters that are thrown away never come back."};
inline constexpr Rule FMT_012{
    "FMT-012", FailureClass::malformed, "compressed data decompresses completely",
    "A damaged or cut archive gives part of a file. Its checksum says so; the part is not counted."};
inline constexpr Rule FMT_013{
    "FMT-013", FailureClass::malformed, "a contest has at least one candidate",
    "There is nothing to count where nobody stands. The file is more likely damaged than the contest empty."};
inline constexpr Rule FMT_014{
    "FMT-014", FailureClass::malformed, "a file holds the kind of ballot that the method counts",
    "Scores are not ranks and approvals are not scores. Where a file can be read as what the method needs, it is; "
    "otherwise it is refused, because converting ballots means guessing what voters meant."};
inline constexpr Rule FMT_015{
    "FMT-015", FailureClass::malformed, "a contest configuration names settings that can be applied",
    "A configuration carries the rules of a real election. A setting that is unknown, contradictory or not supported "
    "would silently change the count if it were passed over."};
inline constexpr Rule FMT_016{
    "FMT-016", FailureClass::malformed, "cast vote records come from a provider that is read",
    "Vendors' exports differ in ways that change counts. Two are read exactly: common data format in JSON, and one row "
    "a ballot with one column a rank. Others are converted first, by the vendor's or RCTab's own exporter."};
inline constexpr Rule FMT_017{
    "FMT-017", FailureClass::malformed, "files counted together belong to one contest",
    "Several files are one count only if they name the same candidates in the same order and hold the same kind of "
    "ballot. Otherwise numbers on their ballots would mean different people."};
inline constexpr Rule FMT_018{
    "FMT-018", FailureClass::malformed, "a format can hold what is written in it",
    "A gap, an unreadable overvote or a line break in a name has no place in some formats. Writing such a file would "
    "lose it, and reading it back would give another election."};

RuleTable formats_rules();

}  // namespace tos::voting
