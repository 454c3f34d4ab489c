#!/bin/bash
# The commands over timetables as an operator runs them: what they print, and how they end.
#   run.sh build/jiaxin
set -u
export LC_ALL=C # English, where it is not said otherwise
jiaxin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect STATUS TEXT ARGUMENT...: the exit status, and TEXT somewhere in what is printed.
expect()
{
	local status=$1 text=$2 got
	shift 2
	got=$("$jiaxin" timetable "$@" 2>&1)
	local ended=$?
	if [ $ended -ne "$status" ] || [[ $got != *"$text"* ]]; then
		printf 'timetable %s\n  ended with %s, not %s, or lacks: %s\n%s\n' "$*" "$ended" \
			"$status" "$text" "$got"
		failed=1
	fi
}

mkdir "$work/feed"
awk -v d="$work/feed" '/^=/ { f = d "/" substr($0, 2); next } { print > f }' \
	tests/fuzz/corpus/feed/small
tt=$work/tt
ask="-t $tt --from A --to C"

expect 2 'usage: jiaxin timetable COMMAND'
expect 0 'departures' --help
expect 2 'usage: jiaxin timetable build' build "$work/feed"
expect 2 'usage: jiaxin timetable build' build -o "$tt"
expect 1 'error: can'"'"'t be read' build "$work/none" -o "$tt" --lang en
expect 0 '4 stops, 6 trips in 3 patterns' build "$work/feed" -o "$tt" --strict --lang en
expect 2 'No such file' build "$work/feed" -o "$work/none/tt"

# A table as a spreadsheet leaves it, a year that the holidays do not know, and faults in two languages.
printf '%s\r\n' '车次，站序,站名,到,开,天,首日,末日' 'K9，1,深圳,,１８：０５,,2027/1/20,2027年3月5日' \
	',2,长沙,次日4:20,,,,' ',,,,,,,' > "$work/t.CSV"
expect 0 '2 stops, 1 trips in 1 patterns' build "$work/t.CSV" -o "$tt" --strict --lang en
expect 0 "2个站，1趟车（1种走法）" build "$work/t.CSV" -o "$tt" --lang zh
expect 0 'holidays.yaml says nothing of 2027' \
	build "$work/t.CSV" -o "$tt" --holidays config/holidays.yaml
expect 0 '18:05 深圳 - +1 04:20 长沙' query -t "$tt" --from shenzhen --to cs --at 2027-02-01T08:00
printf '%s\n' 'K9,1,深圳,,18:05,,20270120,春节' ',2,长沙,4:20,,,,' > "$work/t.CSV"
expect 1 't.CSV:1: warning: 首日或末日 "春节" 不是日期' build "$work/t.CSV" -o "$tt" --lang zh
expect 1 'first or last day "春节" is no date' build "$work/t.CSV" -o "$tt" --lang en
expect 0 '4 stops, 6 trips in 3 patterns' build "$work/feed" -o "$tt" --strict --lang en

# shellcheck disable=SC2086 # a list of words
{
	expect 0 '"departure":28800,"arrival":59400,"trips":1,"legs":[{"trip":"T1","name":"K1"' \
		query $ask --at 2016-03-10T08:00:00 --json
	expect 0 '08:00 - 16:30, 1 trip' query $ask --at '2016-03-10 08:00'
	expect 0 '"departure":-57600,"arrival":-27000' query $ask --by 2016-03-10T02:00:00 --json
	expect 0 '{"options":[]}' query $ask --at 2016-03-10T08:01:00 --days 0 --json
	expect 0 '"departure":115200' query $ask --at 2016-03-10T08:01:00 --days 1 --json
	expect 0 'outside the timetable: 2016-03-01 to 2016-03-31' query $ask --at 2017-01-01T08:00
	expect 0 'no journey' query $ask --at 2017-01-01T08:00 --direct
	expect 2 'is no time such as' query $ask --at 2016-02-30T08:00:00
	expect 2 'is no time such as' query $ask --at 2016-03-10
	expect 2 'is no number from 0 to 30' query $ask --at 2016-03-10T08:00:00 --days 99
	expect 2 'usage: jiaxin timetable query' query $ask
	expect 2 'usage: jiaxin timetable query' query $ask --at 2016-03-10T08:00 --by 2016-03-10T09:00
	expect 2 'usage: jiaxin timetable query' query $ask --at 2016-03-10T08:00 --count 3
}
expect 2 'usage: jiaxin timetable query' query -t "$tt" --from A --at 2016-03-10T08:00:00
expect 2 'there is no stop "X"' query -t "$tt" --from A+X --to C --at 2016-03-10T08:00:00
expect 0 '"arrival":59400' query -t "$tt" --from aa --to cc --at 2016-03-10T08:00:00 --json
expect 2 'the same place' query -t "$tt" --from A+C --to Cc --at 2016-03-10T08:00:00
expect 0 '"arrival":59400' query -t "$tt" --from A --to East --at 2016-03-10T08:00:00 --json
expect 0 '{"departures":[{"trip":"T3","name":"R1"' \
	departures -t "$tt" --from C --at 2016-03-10T05:00:00 --json
expect 0 '"about":true' departures -t "$tt" --from C --at 2016-03-10T05:00:00 --json --count 1
expect 0 'R1 06:00 Cc - 06:10 Dd' departures -t "$tt" --from C --to D --at 2016-03-10T05:00
expect 0 'no departure' departures -t "$tt" --from D --at 2016-03-10T05:00
expect 2 'it can'"'"'t be opened: No such file' query -t "$work/none" --from A --to C \
	--at 2016-03-10T08:00:00
printf 'X' | dd of="$tt" bs=1 seek=500 conv=notrunc 2>/dev/null
expect 2 'its checksum is wrong' query -t "$tt" --from A --to C --at 2016-03-10T08:00:00

# Names as people type them.
expect 0 'bytes, 0 faults' build config/demo-timetable.csv -o "$tt" --lang en
sz="--to 长沙市 --at 2026-11-24T06:00:00 --json"
# shellcheck disable=SC2086 # a list of words
{
	expect 0 '"from":"深圳北"' query -t "$tt" --from szb $sz
	expect 0 '"from":"深圳北"' query -t "$tt" --from 'Shenzhen North' $sz
	expect 0 '"from":"深圳"' query -t "$tt" --from 深圳 $sz
	expect 0 '"from":"深圳北"' query -t "$tt" --from 深圳市 $sz
	expect 0 '"from":"深圳北"' query -t "$tt" --from 深圳北+深圳 $sz
	expect 2 'there is no stop "深圳南"; near: 深圳' query -t "$tt" --from 深圳南 $sz
}

# A feed with a fault: said with its place; refused when strict, and then the old file stays.
printf 'T1,8:00:00,8:00:00,Q,9,,\n' >>"$work/feed/stop_times.txt"
expect 0 'stop_times.txt:9: warning: there is no stop "Q"; the row is left out' \
	build "$work/feed" -o "$tt" --lang en
cp "$tt" "$work/before"
expect 1 'with --strict nothing is written' build "$work/feed" -o "$tt" --strict
expect 1 "用了 --strict，没有写" build "$work/feed" -o "$tt" --strict --lang zh
cmp -s "$tt" "$work/before" || { echo "--strict wrote"; failed=1; }

[ $failed -eq 0 ] && echo "timetable: the commands answer as they should"
exit $failed
