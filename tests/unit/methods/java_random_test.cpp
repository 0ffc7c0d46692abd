#include "voting/methods/java_random.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace tos::voting;

// Values that java.util.Random, String and HashSet document or are widely published with.
TEST_CASE("the generator of java.util.Random") {
  JavaGenerator g(42);
  // nextInt() gives -1170105035, 234785527, -1360544799, 205897768; nextInt(100) is the upper 31 bits modulo 100.
  for (const int expected : {30, 63, 48, 84}) CHECK(g.next_int(100) == expected);
  CHECK(JavaGenerator(0).next_index(10) == 7);  // nextDouble() = 0.730967787376657
  CHECK(JavaGenerator(0).next_index(1'000'000) == 730'967);
  CHECK(JavaGenerator(0).next_int(16) == 11);  // a power of two takes the high bits
  for (int i = 0; i < 1'000; ++i) CHECK(JavaGenerator(i).next_index(3) < 3);
}

TEST_CASE("a shuffle is a permutation that depends on the seed alone") {
  auto order = JavaGenerator(12'345).shuffled(20);
  CHECK(order == JavaGenerator(12'345).shuffled(20));
  CHECK(order != JavaGenerator(12'346).shuffled(20));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == i);
}

TEST_CASE("strings as Java orders and hashes them") {
  CHECK(java_hash("hello") == 99'162'322);
  CHECK(java_hash("") == 0);
  CHECK(java_hash("polygenelubricants") == -2'147'483'647 - 1);
  CHECK(java_less("A", "B"));
  CHECK(java_less("A", "AA"));
  CHECK(java_less("Z", "a"));
  CHECK(java_less("\xf0\x9f\x98\x80", "\xef\xbd\xa1"));  // U+1F600 before U+FF61: surrogates come first
  CHECK(java_hash_set_order({"b", "a", "c"}) == std::vector<std::size_t>{1, 0, 2});
}
