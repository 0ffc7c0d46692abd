#pragma once
#include <functional>
#include <string_view>

#include "core/base/result.h"

namespace tos {

// What a test may make happen at a point where something is about to reach the disk.
enum class Fault { none, disk_full };

// Called with the point's name ("object.write", "ref.update", …) before every write, rename, fsync, reference update
// and database commit. The hook may also end the process, as kill -9 would.
using FaultHook = std::function<Fault(std::string_view point)>;

// Process-global; set it before other threads start. An empty hook removes it.
void set_fault_hook(FaultHook hook);
Fault fault_point(std::string_view point);

// fault_point() as a step that can be refused: SYS-001 when the hook says disk_full.
Result<void> pass_fault_point(std::string_view point);

}  // namespace tos
