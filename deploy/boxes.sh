# shellcheck shell=bash
# Starts, watches and ends a Kannel with its daemon; sourced by run.sh and by the tests.
#
#   boxes_open DIR            DIR/log/, DIR/groups; from now on nothing outlives this script
#   boxes_start NAME CMD...   in the background, output to DIR/log/NAME.log
#   boxes_wait NAME SECONDS CMD...   until CMD succeeds; fails when NAME ends or time is over
#   boxes_stop NAME           ends it with all its children; boxes_kill does it by SIGKILL
#   boxes_close               ends all
#
# Each process gets a session, so a process group, of its own: a crashed bearerbox makes smsbox
# fork an orphan, which the group still holds. A guard process does the ending. It waits for the
# end of a pipe that only this script has open, so it works for kill -9 as well.

boxes_open()
{
	boxes_dir=$1
	mkdir -p "$boxes_dir/log"
	rm -f "$boxes_dir"/groups "$boxes_dir"/*.group "$boxes_dir/leash"
	: >"$boxes_dir/groups"
	mkfifo -m 600 "$boxes_dir/leash"
	setsid "$BASH" -c '. "$1"; boxes_guard "$2"' _ "${BASH_SOURCE[0]}" "$boxes_dir" \
		</dev/null &
	boxes_guard_pid=$!
	exec 9>"$boxes_dir/leash"
}

boxes_guard()
{
	trap '' INT TERM HUP QUIT
	boxes_dir=$1
	read -r _ <"$boxes_dir/leash" # end of file: the script is gone
	local groups
	mapfile -t groups <"$boxes_dir/groups"
	boxes_end "${BOXES_GRACE:-4}" "${groups[@]}"
	rm -f "$boxes_dir"/groups "$boxes_dir"/*.group "$boxes_dir/leash"
}

# Is there a process in the group that is no zombie?
boxes_alive()
{
	local stat rest
	for stat in /proc/[0-9]*/stat; do
		read -r rest 2>/dev/null <"$stat" || continue
		# shellcheck disable=SC2086 # words: state, parent, group
		set -- "$1" ${rest##*) }
		[ "$4" = "$1" ] && [ "$2" != Z ] && return 0
	done
	return 1
}

# boxes_end SECONDS GROUP...: asks, and after SECONDS insists. bearerbox takes 10 s when messages
# wait for an smsbox; they are in its spool.
boxes_end()
{
	local grace=$1 group
	shift
	for group in "$@"; do
		kill -TERM -- "-$group" 2>/dev/null
	done
	local until=$((SECONDS + grace))
	for group in "$@"; do
		while boxes_alive "$group"; do
			[ "$SECONDS" -lt "$until" ] || kill -KILL -- "-$group" 2>/dev/null
			sleep 0.05
		done
	done
}

boxes_start()
{
	local name=$1
	shift
	# The group is written down before the program runs: there is no moment without a guard.
	setsid "$BASH" -c 'echo $$ >>"$1/groups"; echo $$ >"$1/$2.group"; shift 2; exec "$@"' _ \
		"$boxes_dir" "$name" "$@" </dev/null >>"$boxes_dir/log/$name.log" 2>&1 9>&- &
	disown # no word from the shell when it ends
	while [ ! -s "$boxes_dir/$name.group" ]; do
		sleep 0.01
	done
}

boxes_group()
{
	cat "$boxes_dir/$1.group" 2>/dev/null
}

boxes_wait()
{
	local name=$1 until=$((SECONDS + $2))
	shift 2
	until "$@"; do
		boxes_alive "$(boxes_group "$name")" || return 1
		[ "$SECONDS" -lt "$until" ] || return 1
		sleep 0.05
	done
}

boxes_stop()
{
	local group
	group=$(boxes_group "$1") || return 0
	boxes_end "${BOXES_GRACE:-4}" "$group"
	boxes_forget "$1" "$group"
}

# Its number may be another's tomorrow.
boxes_forget()
{
	sed -i "/^$2\$/d" "$boxes_dir/groups"
	rm -f "$boxes_dir/$1.group"
}

# boxes_kill NAME: without asking
boxes_kill()
{
	local group
	group=$(boxes_group "$1") || return 0
	kill -KILL -- "-$group" 2>/dev/null
	boxes_end 0 "$group"
	boxes_forget "$1" "$group"
}

boxes_close()
{
	exec 9>&-
	wait "$boxes_guard_pid" 2>/dev/null
}

# http_get PORT PATH: the whole answer, head and body; curl need not be there.
http_get()
{
	timeout 5 "$BASH" -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" &&
		printf "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" "$2" >&3 && cat <&3' \
		_ "$1" "$2" 2>/dev/null
}

port_taken()
{
	timeout 2 "$BASH" -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"' _ "$1" 2>/dev/null
}

# kannel_status PORT SECRETS_DIR: bearerbox's status page
kannel_status()
{
	http_get "$1" "/status.txt?password=$(cat "$2/status")"
}

# kannel_ready PORT SECRETS_DIR [LINK]: smsbox is connected, and with LINK that SMSC is online
kannel_ready()
{
	local status
	status=$(kannel_status "$1" "$2") || return 1
	case $status in
	*smsbox:*) ;;
	*) return 1 ;;
	esac
	[ $# -lt 3 ] || printf '%s' "$status" | grep -q "^ *$3\[.*(online "
}

bearerbox_ready()
{
	kannel_status "$1" "$2" >/dev/null
}

daemon_ready()
{
	case $(http_get "$1" /health/ready) in
	"HTTP/1."?" 200 "*) ;;
	*) return 1 ;;
	esac
}
