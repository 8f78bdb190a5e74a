#!/usr/bin/env bash
# Builds the chaos runner and runs it: jobs on clusters of processes, troubled at seeded moments. Usage: ./chaos.sh [OPTION ...]
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
cd "$root"
# shellcheck source=eng/build.sh
source eng/build.sh
require_sdk
build_if_stale chaos tests/Chaos/Chaos.csproj "$root/tests/Chaos/bin/Release/net10.0/Starling.Chaos.dll"
exec dotnet "$root/tests/Chaos/bin/Release/net10.0/Starling.Chaos.dll" run "$@"
