#pragma once
#include "core/base/rule.h"

// Signatures, keys, key files and agents. Sources: OpenSSH's PROTOCOL.sshsig, PROTOCOL.key and PROTOCOL.u2f, RFC 8032,
// RFC 9987.
namespace tos::ssh {

inline constexpr Rule SIG_001{
    "SIG-001", FailureClass::identity, "a signature is armored exactly as ssh-keygen writes it",
    "The marker lines, base64 in lines of 70 columns, LF at the end of each line, nothing before and nothing after. "
    "ssh-keygen itself reads much more than it writes; if we did, anyone could make many different files of one "
    "record."};
inline constexpr Rule SIG_002{
    "SIG-002", FailureClass::identity, "a signature's base64 is canonical",
    "Padding is there and unused bits are zero, so that the same signature has one spelling."};
inline constexpr Rule SIG_003{
    "SIG-003", FailureClass::identity, "a signature is one complete SSHSIG blob",
    "It begins with the letters SSHSIG, every length fits, and nothing follows its last field. Bytes that no field "
    "accounts for could carry anything past a reader."};
inline constexpr Rule SIG_004{"SIG-004", FailureClass::identity, "a signature has SSHSIG version 1",
                              "A version that we do not know may mean something else by the same bytes."};
inline constexpr Rule SIG_005{"SIG-005", FailureClass::identity, "a signature's reserved field is empty",
                              "The field is for future use; whoever fills it today hides bytes in it."};
inline constexpr Rule SIG_006{"SIG-006", FailureClass::identity, "a signature hashes its message with sha512 or sha256",
                              "These are the two that PROTOCOL.sshsig names. tos writes sha512."};
inline constexpr Rule SIG_007{
    "SIG-007", FailureClass::identity, "a signature is of a known algorithm, the same in its key",
    "ssh-ed25519, and sk-ssh-ed25519@openssh.com on hardware. Algorithms are a short list and a new one is a new "
    "version "
    "of the envelope, so that an old reader says that it does not know instead of judging wrongly."};
inline constexpr Rule SIG_008{"SIG-008", FailureClass::identity,
                              "an Ed25519 signature is 64 bytes and its number S is below the group order",
                              "RFC 8032, section 5.1.7. Without this a third person could turn a valid signature into "
                              "another one that is valid too."};
inline constexpr Rule SIG_009{"SIG-009", FailureClass::identity, "a signature is made in the namespace it is used in",
                              "The namespace keeps a signature that was given for one purpose, such as a git commit, "
                              "from being used for another."};
inline constexpr Rule SIG_010{"SIG-010", FailureClass::identity, "a signature is made by the key that is named",
                              "A signature names its own key. It must be the very key that the record names, not "
                              "another one of the same member."};
inline constexpr Rule SIG_011{
    "SIG-011", FailureClass::identity, "a signature fits the bytes it stands under",
    "Either the bytes were changed after signing or the signature was. The damage is in this copy: another clone may "
    "have a sound one."};
inline constexpr Rule SIG_012{
    "SIG-012", FailureClass::identity, "a hardware key signs only when a person is present",
    "The token notes in the signature whether it was touched. A key made with no-touch-required can be used by any "
    "program on its owner's machine, which is what a hardware key is meant to prevent."};
inline constexpr Rule SIG_013{
    "SIG-013", FailureClass::malformed, "a public key is written as SSH writes it",
    "The algorithm, a space, and canonical base64 of a blob that names the same algorithm and holds nothing more. In a "
    "record no comment follows, so that a key has one spelling there."};
inline constexpr Rule SIG_014{
    "SIG-014", FailureClass::identity, "a public key is a point that can belong to one person",
    "A point of small order makes signatures that fit any message, a point outside the prime-order group lets two "
    "programs disagree about one signature, and a coordinate not in lowest terms gives one key two ids."};
inline constexpr Rule SIG_015{"SIG-015", FailureClass::malformed, "a public key is of a known algorithm",
                              "ssh-ed25519 and sk-ssh-ed25519@openssh.com. RSA, ECDSA and DSA keys, and certificates, "
                              "are not taken; a new key costs "
                              "one command."};
inline constexpr Rule SIG_020{
    "SIG-020", FailureClass::environment, "a private key file is one whole openssh-key-v1 file",
    "Its checks agree, its three copies of the public key are equal, its padding counts 1, 2, 3. A key whose copies "
    "differ can give itself away with the first signature."};
inline constexpr Rule SIG_021{
    "SIG-021", FailureClass::environment, "a key with a passphrase, or on hardware, signs through ssh-agent",
    "tos does not ask for passphrases. Type `ssh-add` with the file once and the agent signs."};
inline constexpr Rule SIG_022{"SIG-022", FailureClass::environment, "a private key is an Ed25519 key",
                              "Other algorithms cannot sign records. `tos key new` makes a key that can."};
inline constexpr Rule SIG_030{"SIG-030", FailureClass::environment, "ssh-agent can be reached",
                              "The socket that SSH_AUTH_SOCK names answers within the time limit."};
inline constexpr Rule SIG_031{
    "SIG-031", FailureClass::environment, "ssh-agent answers as RFC 9987 says",
    "Replies are of the right type, of bounded length, and complete. What answers on a socket is not always an agent."};
inline constexpr Rule SIG_032{"SIG-032", FailureClass::environment, "ssh-agent agrees to sign",
                              "It says no when it does not hold the key, when the key is locked, or when the person "
                              "declined to confirm or to touch."};
inline constexpr Rule SIG_033{
    "SIG-033", FailureClass::environment, "ssh-agent's signature fits",
    "Every signature is checked before it is used; one that does not fit was made by another key, over other bytes, or "
    "without a person present."};

RuleTable ssh_rules();

}  // namespace tos::ssh
