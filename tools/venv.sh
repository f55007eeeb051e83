#!/usr/bin/env bash
# Makes .venv and installs one set of packages from its lock file (hashes, no addresses): venv.sh <python> run|dev|bench
set -euo pipefail
python=$1 what=$2

refuse() { echo "$1" >&2; exit 2; }
command -v "$python" >/dev/null || refuse "Samenhang needs Python 3.11 or newer; '$python' was not found. Install python3, or say PYTHON=/path/to/python3."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  refuse "Samenhang needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Install a newer one, or say PYTHON=python3.11."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  refuse "Python has no venv module here. Install it first: apt install python3-venv"
{ mkdir -p .venv && test -w .venv; } 2>/dev/null || refuse "The folder $(pwd) cannot be written, so .venv cannot be made. Change its rights or copy the project elsewhere."

test -x .venv/bin/pip || { echo "Making .venv"; "$python" -m venv .venv; }
install() { .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes "$@"; }
case $what in
  run)
    echo "Installing packages (once; a minute without a package cache)"
    install -r requirements/run.lock -r requirements/assets.lock
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
    ;;
  dev)
    echo "Installing the tools for tests and lint"
    install -r requirements/dev.lock
    ;;
  bench)
    echo "Installing the peers of the benches"
    install -r requirements/bench.lock
    ;;
  *) refuse "venv.sh installs run, dev or bench, not '$what'." ;;
esac
touch ".venv/$what.stamp"
