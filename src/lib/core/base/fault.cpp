#include "core/base/fault.h"

#include <utility>

#include "core/base/rules.h"

namespace tos {
namespace {
FaultHook& hook_slot() {
  static FaultHook hook;
  return hook;
}
}  // namespace

void set_fault_hook(FaultHook hook) { hook_slot() = std::move(hook); }

Fault fault_point(std::string_view point) {
  const FaultHook& hook = hook_slot();
  return hook ? hook(point) : Fault::none;
}

Result<void> pass_fault_point(std::string_view point) {
  if (fault_point(point) == Fault::none) return {};
  return refuse(SYS_001, "no space left on the device ({})", point).hint("free some space and run the command again");
}

}  // namespace tos
