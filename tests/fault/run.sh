#!/bin/bash
# All fault tests, one after another, and their sum. The power cuts hit the release build, which is the
# faster one; everything else the one under ASan and UBSan.
set -u
B=${B:-build}
passed=0 failed=0

run()
{
	local out p f
	out=$(FAULT_PROGRAM=$2 bash "tests/fault/$1.sh" 2>&1)
	read -r p f <<< "$(sed -n "s/^$1: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p" <<< "$out")"
	grep -v '^ok' <<< "$out"
	passed=$((passed + ${p:-0}))
	failed=$((failed + ${f:-1}))
}

run kill "$B/fault/jiaxin"
run disk "$B/fault/jiaxin-san"
run ussd "$B/fault/jiaxin-san"
run callers "$B/fault/jiaxin-san"
run timetable "$B/fault/jiaxin-san"
echo "fault: $passed passed, $failed failed"
[ $failed -eq 0 ]
