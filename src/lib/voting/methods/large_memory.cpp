#include "voting/methods/large_memory.h"

#include <sys/mman.h>

#include <cstdlib>

namespace tos::voting {
namespace {

constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

std::size_t whole_pages(std::size_t bytes) { return (bytes + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes; }

}  // namespace

void* take_memory(std::size_t bytes) {
  if (bytes < huge_page_bytes) return ::operator new(bytes);
  void* memory = std::aligned_alloc(huge_page_bytes, whole_pages(bytes));
  if (memory == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  (void)::madvise(memory, whole_pages(bytes), MADV_HUGEPAGE);  // a hint
#endif
  return memory;
}

void give_memory_back(void* memory, std::size_t bytes) noexcept {
  if (bytes < huge_page_bytes) {
    ::operator delete(memory);
  } else {
    std::free(memory);
  }
}

}  // namespace tos::voting
