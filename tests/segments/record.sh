#!/bin/sh
# record.sh: asks the independent counters anew and writes vectors.csv. Needs node, npm and Debian's
# python3-gammu, and the network; the tests need none of them, they read the file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --no-audit --no-fund --silent sms-segments-calculator@1.3.0 split-sms@0.1.7
NODE_PATH="$work/node_modules" python3 "$here/record.py" "$here/count.cjs" > "$work/vectors.csv"
mv "$work/vectors.csv" "$here/vectors.csv"
wc -l "$here/vectors.csv"
