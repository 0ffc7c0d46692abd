# tos_module(<name> <folder> LINKS <targets…>): one static library a module. A module sees only what it links,
# so an include that points the wrong way does not link. Sources are found by name: adding a file needs no line here.
function(tos_module name folder)
  cmake_parse_arguments(ARG "" "" "LINKS;PRIVATE_LINKS" ${ARGN})
  set_property(GLOBAL APPEND PROPERTY TOS_MODULES ${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/lib/${folder}/*.cpp)
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE tos_flags ${ARG_LINKS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC tos_flags ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# tos_unit_tests(<module> LINKS <targets…>): tests/unit/<module>/*.cpp become one Catch2 program.
function(tos_unit_tests module)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${module}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${module} ${sources})
  target_link_libraries(test_${module} PRIVATE tos_flags tos_test_support ${ARG_LINKS})
  set_target_properties(test_${module} PROPERTIES UNITY_BUILD OFF) # every test file has helpers of its own
  target_precompile_headers(test_${module} REUSE_FROM tos_test_pch)
  catch_discover_tests(test_${module} TEST_PREFIX "${module}: " PROPERTIES ENVIRONMENT "TZ=Pacific/Chatham;LC_ALL=C.UTF-8")
endfunction()
