#!/bin/bash
# kill -9, again and again, under load; then the proof: what left is in the journal, nothing
# is there twice, and every phone's talk went on as if nothing had been.
#
# The oracle is a phone of the same script that nothing disturbed: each answer to each line
# must be its answer, whichever start of the daemon gave it.
set -u
. tests/fault/lib.sh

ROUNDS=${FAULT_ROUNDS:-20} PHONES=${FAULT_PHONES:-3000}
SCRIPT=tests/fault/script.txt
LINES_A_PHONE=$(wc -l < $SCRIPT)
RECORD=$W/record CALM=$W/calm
: > "$RECORD"

answered()
{
	wc -l < "$RECORD"
}

answered_is()
{
	[ "$(answered)" -ge "$1" ] || ! kill -0 $PLAY 2> /dev/null
}

# Lines of the record whose answer is not the calm phone's answer to the same line.
unlike_calm()
{
	awk 'NR == FNR { calm[$3] = $5; next } calm[$3] != $5 { n++; print > "/dev/stderr" }
		END { print n + 0 }' "$CALM" "$RECORD"
}

start_daemon || { finish kill; exit 1; }
"$CLIENT" -c 1 "$PORT" play $SCRIPT 1 calm "$CALM" 2> /dev/null
equal "kill: the undisturbed phone has all its answers" "$(wc -l < "$CALM")" "$LINES_A_PHONE"

"$CLIENT" -c 32 -s 600 "$PORT" play $SCRIPT "$PHONES" load "$RECORD" 2> "$W/play" &
PLAY=$!
for round in $(seq "$ROUNDS"); do
	[ $((round % 3)) -ne 0 ] && disk || disk slow $((round % 7 + 1))
	within 60 answered_is $(($(answered) + 20 + RANDOM % 400))
	kill -0 $PLAY 2> /dev/null || break
	end_daemon KILL
	start_daemon || break
done
disk
kills=$((round))
echo "      killed $kills times; $(answered) answers by then"
wait $PLAY
expect "kill: the client came to its end" test $? -eq 0
cat "$W/play"

sent=$((PHONES * LINES_A_PHONE))
equal "kill: every message is answered" "$(answered)" $sent
equal "kill: every talk is that of the undisturbed phone" "$(unlike_calm)" 0
"$CLIENT" "$PORT" again "$RECORD" > "$W/again" 2> /dev/null
equal "kill: every message again, the same bytes" "$(wc -l < "$W/again")" 0
end_daemon KILL
start_daemon
"$CLIENT" "$PORT" again "$RECORD" > "$W/again" 2> /dev/null
equal "kill: the same after one kill more" "$(wc -l < "$W/again")" 0
equal "kill: a row for each message" "$(sql 'SELECT count(*) FROM journal')" $((sent + LINES_A_PHONE))
equal "kill: no message twice" \
	"$(sql 'SELECT count(*) FROM (SELECT mark FROM journal GROUP BY mark HAVING count(*) > 1)')" 0
equal "kill: no gap in the rows" "$(sql 'SELECT max(seq) - count(*) FROM journal')" 0
equal "kill: the database is whole" "$(sql 'PRAGMA integrity_check')" ok
finish kill
