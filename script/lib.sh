# Sourced by the scripts beside it: where things are, how to speak, which Python, how long a stage took.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
cores=$(nproc)

# A compiler cache that survives a moved clone, where the machine has one.
if command -v ccache >/dev/null; then
  export CMAKE_C_COMPILER_LAUNCHER=${CMAKE_C_COMPILER_LAUNCHER:-ccache}
  export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER:-ccache}
  export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}
  export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros,include_file_mtime,include_file_ctime}
fi

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# The first Python that can read YAML: a version manager's python3 often cannot, the distribution's can.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import yaml' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  die "no python3 that can import yaml; run script/bootstrap"
}

stage_table=()
failed_stages=()
# stage NAME COMMAND…: runs one command, keeps its time and whether it failed. `need` stops at a failure.
stage() {
  local name=$1 start=$SECONDS verdict=ok
  shift
  say "== $name"
  "$@" || { verdict=FAILED && failed_stages+=("$name"); }
  stage_table+=("$(printf '%5d s  %-6s %s' $((SECONDS - start)) "$verdict" "$name")")
}
need() {
  stage "$@"
  if [ ${#failed_stages[@]} -gt 0 ]; then finish_stages; fi
}
# Prints the table of stages; ends the script with status 1 when one failed.
finish_stages() {
  say "== stages ($SECONDS s in all)"
  printf '%s\n' "${stage_table[@]}" >&2
  if [ ${#failed_stages[@]} -gt 0 ]; then die "failed: ${failed_stages[*]}"; fi
}
