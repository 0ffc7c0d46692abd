#pragma once
#include "charter/parameters.h"
#include "core/index/kind_entry.h"

namespace tos::identity {

enum class GroupType { local, thematic, federated };

struct Founder {
  Handle handle;
  Line<20, 512> key;         // "ssh-ed25519 AAAA…", no comment
  List<Handle, 0, 8> roles;  // that the founder starts with
};

struct Parent {  // a fork names what it comes from
  GroupId group;
  Whole<1, max_plain_integer> size;
  LogRoot root;
};

// charter.founding/v1: the first record. Its id is the group's id.
struct Founding {
  Line<3, 100> name;
  Line<3, 50> handle;  // [a-z0-9-]
  GroupType type = GroupType::local;
  std::optional<Parent> parent;
  List<Founder, 1, 100> founders;
  charter::Charter charter;
};

// charter.acceptance/v1 and charter.refusal/v1: a named founder's answer, signed with the key the founding record
// names.
struct Acceptance {};
struct FounderRefusal {};

inline constexpr auto founder_fields = fields<Founder>(field("handle", &Founder::handle, "their handle"),
                                                       field("key", &Founder::key, "their SSH public key"),
                                                       field("roles", &Founder::roles, "the roles they start with"));
constexpr const auto& fields_of(const Founder*) { return founder_fields; }
inline constexpr auto parent_fields = fields<Parent>(field("group", &Parent::group, "the group that this one forks"),
                                                     field("size", &Parent::size, "how much of its log is taken over"),
                                                     field("root", &Parent::root, "that log's root"));
constexpr const auto& fields_of(const Parent*) { return parent_fields; }
inline constexpr auto founding_fields = fields<Founding>(
    field("name", &Founding::name, "the group's name"), field("handle", &Founding::handle, "the group's handle"),
    field("type", &Founding::type, "local, thematic or federated"),
    field("parent", &Founding::parent, "for a fork: where it comes from"),
    field("founders", &Founding::founders, "who founds it; each accepts with their own key"),
    field("charter", &Founding::charter, "the rules that the group gives itself"));
constexpr const auto& fields_of(const Founding*) { return founding_fields; }
inline constexpr auto acceptance_fields = fields<Acceptance>();
constexpr const auto& fields_of(const Acceptance*) { return acceptance_fields; }
inline constexpr auto refusal_fields = fields<FounderRefusal>();
constexpr const auto& fields_of(const FounderRefusal*) { return refusal_fields; }

Result<void> check_founding(const Context& context, const Founding& founding);
void apply_founding(const Context& context, const Founding& founding);
std::string folder_of_founding(const Context& context, const Founding& founding);

Result<void> check_acceptance(const Context& context, const Acceptance& acceptance);
void apply_acceptance(const Context& context, const Acceptance& acceptance);
std::string folder_of_acceptance(const Context& context, const Acceptance& acceptance);

Result<void> check_refusal(const Context& context, const FounderRefusal& refusal);
void apply_refusal(const Context& context, const FounderRefusal& refusal);
std::string folder_of_refusal(const Context& context, const FounderRefusal& refusal);

// How far the founding has come.
struct FoundingState {
  std::int64_t named = 0;
  std::int64_t accepted = 0;
  bool is_founded() const { return accepted * 2 > named; }
};
FoundingState founding_state(Database& db);

}  // namespace tos::identity

template <>
struct tos::NamesOf<tos::identity::GroupType> {
  using enum tos::identity::GroupType;
  static constexpr std::array names{tos::Name{local, "local"}, tos::Name{thematic, "thematic"},
                                    tos::Name{federated, "federated"}};
};
