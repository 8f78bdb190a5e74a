# Shell functions shared by ./starling, ./test.sh and ./bench.sh. Sourced, not run; `root` is the repository.
# shellcheck shell=bash

: "${root:?}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# One clear sentence where the .NET SDK is missing or too old.
require_sdk() {
  if ! command -v dotnet > /dev/null; then
    echo "starling: the .NET 10 SDK is needed and 'dotnet' was not found: install it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 2
  fi
  local version
  version=$(cd "$root" && dotnet --version 2> /dev/null) || version=none
  case $version in
    1[0-9].*) ;;
    *)
      echo "starling: the .NET 10 SDK is needed; found: $(dotnet --list-sdks 2> /dev/null | cut -d' ' -f1 | paste -sd' ' -): install it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
      exit 2
      ;;
  esac
}

# Real data sets for tests and benchmarks, where a folder with them lies beside the repository. The product looks in
# STARLING_DATA itself; tests that need a set that is nowhere skip themselves.
find_data() {
  if [ -z "${STARLING_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
    STARLING_DATA=$(cd "$root/../shared/data" && pwd)
    export STARLING_DATA
  fi
}

# is_stale BUILT PROJECT: whether anything that goes into the build of a project is newer than a file. The folder of tests goes into no build but that of a project in it.
is_stale() {
  local built=$1 own
  own=$(dirname "$2")
  [ ! -e "$built" ] && return 0
  [ -n "$(cd "$root" && find . "./$own" \( -name bin -o -name obj -o -name artifacts -o -name runs -o -name node_modules -o -name .git -o -path ./tests -o -path ./docs \) -prune \
      -o -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.html' -o -name '*.css' -o -name '*.js' \
      -o -name '*.razor' -o -name '*.cu' -o -name '*.sql' -o -path './Trainer/*.py' -o -name global.json \) -newer "$built" -print -quit)" ]
}

# build_if_stale NAME PROJECT OUTPUT: builds a project in Release, quietly; one build at a time, others wait for it.
build_if_stale() {
  local name=$1 project=$2 output=$3 stamp="$root/artifacts/$1.built" log
  mkdir -p "$root/artifacts"
  if [ -e "$output" ] && ! is_stale "$stamp" "$project"; then return; fi
  exec 9> "$root/artifacts/build.lock"
  command -v flock > /dev/null && flock 9
  if [ -e "$output" ] && ! is_stale "$stamp" "$project"; then
    exec 9>&-
    return
  fi
  log="$root/artifacts/$name.log"
  local begun
  begun=$(mktemp "$root/artifacts/begun.XXXXXX")
  echo "starling: building (the first time takes about a minute) ..." >&2
  if ! (cd "$root" && dotnet build "$project" -c Release -v minimal --nologo < /dev/null > "$log" 2>&1); then
    grep -E ': error ' "$log" | sort -u | head -20 >&2 || tail -20 "$log" >&2
    echo "starling: the build failed; everything it said is in artifacts/$name.log" >&2
    rm -f "$begun"
    exit 1
  fi
  # As old as the moment the build began: what was edited meanwhile is newer.
  mv "$begun" "$stamp"
  grep -hoE 'Orleans engine: .*' "$log" | head -1 | sed 's/^/starling: /' >&2 || true
  exec 9>&-
}
