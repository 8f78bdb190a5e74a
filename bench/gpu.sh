#!/usr/bin/env bash
# Makes the check of a GPU, one file that runs where there is a driver and NVRTC and no SDK, and runs it here where there is a device.
# Usage: bench/gpu.sh [OPTION ...]     the options of the check: --help lists them
#        bench/gpu.sh --publish FOLDER only makes it
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root"
# shellcheck source=eng/build.sh
source eng/build.sh
require_sdk
folder="$root/artifacts/gpu-check"
if [ "${1:-}" = --publish ]; then folder=${2:?a folder}; fi
dotnet publish bench/Gpu/Gpu.csproj -c Release -r linux-x64 --self-contained -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true \
  -p:DebugType=none -o "$folder" --nologo -v quiet
if [ "${1:-}" = --publish ]; then
  ls -l "$folder/Starling.Bench.Gpu"
else
  exec "$folder/Starling.Bench.Gpu" "$@"
fi
