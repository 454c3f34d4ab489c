# A daemon that a test starts, waits for, and stops. Sourced, not run.
#
# shellcheck shell=bash

# daemon_start LOG PROGRAM OPTIONS...: sets daemon (its process) and port, which with http.port=0 the
# kernel chooses and the log says. Ends the test when the daemon does not start.
daemon_start()
{
	local log=$1 program=$2
	shift 2
	: > "$log"
	"$program" serve "$@" 2>> "$log" &
	daemon=$!
	until grep -q 'answers at' "$log"; do
		kill -0 "$daemon" || { cat "$log"; exit 1; }
		read -r -t 0.05 _ <> <(:) || true
	done
	# shellcheck disable=SC2034 # for who sources this
	port=$(sed -n 's|.*answers at http://[^ ]*:\([0-9]*\)/.*|\1|p' "$log")
}

# Its status is the daemon's.
daemon_stop()
{
	local status=0
	kill "$daemon"
	wait "$daemon" || status=$?
	daemon=
	return $status
}
