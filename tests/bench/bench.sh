#!/bin/bash
# Measures the daemon beside a bare libmicrohttpd ("hello"), in rounds that take turns, and
# writes build/bench.json; figures.txt says what is made of the rows. Everything that is
# started here is stopped here.
#   BENCH_ROUNDS (5), BENCH_SECONDS (2, one measured span), BENCH_DAEMON (build/jiaxin serve),
#   BENCH_PARTS (speed talk trains chain outbox memory sessions stalls check reload)
set -u
B=${B:-build}
here=tests/bench
bin=$B/bench
work=$B/bench/work
rows=$work/rows
rounds=${BENCH_ROUNDS:-5}
seconds=${BENCH_SECONDS:-2}
daemon=${BENCH_DAEMON:-$B/jiaxin serve}
sms='/kannel/sms?id={id}&ts=1&from={from}&to=10660&smsc=bench&coding=0&cs=UTF-8&st=&fid=&udh=&meta=&text=%E7%A4%BE%E4%BF%9D'
# A session begins, on the page of a published number, and waits for an answer.
step='/kannel/ussd?id={id}&ts=1&from={from}&to=*123%23&smsc=bench&coding=0&cs=UTF-8&st=USSD&fid=&udh=&meta=%3Fsmpp%3Fussd_service_op%3D%2501%26its_session_info%3D%2505%2500%26&text=*123*33%23'
ussd='/ussd?sessionId={id}&serviceCode=*123%23&phoneNumber={from}&text=1'
content=content
messages=20000 # through Kannel, a round
sessions=200000
open_sessions=100000
pages=10000
failed=0
next_port=21000
pids=()

. $here/kannel.sh

# ---- processes and ports ----

stop_all()
{
	local p
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done
	for _ in $(seq 30); do kill -0 "${pids[@]}" 2>/dev/null || break; sleep 0.1; done
	for p in "${pids[@]}"; do kill -9 "$p" 2>/dev/null; done
	wait 2>/dev/null
	pids=()
}

spawn() # name, command...; sets pid
{
	local log=$work/$1.log
	shift
	"$@" >> "$log" 2>&1 &
	pid=$!
	pids+=("$pid")
}

stop() # pid
{
	local p
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	for p in "${!pids[@]}"; do [ "${pids[p]}" = "$1" ] && unset "pids[p]"; done
}

# Below the ports that clients get, so that ours can't be taken by one of our connections.
free_port() # variable
{
	while (: < "/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do next_port=$((next_port + 1)); done
	printf -v "$1" %d "$next_port"
	next_port=$((next_port + 1))
}

ready() # port, path
{
	for _ in $(seq 200); do
		$bin/load port="$1" connections=1 requests=1 wait=1 path="$2" > /dev/null && return
		sleep 0.05
	done
	echo "bench: nothing answers on port $1; its log is in $work" >&2
	exit 1
}

serve_hello() # sets port, pid
{
	free_port port
	spawn hello $bin/hello "$port"
	ready "$port" /
}

serve_daemon() # name, options of the daemon...; sets port, pid
{
	local name=$1
	shift
	free_port port
	rm -rf "${work:?}/$name"
	mkdir -p "$work/$name"
	spawn "$name" $daemon -o http.port="$port" -o store.path="$work/$name/jiaxin.db" \
		-o store.key_file="$work/$name/key" -o content.dir="$content" \
		-o guard.same_most=0 -o guard.phone_most=0 "$@" # few phones ask much
	ready "$port" /health/live
}

# ---- figures ----

row() { echo "$*" >> "$rows"; }
without() { row "! $*"; echo "bench: no $*" >&2; }
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" "$work/out.json"; }
rss_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }
cpu_ticks() { for p; do cat "/proc/$p/stat"; done | awk '{ n += $14 + $15 } END { print n }'; }
ratio() { awk "BEGIN { printf \"%.4f\", $1 / ($2 > 0 ? $2 : 1) }"; }

metric() { curl -s "http://127.0.0.1:$1/metrics" | awk -v m="jiaxin_$2" '$1 == m { print $2 }'; }
per_commit() { ratio "$(metric "$1" messages_received_total)" "$(metric "$1" commits_total)"; }

