#!/bin/bash
# The timetable is swapped again and again while phones ask about trains: every answer is of one
# timetable or of the other, whole, and nobody waits for an answer that does not come.
set -u
# shellcheck source=tests/fault/lib.sh
. tests/fault/lib.sh
# shellcheck source=tests/fault/proof.sh
. tests/fault/proof.sh

SWAPS=20 PHONES_MOST=100000
SCRIPT=$W/script SCRIPT_LINES=10

# table TRAIN: two trains a day of this name, for the next weeks.
table()
{
	cat <<-END
		车次,站序,站名,到,开,天,首日,末日
		${1}1,1,城东,,08:00,1,$(date -d '-1 day' +%F),$(date -d '+30 days' +%F)
		,2,城中,09:00,09:10,1,,
		,3,城西,10:00,,1,,
		${1}2,1,城东,,21:00,1,$(date -d '-1 day' +%F),$(date -d '+30 days' +%F)
		,2,城西,23:00,,1,,
	END
}

build()
{
	table "$2" > "$W/$1.csv"
	"$PROGRAM" timetable build "$W/$1.csv" -o "$W/$1.tt" > /dev/null 2>&1
}

swap()
{
	cp "$W/$1.tt" "$W/new"
	mv "$W/new" "$W/tt"
	kill -HUP $DAEMON
	within 20 is_taken "$2"
}

is_taken()
{
	[ "$(metric timetables_total)" = "$1" ]
}

# Answers with this character in them (their bytes are written down in hex).
answers_with()
{
	cut -d ' ' -f 5 "$RECORD" | grep -c "$(printf %s "$1" | od -An -tx1 | tr -d ' \n')"
}

for _ in $(seq $SCRIPT_LINES); do echo '车 城东 城西 明天'; done > "$SCRIPT"
fresh
expect "timetable: both are built" build east 甲
expect "timetable: both are built" build west 乙
cp "$W/east.tt" "$W/tt"
start_daemon -o transit.timetable="$W/tt"
play_begin $PHONES_MOST
swaps=0
while playing && [ $swaps -lt $SWAPS ]; do
	within 60 answered_is $(($(answered) + 20))
	swaps=$((swaps + 1))
	if [ $((swaps % 2)) -eq 1 ]; then swap west $swaps; else swap east $swaps; fi || break
done
equal "timetable: swaps under load" $swaps $SWAPS
kill -TERM $PLAY
play_end timetable
first=$(answers_with 甲)
second=$(answers_with 乙)
equal "timetable: every answer is of one of them" $((first + second)) "$(wc -l < "$RECORD")"
expect "timetable: both have answered" test "$first" -gt 0 -a "$second" -gt 0
equal "timetable: no request is dropped" "$(grep -c 'refused 0 lost 0 wrong 0' "$W/play")" 1
finish timetable
