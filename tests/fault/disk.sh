#!/bin/bash
# A store in trouble: full, failing, stalled, damaged, read-only, locked, without its key. The
# daemon stays up, says 503 and why, logs it once, and goes on by itself when the cause goes.
# shellcheck disable=SC2119 # start_daemon takes options, or none
set -u
# shellcheck source=tests/fault/lib.sh
. tests/fault/lib.sh
# shellcheck source=tests/fault/proof.sh
. tests/fault/proof.sh

uptime_is()
{
	[ "$(metric uptime_seconds)" -ge "$1" ]
}

# Several rounds of housekeeping, each of which tries the store again.
tries_pass()
{
	within 10 uptime_is $(($(metric uptime_seconds) + 3))
}

# in_trouble NAME REASON: what everybody may expect of a daemon whose store is in trouble.
in_trouble()
{
	expect "$1: ready says 503" within 10 is_code 503 /health/ready
	expect "$1: ready says why" grep -q "$2" <(get /health/ready)
	expect "$1: alive" is_code 200 /health/live
	equal "$1: a message is told to come again" "$(send "$1-x" 8613900000001 欠薪)" 503
	expect "$1: metrics say not ready" test "$(metric ready)" = 0
}

well_again()
{
	expect "$1: ready again by itself" within 10 is_code 200 /health/ready
	equal "$1: the message is answered now" "$(send "$1-x" 8613900000001 欠薪)" 200
}

errors_logged()
{
	tail -n "+$(($1 + 1))" "$LOG" | grep -c ' error: '
}

# under_load NAME DISK REASON: the disk breaks and heals while phones talk.
under_load()
{
	fresh
	start_daemon
	calm_phone
	play_begin 300
	within 20 answered_is 400
	local line
	line=$(wc -l < "$LOG")
	disk "$2"
	in_trouble "$1" "$3"
	tries_pass
	equal "$1: told once in the log" "$(errors_logged "$line")" 1
	disk
	well_again "$1"
	equal "$1: and once that it went" "$(tail -n "+$((line + 1))" "$LOG" | grep -c 'works again')" 1
	play_end "$1"
	proof "$1" 1
	end_daemon
}

stall()
{
	fresh
	start_daemon -o http.deadline_ms=300
	calm_phone
	disk stall
	local took
	took=$(curl -s -m 20 -o /dev/null -w '%{http_code} %{time_total}' -G \
		"http://127.0.0.1:$PORT/kannel/sms" -d id=stalled -d from=8613900000001 -d coding=0 -d text=0)
	expect "stall: 503 soon after the deadline ($took)" awk -v s="$took" \
		'BEGIN { split(s, a); exit !(a[1] == 503 && a[2] >= 0.29 && a[2] < 1) }'
	expect "stall: alive" is_code 200 /health/live
	equal "stall: a second message, too" "$(send second 8613900000002 养老)" 503
	play_begin 20
	within 5 test "$(metric late_replies)" -ge 20
	disk
	equal "stall: the message again" "$(within 5 is_sent stalled 8613900000001 0 && echo 200)" 200
	play_end stall
	proof stall 1
	end_daemon
}

is_sent()
{
	[ "$(send "$1" "$2" "$3")" = 200 ]
}

# A disk that stalls while the store is being tried again must not take the loop with it.
stall_in_trouble()
{
	fresh
	start_daemon -o http.deadline_ms=300
	disk enospc
	equal "stall in trouble: 503 first" "$(send a 8613900000001 养老)" 503
	disk stall
	within 5 uptime_is $(($(metric uptime_seconds) + 2))
	equal "stall in trouble: alive" "$(curl -s -m 2 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/health/live")" 200
	disk
	expect "stall in trouble: well again" within 10 is_code 200 /health/ready
	equal "stall in trouble: answered" "$(send a 8613900000001 养老)" 200
	end_daemon
}

