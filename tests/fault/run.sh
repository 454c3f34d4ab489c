#!/bin/bash
# All fault tests, one after another, and their sum.
set -u
passed=0 failed=0
for test in kill disk callers; do
	out=$(bash "tests/fault/$test.sh" 2>&1)
	sum=$(tail -n 1 <<< "$out")
	read -r p f <<< "$(sed -n "s/^$test: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p" <<< "$sum")"
	grep -v '^ok' <<< "$out"
	passed=$((passed + ${p:-0}))
	failed=$((failed + ${f:-1}))
done
echo "fault: $passed passed, $failed failed"
[ $failed -eq 0 ]
