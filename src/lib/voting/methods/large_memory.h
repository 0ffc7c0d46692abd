#pragma once
#include <cstddef>
#include <new>
#include <vector>

// Memory for what a count walks through in no order: a million ballots are tens of megabytes, and with pages of 4 KiB
// most steps would also miss the processor's table of pages.
namespace tos::voting {

// At least `bytes` bytes, in huge pages where they fill some and the system has them. Throws std::bad_alloc.
void* take_memory(std::size_t bytes);
void give_memory_back(void* memory, std::size_t bytes) noexcept;  // the same number of bytes

template <class T>
struct LargeAllocator {
  using value_type = T;
  LargeAllocator() = default;
  template <class Other>
  LargeAllocator(const LargeAllocator<Other>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(take_memory(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { give_memory_back(memory, count * sizeof(T)); }
  bool operator==(const LargeAllocator&) const = default;
};

template <class T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace tos::voting
