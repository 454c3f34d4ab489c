# What the fault tests share: a daemon in a folder of its own, conditions that are waited
# for (never a fixed sleep), and the count of what passed. Sourced, not run.
#
# shellcheck shell=bash

B=${B:-build}
PROGRAM=$(realpath "${FAULT_PROGRAM:-$B/fault/jiaxin}")
CLIENT=$(realpath "$B/fault/client")
CONTENT=$(realpath content)
W=$(mktemp -d)
LOG=$W/log DISK=$W/disk DB=$W/data/jiaxin.db KEY=$W/keys/jiaxin.key
DAEMON=0 PORT=0 passed=0 failed=0
export FAULT_DISK=$DISK

pass()
{
	passed=$((passed + 1))
	echo "ok    $*"
}

fail()
{
	failed=$((failed + 1))
	echo "FAIL  $*"
}

# expect NAME COMMAND...: the command must succeed.
expect()
{
	local name=$1
	shift
	if "$@"; then pass "$name"; else fail "$name: $*"; fi
}

# equal NAME GOT WANT
equal()
{
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1: got '$2', want '$3'"; fi
}

# within SECONDS COMMAND...: looks again and again until it succeeds.
within()
{
	local until=$((SECONDS + $1 + 1))
	shift
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $until ] || return 1
		sleep 0.005
	done
}

disk()
{
	echo "$*" > "$DISK.new"
	mv "$DISK.new" "$DISK"
}

# start_daemon [-o NAME=VALUE]...: the port stays the same for the whole test.
start_daemon()
{
	: >> "$LOG"
	local line
	line=$(wc -l < "$LOG")
	${RUN_AS:-} "$PROGRAM" serve -o http.port="$PORT" -o store.path="$DB" \
		-o store.key_file="$KEY" -o content.dir="${TREE:-$CONTENT}" \
		-o guard.same_most=0 -o guard.phone_most=0 "$@" 2>> "$LOG" & # few phones ask much
	DAEMON=$!
	if ! within 20 answers_since "$line" || ! kill -0 $DAEMON 2> /dev/null; then
		tail "$LOG"
		echo "FAIL  the daemon does not start"
		exit 1
	fi
	PORT=$(sed -n 's/.*answers at http:..127.0.0.1:\([0-9]*\).*/\1/p' "$LOG" | tail -n 1)
}

answers_since()
{
	tail -n "+$(($1 + 1))" "$LOG" | grep -q 'answers at http' || ! kill -0 $DAEMON
}

end_daemon()
{
	[ $DAEMON -ne 0 ] || return 0
	kill "-${1:-TERM}" $DAEMON 2> /dev/null
	wait $DAEMON 2> /dev/null
	ended=$?
	DAEMON=0
	return 0
}

get()
{
	curl -s -m 20 "http://127.0.0.1:$PORT$1"
}

code()
{
	curl -s -m 20 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$1"
}

is_code()
{
	[ "$(code "$2")" = "$1" ]
}

# send ID NUMBER TEXT: "status body"
send()
{
	curl -s -m 20 -w '%{http_code}\n' -o "$W/body" -G "http://127.0.0.1:$PORT/kannel/sms" \
		-d coding=0 -d cs=UTF-8 -d to=10660 -d udh= -d "fid=${4:-}" \
		--data-urlencode "id=$1" --data-urlencode "from=+$2" --data-urlencode "text=$3"
}

metric()
{
	get /metrics | sed -n "s/^jiaxin_$1 //p"
}

sql()
{
	sqlite3 -cmd '.timeout 5000' "$DB" "$1"
}

log_lines()
{
	grep -c "$1" "$LOG"
}

# The log since its last look: no number, no text, nothing that a sanitizer says.
log_is_clean()
{
	! grep -nE '8613[0-9]{5}|养老|Jiaxin\]|家信】|runtime error|Sanitizer|broken invariant' "$LOG"
}

finish()
{
	expect "$1: no number, no text, no sanitizer report in the log" log_is_clean
	end_daemon KILL
	[ $failed -eq 0 ] || cp "$LOG" "$B/fault/$1.log"
	rm -rf "$W"
	echo "$1: $passed passed, $failed failed"
	[ $failed -eq 0 ]
}

mkdir -p "$W/data" "$W/keys"
chmod 755 "$W"
disk
trap 'end_daemon KILL; rm -rf "$W"' EXIT
