# shellcheck shell=bash
# Sourced by the scripts beside it: finds a Python that can make a virtual environment, or says what is missing.

python_works() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Prints the command of the first Python 3.11 or later that can make virtual environments.
find_python() {
    local candidate lacking="" version
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        python_works "$candidate" || continue
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$candidate"
            return 0
        fi
        lacking="${lacking:-$candidate}"
    done
    if [ -n "$lacking" ]; then
        version="$("$lacking" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        echo "$lacking is there, but cannot make virtual environments: its package venv is missing." >&2
        echo "Install it:  sudo apt-get install python$version-venv" >&2
        return 1
    fi
    if command -v python3 >/dev/null 2>&1; then
        echo "albumforge needs Python 3.11 or later; python3 here is $(python3 -V 2>&1)." >&2
    else
        echo "albumforge needs Python 3.11 or later; there is no python3 here." >&2
    fi
    echo "On Debian 12, Ubuntu 24.04 and later:  sudo apt-get install python3 python3-venv" >&2
    echo "One that lies elsewhere:               PYTHON=/path/to/python3 $0" >&2
    return 1
}

# Prints a stamp of the files that an installation depends on besides the code: it is made again when that changes.
venv_stamp() {
    cat "$@" | cksum
    echo "$PWD"
}