load() # arguments of load; the result is in out.json
{
	$bin/load "$@" > "$work/out.json"
	failed=$((failed + $(field errors) + $(field unanswered)))
}

phones() # SMSC's port, messages; the result is in out.json
{
	$bin/mo port="$1" messages="$2" window=1000 > "$work/out.json"
	failed=$((failed + $(field unanswered)))
}

measure() # server, mode, port, arguments of load
{
	local server=$1 mode=$2 port=$3
	shift 3
	load port="$port" seconds="$seconds" "$@"
	row "${server}_rps_$mode" "$(field rps)"
	row "${server}_p50_us_$mode" "$(field p50_us)"
	row "${server}_p99_us_$mode" "$(field p99_us)"
}

# ---- the parts of the run ----

bench_speed()
{
	local hello durable single node=
	serve_hello; hello=$port
	serve_daemon durable; durable=$port
	serve_daemon single -o store.batch_rows=1; single=$port
	serve_node && node=$port
	for _ in $(seq "$rounds"); do
		$bin/flush $work/flush 500 > $work/out.json
		row fdatasync_p50_us "$(field p50_us)"
		row fdatasync_p99_us "$(field p99_us)"
		measure hello new "$hello" connections=32 new=1 path="$sms"
		measure durable new "$durable" connections=32 new=1 path="$sms"
		[ "$node" ] && measure node new "$node" connections=32 new=1 path="$ussd"
		measure hello keepalive "$hello" connections=128 path="$sms"
		measure durable keepalive "$durable" connections=128 path="$sms"
		measure durable keepalive32 "$durable" connections=32 path="$sms"
		measure ussd new "$durable" connections=32 new=1 path="$step"
		measure ussd keepalive "$durable" connections=128 path="$step"
		measure single keepalive32 "$single" connections=32 path="$sms"
	done
	row single_messages_per_commit "$(per_commit "$single")"
	row durable_messages_per_commit "$(per_commit "$durable")"
	stop_all
}

serve_node() # sets port, pid
{
	if ! command -v npm > /dev/null; then
		without node_rps_new "npm is not installed"
		return 1
	fi
	mkdir -p $bin/node
	cp $here/node/package.json $here/node/server.js $bin/node
	if ! npm install --prefix $bin/node --no-audit --no-fund > $work/npm.log 2>&1; then
		without node_rps_new "npm could not install the peer; see $work/npm.log"
		return 1
	fi
	free_port port
	spawn node node $bin/node/server.js "$port"
	ready "$port" "$ussd"
}

bench_chain()
{
	local hello_smsc smsc daemon_pid boxes before all own
	serve_hello
	kannel_start hello "$port" || return
	hello_smsc=$smsc_port
	serve_daemon chain
	daemon_pid=$pid
	kannel_start chain "$port" || return
	smsc=$smsc_port boxes="$bearerbox $smsbox"
	phones "$hello_smsc" 1000
	phones "$smsc" 1000
	for _ in $(seq "$rounds"); do
		phones "$hello_smsc" "$messages"
		row kannel_hello_rps "$(field per_second)"
		before=$(cpu_ticks "$daemon_pid" $boxes) own=$(cpu_ticks "$daemon_pid")
		phones "$smsc" "$messages"
		all=$(($(cpu_ticks "$daemon_pid" $boxes) - before))
		row kannel_chain_rps "$(field per_second)"
		row kannel_chain_p50_us "$(field p50_us)"
		row kannel_chain_p99_us "$(field p99_us)"
		row kannel_chain_cpu_share "$(ratio $(($(cpu_ticks "$daemon_pid") - own)) "$all")"
	done
	stop_all
}

outbox_rows() # name, rows, claims; the result is in out.json. Without rows those of before are claimed
{
	[ "$2" = 0 ] || rm -f "$work/$1".outbox*
	$bin/outbox "$work/$1.outbox" "$work/$1.outbox.key" "$2" "$3" > "$work/out.json" || failed=$((failed + 1))
}

