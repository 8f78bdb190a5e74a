#!/bin/sh
# Packs the client and what it needs: eng/pack.sh [FOLDER] [options of dotnet pack]
set -eu
cd "$(dirname "$0")/.."
out=${1:-artifacts/packages}
[ $# -gt 0 ] && shift
for project in Algorithms/Algorithms.csproj GrainInterfaces/GrainInterfaces.csproj Client/Client.csproj; do
  dotnet pack "$project" -c Release -p:ContinuousIntegrationBuild=true --nologo -v q -o "$out" "$@"
done
