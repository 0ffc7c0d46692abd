#pragma once

namespace tos::cli {

class World;

// For the tests of atomicity: TOS_FAULT=kill:K ends the process at the K-th point where something is about to reach the
// disk, as kill -9 would; full:K makes the disk full there; count:FILE writes how many points there were.
void install_fault_hook(const World& world);

}  // namespace tos::cli
