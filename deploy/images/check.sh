#!/usr/bin/env bash
# Runs the images silo, dashboard and cli that build.sh made, on this machine's loopback and as restricted as the manifests have them: no root, nothing to write to
# but /tmp, no capabilities. Three silos, a dashboard, a job through it, and a silo that is asked to stop and comes back while the job runs. Prints what was looked
# at; exit code 1 where something is not as it should be. Linux, with curl and openssl.
# Usage: deploy/images/check.sh [--tag TAG] [--registry PREFIX] [--keep]   --keep leaves logs, certificates and results in their folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tag=local registry='' keep=no
while [ $# -gt 0 ]; do
  case $1 in
    --tag) tag=${2:?--tag needs a tag}; shift 2 ;;
    --registry) registry=${2:?--registry needs a prefix, such as ghcr.io/me}; registry=${registry%/}/; shift 2 ;;
    --keep) keep=yes; shift ;;
    *) echo "check.sh: '$1' is no option (--tag, --registry, --keep)." >&2; exit 2 ;;
  esac
done
# shellcheck source=deploy/images/engine.sh
source deploy/images/engine.sh

dashboard=http://127.0.0.1:18080
name=starling-check-$$
folder=$(mktemp -d)
tls=$folder/tls access=$folder/access work=$folder/work
limits=(--network host --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges)
declare -A running=()
failures=0 submitted=''

finish() {
  for container in "${!running[@]}"; do "$engine" kill "$name-$container" >/dev/null 2>&1 || true; done
  wait
  if [ "$keep" = yes ] || [ "$failures" -gt 0 ]; then echo "Logs, certificates and results are in $folder"; else rm -rf "$folder"; fi
}
trap finish EXIT

check() { # WHAT COMMAND...: a line of the result, with the last words where it is a failure
  local what=$1 status=0
  shift
  "$@" > "$folder/check.log" 2>&1 || status=$?
  if [ $status -eq 0 ]; then echo "ok      $what"; return; fi
  echo "FAILED  $what"
  tail -5 "$folder/check.log" | sed 's/^/        /'
  failures=$((failures + 1))
}

start() { # CONTAINER IMAGE OPTION...: in the background
  local container=$1 image=$2
  shift 2
  "$engine" run --rm --name "$name-$container" "${limits[@]}" "$@" "${registry}starling-$image:$tag" > "$folder/$container.log" 2>&1 &
  running[$container]=$!
}

stop() { # CONTAINER: asks it to stop and waits, as a kubelet does; its exit code
  local status=0
  "$engine" stop --time 90 "$name-$1" || return 1
  wait "${running[$1]}" || status=$?
  unset "running[$1]"
  return $status
}

cli() { # ARGUMENT...: the command line, in a folder of its own
  "$engine" run --rm "${limits[@]}" -v "$work:/work" -v "$access:/access" -e STARLING_TOKEN="${token:-}" "${registry}starling-cli:$tag" "$@"
}

answers() { # URL: until it answers 200, for two minutes at most
  for ((i = 0; i < 240; i++)); do
    if curl -fsS --max-time 5 "$1"; then return 0; fi
    sleep 0.5
  done
  return 1
}

# What the manifests say, but for addresses, and for a folder in place of PostgreSQL.
start_silo() { # NUMBER
  start "silo-$1" silo -v "$tls:/run/secrets/starling/tls:ro" -v "$access:/run/secrets/starling/access:ro" -v "$folder/data:/data" \
    -e Silo__ClusterId=starling -e Silo__ServiceId=starling -e Silo__Name="starling-silo-$1" -e Silo__Address="127.0.0.1$1" -e Silo__ShutdownSeconds=60 \
    -e Health__Port=8081 -e Health__Address="127.0.0.1$1" \
    -e Tls__Certificate=/run/secrets/starling/tls/silo.pfx -e Tls__PasswordFile=/run/secrets/starling/tls/silo.password \
    -e Tls__CaFile=/run/secrets/starling/tls/ca.pem -e Tls__ServerName=starling \
    -e Security__TokensFile=/run/secrets/starling/access/tokens.json -e Security__ClusterSecretFile=/run/secrets/starling/access/cluster-secret \
    -e Clustering__Kind=folder -e Clustering__Folder=/data/members -e Storage__Kind=folder -e Storage__Folder=/data/storage
}

