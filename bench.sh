#!/usr/bin/env bash
# Builds the benchmarks and runs one; it prints a table. Usage: ./bench.sh SUBJECT [OPTION ...]
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
cd "$root"
# shellcheck source=eng/build.sh
source eng/build.sh
require_sdk
find_data
build_if_stale bench bench/Bench.csproj "$root/bench/bin/Release/net10.0/Starling.Bench.dll"
exec dotnet "$root/bench/bin/Release/net10.0/Starling.Bench.dll" "$@"
