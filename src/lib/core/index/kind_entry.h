#pragma once
#include <span>

#include "core/index/database.h"
#include "core/record/kind.h"

namespace tos {

// What a check or an apply knows besides the read model: the record, and its place in the log.
struct Context {
  Database& db;
  const Envelope& envelope;
  RecordId id;
  GroupId group;
  std::int64_t position;    // of this record, from 1
  Timestamp clock;          // the log clock before it
  Timestamp now;            // max(clock, at)
  std::int64_t author = 0;  // the author's member number; 0 where the record's signer is no member
};

// Who signs records of a kind, before the charter's permissions are asked.
enum class Signer {
  founder,    // the founding record: one of the founders it names
  candidate,  // a founder who has not accepted, with the key that the founding record names
  applicant,  // not a member: the record itself carries the key that signs it
  member,     // an active member, with a key of theirs that is valid here
};

// How many persons must agree before a record takes effect, and who counts: "member", or a role's name. The author is
// the first of them.
struct Authority {
  std::int64_t needed = 1;
  std::string entitled = "member";
  std::optional<Timestamp> until = {};  // no approval counts after this
};

// A kind with its behaviour. check holds the rules and answers a refusal or nothing; apply cannot fail, it asserts.
// folder says where the record lives; it is called after check has passed and depends only on what earlier records fix.
struct KindEntry {
  Kind kind;
  Signer signer;
  // Who may author it unless the charter says otherwise, comma-separated: "member", or role names ("steward").
  // "party" leaves it to the check.
  std::string_view default_permission;
  Result<void> (*check)(const Context&, const Body&);
  void (*apply)(const Context&, const Body&);
  std::string (*folder)(const Context&, const Body&);
  // Where the record itself says what authority it needs (a decision, vouchers, a threshold): nothing means that the
  // permission above decides. Null: always.
  std::optional<Authority> (*authority)(const Context&, const Body&) = nullptr;
};

template <class T, Result<void> (*check)(const Context&, const T&), void (*apply)(const Context&, const T&),
          std::string (*folder)(const Context&, const T&)>
constexpr KindEntry kind_entry(std::string_view name, Signer signer, std::string_view default_permission,
                               std::string_view meaning) {
  return {.kind = make_kind<T>(name, meaning),
          .signer = signer,
          .default_permission = default_permission,
          .check = [](const Context& context,
                      const Body& body) { return check(context, static_cast<const BodyOf<T>&>(body).value); },
          .apply = [](const Context& context,
                      const Body& body) { apply(context, static_cast<const BodyOf<T>&>(body).value); },
          .folder = [](const Context& context,
                       const Body& body) { return folder(context, static_cast<const BodyOf<T>&>(body).value); }};
}

template <class T, std::optional<Authority> (*authority)(const Context&, const T&)>
constexpr KindEntry with_authority(KindEntry entry) {
  entry.authority = [](const Context& context, const Body& body) {
    return authority(context, static_cast<const BodyOf<T>&>(body).value);
  };
  return entry;
}

using KindTable = std::span<const KindEntry>;

// A handler of a timer by name.
struct TimerHandler {
  std::string_view name;
  void (*fire)(Database& db, Timestamp due, std::string_view subject);
};

// "2026-11" and "2026-11/20" of a record's `at`: the date folders.
std::string month_folder(Timestamp at);
std::string day_folder(Timestamp at);
// The first title as a folder name: ASCII lower-cased, other runs one hyphen, at most 40 bytes; `noun` when empty.
std::string slug(std::string_view title, std::string_view noun);

}  // namespace tos