start_dashboard() {
  start dashboard dashboard -v "$tls:/run/secrets/starling/tls:ro" -v "$access:/run/secrets/starling/access:ro" --tmpfs /var/lib/starling/keys:mode=1777 \
    -e Dashboard__Url="$dashboard" -e Dashboard__ClusterId=starling -e Dashboard__Cluster=127.0.0.10:30000,127.0.0.11:30000,127.0.0.12:30000 \
    -e Dashboard__ServerName=starling -e Dashboard__CaFile=/run/secrets/starling/tls/ca.pem \
    -e Dashboard__TokenFile=/run/secrets/starling/access/dashboard.token -e Dashboard__KeysFolder=/var/lib/starling/keys
}

# As in docs/deployment.md.
make_certificates() (
  cd "$tls"
  openssl ecparam -name prime256v1 -genkey -noout -out ca.key
  openssl req -x509 -new -key ca.key -days 2 -subj "/CN=Starling" -addext "keyUsage=critical,keyCertSign" -out ca.pem
  openssl ecparam -name prime256v1 -genkey -noout -out silo.key
  openssl req -new -key silo.key -subj "/CN=starling" -out silo.csr
  printf 'subjectAltName=DNS:starling\nextendedKeyUsage=serverAuth,clientAuth\n' > silo.ext
  openssl x509 -req -in silo.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile silo.ext -out silo.pem
  openssl rand -hex 16 > silo.password
  openssl pkcs12 -export -inkey silo.key -in silo.pem -passout file:silo.password -out silo.pfx
  openssl rand -hex 32 > "$access/cluster-secret"
  chmod a+r ./*
)

make_tokens() {
  cli token create --name dashboard --role viewer --file /access/tokens.json > "$access/dashboard.token" || return 1
  cli token create --name me --role operator --file /access/tokens.json > "$folder/me.token" || return 1
  token=$(cat "$folder/me.token")
}

has_user() { # IMAGE
  [ "$("$engine" image inspect --format '{{.Config.User}}' "${registry}starling-$1:$tag")" = 1654 ]
}

sum() { sed -n 's/^SHA-256 *\([0-9a-f]\{64\}\).*/\1/p' "$1" | tail -1; }

rolls() { # a silo goes when the job is past its first rounds, comes back, and is ready
  for ((i = 0; i < 480; i++)); do
    if grep -q '^round ' "$folder/submitted.log"; then break; fi
    sleep 0.25
  done
  stop silo-2 || return 1
  start_silo 2
  answers http://127.0.0.12:8081/health/ready
}

completes() {
  wait "$submitted" || { cat "$folder/submitted.log"; return 1; }
  grep '^Completed' "$folder/submitted.log"
}

has_same_bits() {
  cli run quickstart.yaml --set stop.rounds=200 > "$folder/alone.log" 2>&1 || { cat "$folder/alone.log"; return 1; }
  echo "$(sum "$folder/submitted.log") through the cluster, $(sum "$folder/alone.log") in one process"
  [ -n "$(sum "$folder/alone.log")" ] && [ "$(sum "$folder/submitted.log")" = "$(sum "$folder/alone.log")" ]
}

for image in silo dashboard cli; do
  if ! "$engine" image inspect "${registry}starling-$image:$tag" >/dev/null 2>&1; then
    echo "check.sh: there is no image ${registry}starling-$image:$tag here: deploy/images/build.sh makes it." >&2
    exit 1
  fi
done

mkdir "$tls" "$access" "$work" "$folder/data" "$folder/data/members" "$folder/data/storage"
cp jobs/quickstart.yaml "$work/"
# What is written into is for the user of the images; into the folder itself comes who knows its name.
chmod 711 "$folder"
chmod 777 "$access" "$work" "$folder/data" "$folder/data/members" "$folder/data/storage"

for image in silo dashboard cli; do check "starling-$image runs as user 1654" has_user "$image"; done
check "certificates are made" make_certificates
check "starling-cli makes tokens" make_tokens
for silo in 0 1 2; do start_silo $silo; done
for silo in 0 1 2; do
  for probe in startup ready live; do check "starling-silo, silo $silo: /health/$probe answers" answers "http://127.0.0.1$silo:8081/health/$probe"; done
done
start_dashboard
for probe in live ready; do check "starling-dashboard: /health/$probe answers" answers "$dashboard/health/$probe"; done
if [ $failures -gt 0 ]; then exit 1; fi

cli submit quickstart.yaml --set stop.rounds=200 --cluster "$dashboard" --wait --out results > "$folder/submitted.log" 2>&1 &
submitted=$!
check "a silo that is asked to stop ends with exit code 0, comes back and is ready" rolls
check "the job completes meanwhile" completes
check "it has the bits of the same job in one process" has_same_bits
for container in dashboard silo-0 silo-1 silo-2; do check "$container ends with exit code 0 when it is asked to" stop "$container"; done
[ $failures -eq 0 ]