# The short queue and the long one take turns: a machine is hardly as fast after a million rows were
# written as before it.
bench_claims()
{
	local name
	outbox_rows large 1000000 60
	row outbox_rss_mib_1000000 "$(field rss_mib)"
	for _ in $(seq "$rounds"); do
		outbox_rows small 1000 60
		for name in put_ns seal_ns open_ns; do row "outbox_$name" "$(field $name)"; done
		row outbox_claim_ns_1000 "$(field claim_ns)"
		row outbox_rss_mib_1000 "$(field rss_mib)"
		outbox_rows large 0 60
		row outbox_claim_ns_1000000 "$(field claim_ns)"
	done
	rm -f "$work"/large.outbox*
}

# What Kannel's sendsms takes from a bare client, beside what the daemon sends from its outbox, as
# much at a time. Both ask for reports; a bare server takes those of the first.
bench_outbox()
{
	local hello before start text=%E7%A4%BE%E4%BF%9D at_a_time=64
	bench_claims
	outbox_rows owed 100000 0
	printf bench > "$work/sendsms.password"
	serve_hello
	hello=$port
	kannel_start outbox "$hello" || return
	spawn sink bash -c "exec 3<> /dev/tcp/127.0.0.1/$smsc_port && cat <&3 > /dev/null"
	for _ in $(seq "$rounds"); do
		load port="$sendsms_port" connections=$at_a_time seconds="$seconds" \
			path="/cgi-bin/sendsms?username=bench&password=bench&from=10660&to={from}&coding=2&charset=UTF-8&dlr-mask=55&dlr-url=http%3A%2F%2F127.0.0.1%3A$hello%2F&text=$text"
		row sendsms_rps "$(field rps)"
		kannel_idle || return
		serve_daemon outbox -o store.path="$work/owed.outbox" -o store.key_file="$work/owed.outbox.key" \
			-o outbox.url="http://127.0.0.1:$sendsms_port/cgi-bin/sendsms" -o outbox.username=bench \
			-o outbox.password_file="$work/sendsms.password" -o outbox.from=10660 \
			-o outbox.rate=10000 -o outbox.at_a_time=$at_a_time
		before=$(metric "$port" outbox_accepted_total) start=$(date +%s%N)
		sleep "$seconds"
		row outbox_rps "$(ratio $(($(metric "$port" outbox_accepted_total) - before)) \
			"$(ratio $(($(date +%s%N) - start)) 1000000000)")"
		[ "$(metric "$port" outbox_retried_total)" = 0 ] || failed=$((failed + 1))
		stop "$pid"
		kannel_idle || return
	done
	stop_all
}

bench_memory()
{
	local before daemon_pid few
	serve_daemon memory
	daemon_pid=$pid
	before=$(rss_kib "$daemon_pid")
	row rss_base_mib "$(ratio "$before" 1024)"
	spawn hold $bin/load port="$port" connections=1000 requests=1000 together=1 hold=1 \
		path=/health/live
	until [ -s $work/hold.log ]; do sleep 0.1; done
	row bytes_idle_connection $((($(rss_kib "$daemon_pid") - before) * 1024 / 1000))
	stop_all

	# As many messages from few phones and from many: the difference is the sessions' alone.
	serve_daemon few
	load port="$port" connections=128 requests=$sessions phones=1000 path="$sms"
	few=$(rss_kib "$pid")
	stop_all
	serve_daemon many
	load port="$port" connections=128 requests=$sessions phones=$sessions path="$sms"
	row bytes_session $((($(rss_kib "$pid") - few) * 1024 / (sessions - 1000)))
	stop_all
}

# Many open USSD sessions: what the daemon holds with them, and what finding and forgetting them costs.
bench_sessions()
{
	local name
	serve_daemon open
	load port="$port" connections=128 requests=$open_sessions phones=$open_sessions path="$step"
	[ "$(metric "$port" sessions)" = $open_sessions ] || failed=$((failed + 1))
	row ussd_rss_mib_$open_sessions "$(ratio "$(rss_kib "$pid")" 1024)"
	stop_all
	for _ in $(seq "$rounds"); do
		$bin/sessions $open_sessions > $work/out.json
		for name in find_ns put_ns expire_ns pause_us; do
			row session_${name}_$open_sessions "$(field $name)"
		done
	done
}

# The processor's time that the bare server takes for a message, beside what understanding it and writing
# the answer take of ours.
http_ns() # mode, arguments of load
{
	local before mode=$1
	shift
	before=$(cpu_ticks "$pid")
	load port="$port" seconds="$seconds" path="$sms" "$@"
	row "http_ns_$mode" "$(ratio $((($(cpu_ticks "$pid") - before) * 1000000000 / ticks)) "$(field answered)")"
}

