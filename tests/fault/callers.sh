#!/bin/bash
# Callers in every mood: too many, too slow, too long, not allowed, the same message from
# everywhere at once; stops and reloads under load.
# shellcheck disable=SC2119 # start_daemon takes options, or none
set -u
# shellcheck source=tests/fault/lib.sh
. tests/fault/lib.sh
# shellcheck source=tests/fault/proof.sh
. tests/fault/proof.sh

statuses()
{
	cut -d ' ' -f 1 "$W/burst" | sort | uniq -c | awk '{ printf "%s%s x %s", s, $1, $2; s = ", " }'
}

# burst COUNT ID NUMBER TEXT FID
burst()
{
	"$CLIENT" -t 10000 "$PORT" burst "$@" > "$W/burst" 2> /dev/null
}

rows()
{
	sql 'SELECT count(*) FROM journal'
}

same_message()
{
	fresh
	start_daemon
	burst 50 the-same 8613900000001 养老 ''
	equal "same id, 50 at once: the same bytes" "$(sort -u "$W/burst" | grep -c '^200 .')" 1
	equal "same id: no other answer" "$(sort -u "$W/burst" | wc -l)" 1
	equal "same id: one row" "$(rows)" 1
	disk slow 100
	burst 50 'other-#' 8613900000002 养老 ''
	disk
	equal "same text under 50 new ids: the same bytes" "$(sort -u "$W/burst" | wc -l)" 1
	send a 8613900000003 养老 fid-1 > /dev/null
	cp "$W/body" "$W/first"
	send b 8613900000003 1 fid-1 > /dev/null
	expect "same fid: the same bytes" cmp -s "$W/first" "$W/body"
	send a 8613900000003 养老 fid-2 > /dev/null
	expect "same id, another fid: the same bytes" cmp -s "$W/first" "$W/body"
	end_daemon
}

# A message that came as the network's repetition of another is remembered by its own id as well.
resent_then_again()
{
	fresh
	start_daemon
	send menu 8613900000001 你好 > /dev/null
	disk slow 100
	burst 2 'twin-#' 8613900000001 1 ''
	disk
	equal "twins: the same bytes" "$(sort -u "$W/burst" | wc -l)" 1
	local want
	want=$(head -n 1 "$W/burst" | cut -d ' ' -f 2)
	send after 8613900000001 2 > /dev/null
	local id
	for id in twin-000000 twin-000001; do
		send $id 8613900000001 1 > /dev/null
		equal "twins: $id again, later" "$(od -An -v -tx1 "$W/body" | tr -d ' \n')" "$want"
	done
	end_daemon KILL
	start_daemon
	for id in twin-000000 twin-000001; do
		send $id 8613900000001 1 > /dev/null
		equal "twins: $id after a restart" "$(od -An -v -tx1 "$W/body" | tr -d ' \n')" "$want"
	done
	end_daemon
}

crowd()
{
	fresh
	ulimit -n 5000
	start_daemon -o http.connections=64
	burst 2000 'crowd-#' '8613#000' 养老 ''
	echo "      2000 at once: $(statuses)"
	local answered
	answered=$(grep -c '^200 ' "$W/burst")
	expect "crowd: many are answered" test "$answered" -ge 64
	equal "crowd: the others are refused, nothing else" "$(grep -vc -e '^200 ' -e '^0 -' "$W/burst")" 0
	equal "crowd: who was refused is counted" "$(metric connections_refused)" "$((2000 - answered))"
	expect "crowd: a row for each answer" test "$(rows)" -ge "$answered"
	equal "crowd: the next one is answered" "$(send next 8613900000001 养老)" 200
	"$CLIENT" -c 16 "$PORT" drip 64 > /dev/null 2>&1 &
	local drip=$!
	end_daemon
	wait $drip
}

# 60 of 64 connections drip; Kannel's own go on, and the drips end.
slow_loris()
{
	fresh
	start_daemon -o http.connections=64 -o http.idle_s=2
	"$CLIENT" -s 30 "$PORT" drip 60 > "$W/drip" 2>&1 &
	local drip=$!
	within 5 connected 60
	equal "slow loris: another is answered" "$(send a 8613900000001 养老)" 200
	wait $drip
	equal "slow loris: each is closed in time" $? 0
	equal "slow loris: another is answered afterwards" "$(send b 8613900000001 1)" 200
	end_daemon
}

connected()
{
	[ "$(metric connections)" -ge "$1" ]
}

too_long()
{
	local long
	fresh
	start_daemon
	long=$(head -c 30000 /dev/zero | tr '\0' x)
	expect "too long: the address" grep -qE '^(414|431|400|413|000)$' <<< "$(send a 8613900000001 "$long")"
	equal "too long: the body" "$(curl -s -m 20 -o /dev/null -w '%{http_code}' \
		"http://127.0.0.1:$PORT/kannel/sms?id=a&from=8613900000001" -H 'Content-Type: text/plain' \
		-d "$long")" 413
	equal "too long: the body in chunks" "$(curl -s -m 20 -o /dev/null -w '%{http_code}' \
		"http://127.0.0.1:$PORT/kannel/sms?id=a&from=8613900000001" -H 'Content-Type: text/plain' \
		-H 'Transfer-Encoding: chunked' -d "$long")" 413
	expect "too long: a header" grep -qE '^(431|400|413|000)$' <<< "$(curl -s -m 20 -o /dev/null \
		-w '%{http_code}' -H "X-Long: $long" "http://127.0.0.1:$PORT/health/live")"
	long=$(printf 'from=1&%.0s' $(seq 300)) # more than a connection's memory takes: dropped half read
	curl -s -m 5 "http://127.0.0.1:$PORT/kannel/sms?$long" > /dev/null
	printf 'nonsense\r\n\r\n' | timeout 5 nc -N 127.0.0.1 "$PORT" > /dev/null 2>&1
	equal "too long: no row of it" "$(rows)" 0
	equal "too long: the next one is answered" "$(send b 8613900000001 养老)" 200
	end_daemon
}

