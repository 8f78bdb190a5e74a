# shellcheck shell=bash
# Sourced: $engine is docker or podman, whichever answers here, or what CONTAINER_ENGINE names.

# What a client without its engine says, too, is no engine.
for engine in "${CONTAINER_ENGINE:-}" docker podman; do
  if [ -n "$engine" ] && command -v "$engine" >/dev/null 2>&1 && "$engine" info >/dev/null 2>&1; then break; fi
  engine=''
done
if [ -z "$engine" ]; then echo "${0##*/}: neither docker nor podman answers here (CONTAINER_ENGINE names another)." >&2; exit 1; fi