bench_talk()
{
	local ticks name
	ticks=$(getconf CLK_TCK)
	serve_hello
	for _ in $(seq "$rounds"); do
		http_ns new connections=32 new=1
		http_ns keepalive connections=128
		$bin/talk content 101 > "$work/out.json"
		for name in fold_ns route_ns slots_ns render_ns talk_ns; do row $name "$(field $name)"; done
	done
	stop_all
}

# Everything that jiaxin check does, over a large tree.
bench_check()
{
	local start
	sh $here/pages.sh $pages content "$work/pages"
	for _ in 1 2 3; do
		start=$(date +%s%N)
		$B/jiaxin check "$work/pages" > $work/check.log || failed=$((failed + 1))
		row check_ms $((($(date +%s%N) - start) / 1000000))
	done
}

# Keywords by themselves, and beside phones that ask for trains without pause.
bench_trains()
{
	local keyword asking ask table=$work/trains.csv
	keyword=${sms/text=*/text=%E9%80%80%E7%A5%A8}                                  # 退票
	ask=${sms/text=*/text=%E8%BD%A6+%E5%9F%8E0103+%E5%9F%8E1716+%E6%98%8E%E5%A4%A9} # 车 城0103 城1716 明天
	awk -v first="$(date +%F)" -v last="$(date -d '+30 days' +%F)" -f $here/trains.awk > "$table"
	$B/jiaxin timetable build "$table" -o $work/trains --change-seconds 600 > /dev/null || return
	serve_daemon trains -o content.dir=content -o transit.timetable="$work/trains"
	for _ in $(seq "$rounds"); do
		load port="$port" seconds="$seconds" rate=500 connections=8 path="$keyword"
		row keyword_p99_us_alone "$(field p99_us)"
		$bin/load port="$port" seconds=$((seconds + 1)) connections=16 path="${ask/id=/id=t}" \
			> $work/asking.json &
		asking=$!
		load port="$port" seconds="$seconds" rate=500 connections=8 path="$keyword"
		row keyword_p99_us_beside "$(field p99_us)"
		wait "$asking" || failed=$((failed + 1))
		row trains_rps "$(sed -n 's/.*"rps":\([0-9]*\).*/\1/p' $work/asking.json)"
	done
	stop_all
}

# Kannel's smsbox opens up to 512 connections at once; libmicrohttpd's own loop hangs there.
bench_stalls()
{
	local stalled=0 daemon="env LD_PRELOAD=$bin/slow_disk.so BENCH_FLUSH_MS=8 $daemon"
	for _ in $(seq 10); do
		serve_daemon slow
		$bin/load port="$port" connections=512 requests=4096 together=1 wait=3 path="$sms" \
			> $work/out.json
		[ "$(field late)$(field unanswered)$(field errors)" = 000 ] || stalled=$((stalled + 1))
		stop_all
	done
	row stalled_runs $stalled
}

# An open loop, so that a pause is felt by all the requests that fall due in it.
bench_reload()
{
	local content=$work/pages daemon_pid hup
	sh $here/pages.sh $pages content "$content"
	serve_daemon reload
	daemon_pid=$pid
	for _ in 1 2 3; do
		load port="$port" connections=64 rate=2000 seconds=3 path="$sms"
		row reload_idle_p99_us "$(field p99_us)"
		spawn hup bash -c "while kill -HUP $daemon_pid; do sleep 0.5; done"
		hup=$pid
		load port="$port" connections=64 rate=2000 seconds=3 path="$sms"
		row reload_p99_us "$(field p99_us)"
		stop "$hup"
	done
	row reload_count "$(metric "$port" reloads_total)"
	stop_all
}

trap stop_all EXIT
trap 'exit 130' INT TERM
rm -rf "$work"
mkdir -p "$work"
for part in ${BENCH_PARTS:-speed talk trains chain outbox memory sessions stalls check reload}; do "bench_$part"; done
row bench_errors "$failed"
awk -v json="$B/bench.json" -f $here/report.awk $here/figures.txt "$rows"
