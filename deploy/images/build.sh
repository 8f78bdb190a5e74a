#!/usr/bin/env bash
# Builds the images starling-silo, starling-silo-gpu, starling-silo-torch, starling-dashboard and starling-cli with docker or podman, whichever is there.
# Usage: deploy/images/build.sh [--tag TAG] [--registry PREFIX] [--push] [IMAGE ...]   IMAGE: silo, silo-gpu, silo-torch, dashboard, cli; without one, all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tag=local registry='' push=no images=()
while [ $# -gt 0 ]; do
  case $1 in
    --tag) tag=${2:?--tag needs a tag}; shift 2 ;;
    --registry) registry=${2:?--registry needs a prefix, such as ghcr.io/me}; registry=${registry%/}/; shift 2 ;;
    --push) push=yes; shift ;;
    silo | silo-gpu | silo-torch | dashboard | cli) images+=("$1"); shift ;;
    *) echo "build.sh: '$1' is neither an option nor an image (silo, silo-gpu, silo-torch, dashboard, cli)." >&2; exit 2 ;;
  esac
done
[ ${#images[@]} -gt 0 ] || images=(silo silo-gpu silo-torch dashboard cli)
if [ "$push" = yes ] && [ -z "$registry" ]; then echo "build.sh: --push needs --registry." >&2; exit 2; fi

# shellcheck source=deploy/images/engine.sh
source deploy/images/engine.sh

for image in "${images[@]}"; do
  name=${registry}starling-$image:$tag
  echo "== $name"
  "$engine" build --file deploy/images/Containerfile --target "$image" --tag "$name" .
  if [ "$push" = yes ]; then "$engine" push "$name"; fi
done
