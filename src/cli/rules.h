#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule CLI_001{
    "CLI-001", FailureClass::usage, "a command is typed as its help says",
    "The words after tos name a command and its options. tos COMMAND --help lists them with examples."};
inline constexpr Rule CLI_002{"CLI-002", FailureClass::environment, "a command that signs finds one key to sign with",
                              "Records are signed with an Ed25519 SSH key. tos looks at --key, then TOS_KEY and git "
                              "config tos.key, then in ssh-agent and ~/.ssh for a key that is on the roll."};
inline constexpr Rule CLI_003{"CLI-003", FailureClass::environment, "a command that signs knows whose record it is",
                              "A record names its author. tos looks at --as, then TOS_AS and git config tos.handle, "
                              "then for the one member whose keys are in ssh-agent or ~/.ssh."};
inline constexpr Rule CLI_004{"CLI-004", FailureClass::usage, "a text that is due is given",
                              "Where a record needs a text and none was given, tos opens your editor on a terminal and "
                              "asks for an option elsewhere."};
inline constexpr Rule CLI_005{
    "CLI-005", FailureClass::missing, "a file that is named can be read",
    "The path given on the command line must be a file that this user can read, of a size that a record can have."};
inline constexpr Rule CLI_006{
    "CLI-006", FailureClass::malformed, "a file that people write is in the form its page says",
    "Charter drafts and imports are written by hand or by other programs; they are checked before anything is signed."};

inline constexpr Rule CLI_007{"CLI-007", FailureClass::conflict, "a file that is there is never overwritten",
                              "A private key that is gone cannot be had again, and with it what it alone could sign; "
                              "and a path may be a device, or a link to elsewhere. tos makes new files only where "
                              "there is none."};

inline constexpr Rule CLI_008{
    "CLI-008", FailureClass::conflict, "what is published is not taken back",
    "Others may have read and built on it. An unpublished record can be dropped; a published one is corrected by a new "
    "record."};

inline constexpr Rule CLI_009{"CLI-009", FailureClass::environment,
                              "commits are signed where git's configuration asks for that",
                              "With commit.gpgsign tos signs commits as git does: gpg.format, gpg.program, "
                              "user.signingkey. Such a signature says "
                              "who carried the records; their own say who wrote them, and only those count."};

RuleTable cli_rules();

}  // namespace tos::rules