status_of()
{
	curl -s -m 20 -o /dev/null -w '%{http_code}' "$@" \
		"http://127.0.0.1:$PORT/kannel/sms?id=x&from=8613900000001&coding=0&text=0"
}

strangers()
{
	fresh
	(umask 077; echo correct-horse > "$W/secret")
	start_daemon -o http.secret_file="$W/secret"
	equal "no secret" "$(status_of)" 401
	equal "a wrong secret" "$(status_of -u kannel:wrong)" 401
	equal "a part of the secret" "$(status_of -u kannel:correct)" 401
	equal "the secret" "$(status_of -u kannel:correct-horse)" 200
	equal "a foreign address" "$(status_of --interface 127.0.0.2 -u kannel:correct-horse)" 403
	equal "a foreign address looks at metrics" "$(curl -s -m 5 -o /dev/null -w '%{http_code}' \
		--interface 127.0.0.2 "http://127.0.0.1:$PORT/metrics")" 403
	expect "what was not understood" is_code 200 /misunderstood
	equal "strangers: counted" "$(metric callers_forbidden_total) $(metric callers_bad_secret_total)" "2 3"
	equal "strangers: no row of theirs" "$(rows)" 1
	expect "strangers: no secret in the log" test "$(log_lines correct-horse)" = 0
	end_daemon
}

# What is in the journal has been answered, what is not has not: the record catches up with it.
record_is_journal()
{
	[ "$(rows)" -eq $(($(answered) + SCRIPT_LINES)) ]
}

stop_under_load()
{
	local round
	fresh
	start_daemon
	calm_phone
	play_begin 400
	for round in 1 2 3 4 5; do
		within 20 answered_is $(($(answered) + 500))
		playing || break
		end_daemon TERM
		equal "stop under load ($round): a good end" "$ended" 0
		expect "stop under load ($round): who is in the journal was answered" \
			within 5 record_is_journal
		start_daemon
	done
	play_end "stop under load"
	proof "stop under load" 0
	end_daemon
}

reload_under_load()
{
	fresh
	cp -r "$CONTENT" "$W/tree"
	TREE=$W/tree start_daemon
	calm_phone
	play_begin 400
	within 20 answered_is 500
	echo 'home: {text: {zh: [' >> "$W/tree/home.yaml"
	kill -HUP $DAEMON
	expect "reload: the broken tree is refused" within 10 is_metric reloads_failed_total 1
	expect "reload: ready says where" grep -q 'home.yaml:' <(get /health/ready)
	equal "reload: ready goes on" "$(code /health/ready)" 200
	cp "$CONTENT/home.yaml" "$W/tree/home.yaml"
	kill -HUP $DAEMON
	expect "reload: the mended tree is taken" within 10 is_metric reloads_total 1
	expect "reload: ready has no fault" grep -q '"faults":0' <(get /health/ready)
	for _ in 1 2 3 4 5 6 7 8 9; do
		kill -HUP $DAEMON
	done
	play_end reload
	equal "reload: no request is dropped" "$(grep -c 'refused 0 lost 0 wrong 0' "$W/play")" 1
	proof reload 0
	end_daemon
}

is_metric()
{
	[ "$(metric "$1")" = "$2" ]
}

# While the disk is slow, who comes when 4 wait is told at once to come again; STOP and danger wait.
overload()
{
	fresh
	start_daemon -o guard.busy_held=4
	disk slow 500
	burst 40 'over-#' '8613900#' 养老 '' &
	local first=$!
	expect "overload: some wait" within 5 waits_for 4
	burst_to() { "$CLIENT" -t 10000 "$PORT" burst 3 "$1-#" "86139$3#" "$2" '' 2> /dev/null; }
	burst_to stop TD 01 > "$W/stop"
	burst_to danger 120 02 > "$W/danger"
	wait "$first"
	disk
	local told rows
	told=$(metric overload_total)
	rows=$(sql "SELECT count(*) FROM journal")
	expect "overload: some were told to come again" [ "$told" -gt 0 ]
	equal "overload: all others were walked" "$((rows + told))" 46
	equal "overload: STOP is heard" "$(grep -c '^200 .' "$W/stop")" 3
	equal "overload: danger is answered" "$(grep -c '^200 .' "$W/danger")" 3
	send again 8613903000001 养老 > /dev/null
	equal "overload: then all is well" "$(metric overload_total)" "$told"
	end_daemon
}

waits_for()
{
	[ "$(metric held)" -ge "$1" ]
}

same_message
resent_then_again
overload
crowd
slow_loris
too_long
strangers
stop_under_load
reload_under_load
finish callers