# A stop while the disk stalls: nobody hangs, the daemon ends when the disk is back.
stall_and_stop()
{
	fresh
	start_daemon -o http.deadline_ms=20000
	disk stall
	"$CLIENT" -t 30000 "$PORT" burst 8 'stop-#' '8613000#' 养老 '' > "$W/burst" 2> /dev/null &
	local burst=$!
	within 5 held_is 8
	kill -TERM $DAEMON
	within 5 grep -q stopping "$LOG"
	disk
	wait $burst
	equal "stall and stop: who was accepted is answered" "$(grep -c '^200 ' "$W/burst")" 8
	end_daemon
	equal "stall and stop: a good end" "$ended" 0
}

held_is()
{
	[ "$(metric held)" = "$1" ]
}

damaged()
{
	fresh
	start_daemon
	send one 8613900000001 养老 > /dev/null
	end_daemon
	cp "$DB" "$W/good"
	local how
	for how in header middle cut nothing-of-ours; do
		rm -f "$DB"*
		cp "$W/good" "$DB"
		case $how in
		header) printf 'no database at all, only words' | dd of="$DB" conv=notrunc status=none ;;
		middle) head -c 3000 /dev/zero | tr '\0' '\245' |
			dd of="$DB" bs=1 seek=100 conv=notrunc status=none ;;
		cut) truncate -s 5000 "$DB" ;;
		nothing-of-ours) head -c 20000 /dev/urandom > "$DB" ;;
		esac
		start_daemon
		in_trouble "damaged ($how)" damaged
		rm -f "$DB"*
		cp "$W/good" "$DB"
		well_again "damaged ($how)"
		equal "damaged ($how): what was said is known" "$(sql 'SELECT count(*) FROM journal')" 2
		end_daemon
	done
}

read_only()
{
	fresh
	start_daemon
	send one 8613900000001 养老 > /dev/null
	end_daemon
	chown nobody "$KEY" "$W/keys" "$DB"
	chmod 555 "$W/data"
	cp -r "$CONTENT" "$W/tree" # nobody may not look into root's home, where a clone may lie
	chmod -R a+rX "$W/tree"
	if TREE=$W/tree RUN_AS="setpriv --reuid=nobody --regid=nogroup --clear-groups" start_daemon; then
		in_trouble "read-only folder" "for writing"
		chown nobody "$W/data"
		chmod 755 "$W/data"
		well_again "read-only folder"
	fi
	end_daemon
	chown -R root "$W/data" "$W/keys"
}

locked()
{
	fresh
	start_daemon
	send one 8613900000001 养老 > /dev/null
	mkfifo "$W/lock"
	sqlite3 "$DB" < "$W/lock" > "$W/locked" &
	local locker=$!
	exec 9> "$W/lock"
	echo "BEGIN EXCLUSIVE; SELECT 'held';" >&9
	within 5 grep -q held "$W/locked"
	send "locked-x" 8613900000001 欠薪 > /dev/null
	in_trouble locked "another process"
	exec 9>&-
	wait $locker
	rm "$W/lock"
	well_again locked
	equal "locked: once" "$(sql 'SELECT count(*) FROM journal')" 2
	end_daemon
}

keys()
{
	fresh
	start_daemon
	send one 8613900000001 养老 > /dev/null
	end_daemon
	mv "$KEY" "$W/key"
	start_daemon
	in_trouble "no key" "no key file"
	expect "no key: none is made up" test ! -e "$KEY"
	cp -p "$W/key" "$KEY"
	well_again "no key"
	end_daemon
	head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' > "$KEY"
	start_daemon
	in_trouble "wrong key" "not the one"
	cp -p "$W/key" "$KEY"
	well_again "wrong key"
	end_daemon
	chmod 644 "$KEY"
	start_daemon
	in_trouble "key for all to read" 0600
	chmod 600 "$KEY"
	well_again "key for all to read"
	equal "keys: nothing is lost" "$(sql 'SELECT count(*) FROM journal')" 4
	end_daemon
}

under_load "full disk" enospc "the disk is full"
under_load "dead disk" eio "reports errors"
under_load "flushes fail" eio-sync "reports errors"
under_load "read-only disk" readonly "for writing"
stall
stall_in_trouble
stall_and_stop
damaged
[ "$(id -u)" -ne 0 ] || read_only
locked
keys
finish disk
