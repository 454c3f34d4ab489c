#!/bin/bash
# Plays against the real Kannel: run.sh SMSC JIAXIN [PLAY]...
#
# Starts bearerbox, smsbox and the daemon on ports of their own in a directory of their own, so
# that any number of runs go side by side; SMSC (built from this directory) is the network. When
# a play fails the directory is kept, and named.
set -u
here=$(cd "$(dirname "$0")" && pwd)
smsc=$1 program=$2
shift 2
plays=("$@")
[ "${#plays[@]}" -gt 0 ] || plays=("$here"/*.play)

STAGE=$(mktemp -d) || exit 2
chmod 700 "$STAGE"
JIAXIN=$STAGE/jiaxin # a copy: a build under way does not disturb
cp "$program" "$JIAXIN" || exit 2
BOXES_GRACE=1 # what bearerbox still has queued is of no use here
export STAGE JIAXIN BOXES_GRACE

# A slot of five ports, under the ones that the kernel gives out, locked against other runs.
for ((try = 0; try < 200; try++)); do
	PORT_HTTP=$((20000 + RANDOM % 2400 * 5))
	exec 6>"${TMPDIR:-/tmp}/jiaxin-plays-$PORT_HTTP.lock"
	flock -n 6 || continue
	free=yes
	for i in 0 1 2 3 4; do
		(exec 3<>"/dev/tcp/127.0.0.1/$((PORT_HTTP + i))") 2>/dev/null && free=no
	done
	[ $free = no ] || break
done
PORT_ADMIN=$((PORT_HTTP + 1)) PORT_SMSBOX=$((PORT_HTTP + 2)) PORT_SENDSMS=$((PORT_HTTP + 3))
PORT_SMSC=$((PORT_HTTP + 4))
export PORT_HTTP PORT_ADMIN PORT_SMSBOX PORT_SENDSMS PORT_SMSC
# shellcheck source=stage.sh
. "$here/stage.sh"

result=2
close()
{
	trap '' INT TERM HUP
	[ -z "${peer:-}" ] || kill "$peer" 2>/dev/null
	boxes_close
	rm -f "${TMPDIR:-/tmp}/jiaxin-plays-$PORT_HTTP.lock"
	if [ "$result" -eq 0 ]; then
		rm -rf "$STAGE"
	else
		echo "kept: $STAGE"
	fi
}
trap close EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir "$STAGE/content"
cp "$here"/content/*.yaml "$STAGE/content/"
"$here/../../deploy/kannel-setup.sh" smpp "$STAGE/kannel" SPOOL="$STAGE/spool" \
	HTTP_PORT="$PORT_HTTP" ADMIN_PORT="$PORT_ADMIN" SMSBOX_PORT="$PORT_SMSBOX" \
	SENDSMS_PORT="$PORT_SENDSMS" SMSC_HOST=127.0.0.1 SMSC_PORT="$PORT_SMSC" \
	SMSC_USERNAME=plays SMSC_PASSWORD=secret SMSC_RECONNECT=1 || exit
# The only thing that is not as in service: a lost part is not waited for for two minutes.
sed -i 's/^\(sms-combine-concatenated-mo-timeout\) = 120$/\1 = 2/' "$STAGE/kannel/kannel.conf"
grep -q '^sms-combine-concatenated-mo-timeout = 2$' "$STAGE/kannel/kannel.conf" || exit

boxes_open "$STAGE"
for box in bearerbox smsbox jiaxin; do
	stage_start "$box" || {
		echo "$box does not start; its last words:"
		tail -n 3 "$STAGE/log/$box.log"
		exit
	}
done

"$smsc" -p "$PORT_SMSC" -h "$PORT_HTTP" -c "$here/control.sh" "${plays[@]}" </dev/null 9>&- &
peer=$!
wait "$peer"
result=$?
peer=

# The operator's page explains every figure, and no other.
undocumented=$(diff \
	<(http_get "$PORT_HTTP" /metrics | sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' | sort -u) \
	<(grep -o 'jiaxin_[a-z_]*' "$here/../../docs/operating.md" | sort -u)) || {
	echo "FAIL docs/operating.md (>) and /metrics (<) differ:"
	echo "$undocumented"
	result=1
}

# What an operator may keep or show to others.
for page in metrics health/ready; do
	http_get "$PORT_HTTP" "/$page" >>"$STAGE/log/metrics"
done
mkdir "$STAGE/backup"
STATE=$STAGE "$here/../../deploy/backup.sh" "$STAGE/backup" >/dev/null || result=1

# Everything is written once the processes have ended; then look for what nobody may read. The daemon
# is killed, so that the database's log stays where it is.
boxes_kill jiaxin
for box in smsbox bearerbox; do
	boxes_stop "$box"
done
"$here/privacy.sh" "$STAGE" "${plays[@]}" || result=1
exit "$result"
