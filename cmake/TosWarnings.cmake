# One interface target carries what every translation unit of the project is compiled with.
add_library(tos_flags INTERFACE)

target_compile_options(tos_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these falsely in optimised builds.
  target_compile_options(tos_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-Wno-stringop-overflow -Wno-restrict -Wno-maybe-uninitialized>)
  # In larger units g++ takes a file's own namespace for one that others see.
  target_compile_options(tos_flags INTERFACE $<$<BOOL:${CMAKE_UNITY_BUILD}>:-Wno-subobject-linkage>)
  # 128-bit integers are what keeps decisions exact.
  target_compile_options(tos_flags INTERFACE -Wno-pedantic)
else()
  # The compiler cache keeps precompiled headers by what is in them.
  target_compile_options(tos_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  # std::stable_sort of libstdc++ 12 calls a function that it declares deprecated itself.
  target_compile_options(tos_flags INTERFACE -Wno-deprecated-declarations)
  target_compile_options(tos_flags INTERFACE -Wno-gnu-statement-expression -Wno-gnu-statement-expression-from-macro-expansion)
endif()
target_include_directories(tos_flags INTERFACE ${CMAKE_SOURCE_DIR}/src/lib)

if(TOS_COVERAGE)
  target_compile_options(tos_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(tos_flags INTERFACE --coverage)
endif()
