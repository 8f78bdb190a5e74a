#!/usr/bin/env bash
# Installs what tests start themselves: PostgreSQL, Chromium, NumPy and PyTorch, from the system's packages; Azurite, the accessibility rules of axe and the
# schemas of Kubernetes, from npm, into artifacts/azurite, artifacts/browser and artifacts/kubernetes. What is there stays. Where something cannot be installed (no root, no node) it says so and goes on: the
# tests that need it skip themselves or say what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

azurite_version=3.37.0
axe_version=4.10.3
kubernetes_models_version=5.1.0

have() { command -v "$1" >/dev/null 2>&1; }

install_postgresql() {
    if have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then return; fi
    if ! have apt-get || [[ $(id -u) != 0 ]]; then
        echo "install-test-services: no PostgreSQL, and no apt-get as root to install it: its tests skip themselves." >&2
        return
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
}

install_chromium() {
    if have chromium; then return; fi
    if ! have apt-get || [[ $(id -u) != 0 ]]; then
        echo "install-test-services: no Chromium, and no apt-get as root to install it: the tests in a browser skip themselves." >&2
        return
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
}

# A package of npm in a folder of its own: install_npm FOLDER PACKAGE VERSION WHAT-IS-LEFT-OUT-WITHOUT-IT
install_npm() {
    local folder=artifacts/$1 name=$2 version=$3 loss=$4
    local package=$folder/node_modules/$name/package.json
    if [[ -f $package ]] && grep -q "\"version\": \"$version\"" "$package"; then return; fi
    if ! have npm; then
        echo "install-test-services: no npm: $loss." >&2
        return
    fi
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel error "$name@$version" >/dev/null
}

# For scripts of external models; Debian's interpreter, since no other has Debian's packages.
install_pytorch() {
    if [[ -x /usr/bin/python3 ]] && /usr/bin/python3 -c 'import numpy, torch' 2>/dev/null; then return; fi
    if ! have apt-get || [[ $(id -u) != 0 ]]; then
        echo "install-test-services: no PyTorch, and no apt-get as root to install it: the tests of scripts that need it skip themselves." >&2
        return
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-numpy python3-torch libopenblas0-openmp >/dev/null
}

install_postgresql
install_chromium
install_pytorch
install_npm azurite azurite "$azurite_version" "the tests against Azurite skip themselves where node is missing too"
install_npm browser axe-core "$axe_version" "the tests of accessibility skip themselves"
install_npm kubernetes kubernetes-models "$kubernetes_models_version" "manifests are not held against the schemas of Kubernetes"
