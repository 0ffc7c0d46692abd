# TOS_PYTHON: a Python that can read YAML (a version manager's python3 often cannot); empty when there is none.
set(TOS_PYTHON "")
foreach(candidate python3 /usr/bin/python3)
  execute_process(COMMAND ${candidate} -c "import yaml" RESULT_VARIABLE cannot OUTPUT_QUIET ERROR_QUIET)
  if(cannot EQUAL 0)
    set(TOS_PYTHON ${candidate})
    break()
  endif()
endforeach()
