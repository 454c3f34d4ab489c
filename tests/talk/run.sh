#!/bin/sh
# run.sh PROGRAM FILE.talk...: plays each transcript's "> " lines and compares what comes back.
# The comment at a file's head says what it shows; "#! OPTIONS" there goes to jiaxin talk.
# With RECORD=1 the answers are written into the file instead.
set -u
program=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
for file in "$@"; do
	options=$(sed -n 's/^#! //p' "$file")
	sed -n 's/^> //p; s/^>$//p' "$file" > "$work/said"
	# shellcheck disable=SC2086 # a list of words
	{
		grep '^#' "$file"
		"$program" talk -o content.dir=content --now 2026-11-23T10:00 $options < "$work/said" 2>&1
	} > "$work/got"
	if [ -n "${RECORD:-}" ]; then
		cp "$work/got" "$file"
	elif diff -u "$file" "$work/got"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
