#pragma once
#include "core/base/rule.h"

namespace tos::log {

inline constexpr Rule LOG_001{"LOG-001", FailureClass::environment, "a command runs inside a group's git repository",
                              "Whatever a group does stands in its git repository. tos looks for one in the "
                              "directory given and upwards, as git does, and there is nothing to read or write "
                              "without it. A repository that belongs to another user is not opened either, unless "
                              "git's safe.directory names it: its configuration could run programs."};
inline constexpr Rule LOG_002{"LOG-002", FailureClass::environment, "the whole history is here",
                              "A shallow clone lacks the oldest commits, and the log is judged from its first "
                              "record on. CI systems fetch only the last commit unless told otherwise (fetch-depth: "
                              "0)."};
inline constexpr Rule LOG_003{"LOG-003", FailureClass::environment, "the clone is complete",
                              "A partial clone leaves out objects and fetches them from the network when they are "
                              "needed. A verdict must not depend on what a server answers at that moment."};
inline constexpr Rule LOG_004{"LOG-004", FailureClass::environment, "no grafts rewrite the history",
                              "A grafts file makes git show another history than the one its hashes commit to, for "
                              "this clone only. What is judged must be what everyone else has."};
inline constexpr Rule LOG_005{"LOG-005", FailureClass::environment, "no replace refs stand in for objects",
                              "References under refs/replace make git show other objects than those named, for this "
                              "clone only. What is judged must be what everyone else has."};
inline constexpr Rule LOG_006{"LOG-006", FailureClass::environment, "the repository has a format that tos reads",
                              "tos reads repositories with SHA-1 object names and the standard reference storage. "
                              "Git's object names are transport only, records carry SHA-256 ids of their own, so "
                              "nothing is gained by another object format."};
inline constexpr Rule LOG_007{"LOG-007", FailureClass::conflict, "a new group starts in a directory of its own",
                              "There is a git repository here already. Making a group inside it would mix two "
                              "histories."};
inline constexpr Rule LOG_008{"LOG-008", FailureClass::environment, "the log is the branch main",
                              "The records of a group are the commits of the branch main. A repository without it "
                              "has no log to read."};
inline constexpr Rule LOG_009{"LOG-009", FailureClass::malformed,
                              "every object that the log names is present and readable",
                              "A commit, tree or file that main refers to is missing, damaged or of another type. A "
                              "verdict over part of the log would be none."};
inline constexpr Rule LOG_010{"LOG-010", FailureClass::malformed, "every commit and tree has the hash it is named by",
                              "Commits and trees are checked against their names; an object stored under the name "
                              "of another is damage or forgery. Files need no such check: a record's own id covers "
                              "its bytes."};
inline constexpr Rule LOG_011{"LOG-011", FailureClass::malformed, "commits and trees are well formed",
                              "An object of the repository cannot be read as the commit or tree that it claims to "
                              "be. Git would refuse it as well (git fsck)."};
inline constexpr Rule LOG_012{"LOG-012", FailureClass::malformed, "no object is larger than any record can make it",
                              "A record has at most 64 KiB of signed text, a commit lists at most 10,000 records. "
                              "Larger objects are refused from their header, before they are loaded."};
inline constexpr Rule LOG_013{"LOG-013", FailureClass::malformed, "a record commit's header says what its records say",
                              "Author, committer, date, subject and order follow from the records, so that carrying "
                              "a record leaves no room for a message of one's own. Anyone may carry anyone's "
                              "records; nobody can add to them."};
inline constexpr Rule LOG_014{"LOG-014", FailureClass::malformed, "main is linear",
                              "Each commit has at most one parent, so that the order of the log is the same for "
                              "everyone. A merge puts two orders side by side: the log ends before it until tos "
                              "repair carries its records again."};
inline constexpr Rule LOG_015{"LOG-015", FailureClass::malformed, "a free commit leaves the homes unchanged",
                              "Only a record commit, which lists what it adds, may touch the directories that hold "
                              "records. Whatever else changes there is not logged, so the log ends before such a "
                              "commit."};
inline constexpr Rule LOG_016{"LOG-016", FailureClass::malformed, "the tree holds plain files only",
                              "Records are regular files that are not executable. Symbolic links and executables in "
                              "the homes and submodules anywhere would let a checkout reach outside the repository "
                              "or run something."};
inline constexpr Rule LOG_017{"LOG-017", FailureClass::malformed, "no name in the tree is taken for another",
                              "Names such as .git, .., or ones with a backslash, and their disguises on Windows and "
                              "macOS, make a checkout write where it must not. They are refused anywhere in the "
                              "tree."};
inline constexpr Rule LOG_018{"LOG-018", FailureClass::malformed, "names in the homes are plain",
                              "Paths of records consist of a-z, 0-9, dot, hyphen and underscore, do not start with "
                              "a dot and are the same on every file system. Anything else in the homes is no "
                              "record."};
inline constexpr Rule LOG_019{"LOG-019", FailureClass::malformed,
                              "only the group's own .gitattributes applies to records",
                              "Attributes can make git show other bytes than those stored. Init writes one file at "
                              "the root that turns all of that off; any other there, or one inside the homes, is "
                              "refused."};
inline constexpr Rule LOG_020{"LOG-020", FailureClass::malformed,
                              "the tree is no deeper, longer or fuller than records make it",
                              "Paths in the homes have at most eight parts and 512 bytes, and a name has at most 255 "
                              "bytes, or no checkout could write it. Limits on depth, length and number bound what "
                              "reading a hostile tree can cost."};
inline constexpr Rule LOG_021{"LOG-021", FailureClass::malformed, "a record file is never changed or removed",
                              "Records are only ever added. What a later record corrects or revokes stays readable, "
                              "and its file stays where it was."};
inline constexpr Rule LOG_030{"LOG-030", FailureClass::conflict, "one tos process writes to a clone at a time",
                              "Two writers would each append after the same record, and one would be lost. The "
                              "second waits some seconds, then gives up."};
inline constexpr Rule LOG_031{"LOG-031", FailureClass::conflict, "main moves only from where it was read",
                              "Between reading main and writing to it, something else moved it. Nothing was "
                              "written; reading again shows the new state."};
inline constexpr Rule LOG_032{"LOG-032", FailureClass::conflict, "a record's path is free",
                              "A path follows from a record's bytes, so a file that stands there already is the "
                              "same record or an attempt to take its place."};
inline constexpr Rule LOG_033{"LOG-033", FailureClass::malformed, "a file to be written has a path where it may stand",
                              "Records stand in the homes and free files outside them, under names that every file "
                              "system keeps apart."};
inline constexpr Rule LOG_034{
    "LOG-034", FailureClass::environment, "the work tree follows main",
    "The commit is logged, but the checked-out files or git's index could not be brought "
    "up to it. A free file that the file system cannot hold is left out, as git status shows. "
    "A pull that would change a free file which was edited here is not begun. "
    "The next tos command tries again; git itself can do it with git restore "
    "--staged --worktree."};
inline constexpr Rule LOG_035{"LOG-035", FailureClass::environment, "git can be run",
                              "tos leaves network transport and repository maintenance to the user's own git."};

RuleTable log_rules();

}  // namespace tos::log
