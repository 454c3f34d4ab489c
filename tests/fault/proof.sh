# Phones that talk under whatever goes on, and the proof that nobody noticed: each has the talk of
# a phone that nothing disturbed, each message again gives the same bytes, each has one row.
# Sourced after lib.sh.
#
# shellcheck shell=bash

SCRIPT=tests/fault/script.txt
SCRIPT_LINES=$(wc -l < $SCRIPT)
RECORD=$W/record CALM=$W/calm PLAY=0 PHONES=0

# A new database and key for the next test; the log goes on.
fresh()
{
	end_daemon KILL
	disk
	rm -rf "$W/data" "$W/keys" "$RECORD" "$CALM"
	mkdir -p "$W/data" "$W/keys"
	: > "$RECORD"
}

# The oracle: a phone alone.
calm_phone()
{
	"$CLIENT" -c 1 "$PORT" play $SCRIPT 1 calm "$CALM" 2> /dev/null
	[ "$(wc -l < "$CALM")" -eq "$SCRIPT_LINES" ] || fail "the undisturbed phone lacks answers"
}

# play_begin PHONES: they talk in the background.
play_begin()
{
	PHONES=$1
	"$CLIENT" -c 32 -s 600 "$PORT" play $SCRIPT "$PHONES" load "$RECORD" 2> "$W/play" &
	PLAY=$!
}

playing()
{
	kill -0 $PLAY 2> /dev/null
}

answered()
{
	wc -l < "$RECORD"
}

answered_is()
{
	[ "$(answered)" -ge "$1" ] || ! playing
}

# play_end NAME
play_end()
{
	wait $PLAY
	expect "$1: the phones came to their end" test $? -eq 0
	echo "      $(cat "$W/play")"
}

# Answers that differ from the calm phone's answer to the same line.
unlike_calm()
{
	awk 'NR == FNR { calm[$3] = $5; next } calm[$3] != $5 { n++ } END { print n + 0 }' \
		"$CALM" "$RECORD"
}

# proof NAME ROWS: ROWS other messages have been sent besides those of the phones.
proof()
{
	local sent=$((PHONES * SCRIPT_LINES))
	equal "$1: every message is answered" "$(answered)" $sent
	equal "$1: every talk is that of the undisturbed phone" "$(unlike_calm)" 0
	"$CLIENT" "$PORT" again "$RECORD" > "$W/again" 2> /dev/null
	equal "$1: every message again, the same bytes" "$(wc -l < "$W/again")" 0
	equal "$1: a row for each message" "$(sql 'SELECT count(*) FROM journal')" \
		$((sent + SCRIPT_LINES + $2))
	equal "$1: no message twice" "$(sql 'SELECT count(*) FROM
		(SELECT mark FROM journal GROUP BY mark HAVING count(*) > 1)')" 0
	equal "$1: what was told belongs to a message" "$(sql 'SELECT count(*) > 0 AND
		count(*) = sum(seq IN (SELECT seq FROM journal)) FROM told')" 1
	equal "$1: the database is whole" "$(sql 'PRAGMA integrity_check')" ok
}
