#!/bin/sh
# Finds a Python that is new enough and hands over to the set-up written in it.
cd "$(dirname "$0")/.." || exit 1
for python in python3 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" -B setup/main.py "$@"
    fi
done
echo "缺少 Python 3.11 或更高版本：请执行 sudo apt-get install -y python3 python3-venv。" >&2
exit 2
