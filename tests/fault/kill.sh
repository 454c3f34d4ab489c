#!/bin/bash
# kill -9, again and again, under load; then the proof. Each kill is a power cut: what was
# not flushed is gone. On a slow disk it hits between the write and its flush.
# shellcheck disable=SC2119 # start_daemon takes options, or none
set -u
# shellcheck source=tests/fault/lib.sh
. tests/fault/lib.sh
# shellcheck source=tests/fault/proof.sh
. tests/fault/proof.sh

ROUNDS=${FAULT_ROUNDS:-20}

# Kills while there are messages to come; the moment is random.
kill_rounds()
{
	local round
	for round in $(seq "$ROUNDS"); do
		if [ $((round % 2)) -eq 0 ]; then disk slow $((round % 7 + 1)); else disk; fi
		within 60 answered_is $(($(answered) + 20 + RANDOM % 400))
		playing || break
		end_daemon KILL
		start_daemon || break
		kills=$round
	done
	disk
}

export FAULT_CACHE=1
fresh
start_daemon
calm_phone
kills=0
play_begin $((ROUNDS * 30 + 100))
kill_rounds
equal "kill: rounds under load" "$kills" "$ROUNDS"
play_end kill
proof kill 0
end_daemon KILL
start_daemon
proof "kill, once more" 0
equal "kill: no gap in the rows" "$(sql 'SELECT max(seq) - count(*) FROM journal')" 0
finish kill
