#include "charter/amendment.h"

#include "charter/mandate.h"
#include "charter/rules.h"

namespace tos::charter {

Result<void> check_amendment(const Context& context, const Amendment& amendment) {
  TOS_CHECK(check_charter(amendment.charter));
  const auto mandate = find_mandate(context.db, amendment.decision);
  const std::string digest = to_hex(charter_digest(amendment.charter));
  if (mandate && mandate->kind == context.envelope.kind && mandate->target != digest) {
    return refuse(rules::CHA_020, "the decision adopted the charter {}, and this one is {}",
                  mandate->target.substr(0, 16), digest.substr(0, 16))
        .hint("use the file that was voted on, unchanged");
  }
  return check_mandate(context, amendment.decision, digest);
}

void apply_amendment(const Context& context, const Amendment& amendment) {
  use_mandate(context, amendment.decision);
  set_current(context.db, context.position, amendment.charter);
}

std::string folder_of_amendment(const Context&, const Amendment&) { return "charter"; }

KindTable charter_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Amendment, check_amendment, apply_amendment, folder_of_amendment>(
          "charter.amendment/v1", Signer::member, "member", "put a new charter in force that a decision adopted"),
  };
  return table;
}

}  // namespace tos::charter
