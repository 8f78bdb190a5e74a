#!/usr/bin/env bash
# Builds everything and runs every test. Ends with one line: N passed, N failed, N skipped.
# Usage: ./test.sh [PART ...]   PART: part of the name of a test project; without one, all of them.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
cd "$root"
# shellcheck source=eng/build.sh
source eng/build.sh
require_sdk

find_data

mkdir -p artifacts
# PostgreSQL and Azurite, where they can be installed; tests that need one that is not there skip themselves or say so.
bash eng/install-test-services.sh > artifacts/services.log 2>&1 || { echo "test services: not all could be installed (artifacts/services.log)"; }

mkdir -p artifacts/tests
rm -f artifacts/tests/*.xml
echo "Building ..."
if ! dotnet build cluster.sln -c Release -v minimal --nologo < /dev/null > artifacts/build.log 2>&1; then
  grep -E ': (error|warning) ' artifacts/build.log | sort -u | head -40 || true
  tail -5 artifacts/build.log
  echo "The build failed; everything it said is in artifacts/build.log"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
grep -hoE 'Orleans engine: .*' artifacts/build.log | head -1 || true

# Far more than any project needs: tests that hang cost minutes and are named, instead of the whole run.
limit=900
passed=0 failed=0 skipped=0
count() { # an attribute of the <assembly> element of an xunit report
  sed -n 's/.*<assembly [^>]*[ ]'"$1"'="\([0-9]*\)".*/\1/p' "$2" | head -1
}
for project in tests/*.Tests; do
  name=$(basename "$project")
  if [ $# -gt 0 ]; then
    wanted=no
    for part in "$@"; do case $name in *"$part"*) wanted=yes ;; esac; done
    [ $wanted = yes ] || continue
  fi
  assembly=$(sed -n 's/.*<AssemblyName>\(.*\)<\/AssemblyName>.*/\1/p' "$project/$name.csproj")
  report="artifacts/tests/$name.xml"
  started=$SECONDS
  echo "== $name"
  status=0
  # Who starts this in the background starts it deaf to interrupts, which tests send to what they start.
  timeout --foreground -k 20 "$limit" env --default-signal=INT,QUIT \
    dotnet "$project/bin/Release/net10.0/$assembly.dll" -noLogo -noColor -longRunning 240 -xml "$report" < /dev/null > "artifacts/tests/$name.log" 2>&1 || status=$?
  if [ ! -s "$report" ]; then
    tail -30 "artifacts/tests/$name.log"
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
      echo "   $name did not end within $limit s and was stopped; what runs for long is named above and in artifacts/tests/$name.log"
    else
      echo "   $name did not finish (exit $status)"
    fi
    failed=$((failed + 1))
    continue
  fi
  p=$(count passed "$report") f=$(count failed "$report") s=$(count skipped "$report") e=$(count errors "$report")
  passed=$((passed + p)) failed=$((failed + f + e)) skipped=$((skipped + s))
  if [ "$((f + e))" -gt 0 ]; then grep -vE '^\s*(Discover|Start|Finish)' "artifacts/tests/$name.log" | tail -80; fi
  if [ "$((f + e))" -eq 0 ] && [ "$status" -ne 0 ]; then
    tail -30 "artifacts/tests/$name.log"
    failed=$((failed + 1))
  fi
  echo "   $p passed, $((f + e)) failed, $s skipped in $((SECONDS - started)) s"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
