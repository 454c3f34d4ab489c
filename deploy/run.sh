#!/bin/bash
# A phone, a real Kannel and the daemon in one terminal: what `make run` starts. Everything it
# writes is under var/; every process it started ends with it, however it ends.
set -u
cd "$(dirname "$0")/.." || exit 1
. deploy/boxes.sh

HTTP_PORT=${HTTP_PORT:-8790} ADMIN_PORT=${ADMIN_PORT:-8791} SMSBOX_PORT=${SMSBOX_PORT:-8792}
SENDSMS_PORT=${SENDSMS_PORT:-8793} SMSC_PORT=${SMSC_PORT:-8794}
program=${JIAXIN:-build/jiaxin}
bearerbox=$(PATH=$PATH:/usr/sbin command -v bearerbox)
smsbox=$(PATH=$PATH:/usr/sbin command -v smsbox)

fail()
{
	echo "make run: $*" >&2
	exit 1
}

# fail_of NAME: it did not start; its log says why
fail_of()
{
	local last
	last=$(grep -m 1 -E 'ERROR|PANIC|error' "var/log/$1.log" || tail -n 1 "var/log/$1.log")
	fail "$1 does not start: ${last:-it says nothing} (all of it: var/log/$1.log)"
}

[ -n "$bearerbox" ] && [ -n "$smsbox" ] ||
	fail "no Kannel here; as root do: apt-get install kannel"
[ -x "$program" ] || fail "$program is missing; run make first"
umask 077
mkdir -p var || fail "can't write here; run it in a copy of the repository that is yours"
exec 7>var/lock
flock -n 7 || fail "it runs already in this directory; end that one first"

values=()
for name in HTTP_PORT ADMIN_PORT SMSBOX_PORT SENDSMS_PORT SMSC_PORT; do
	values+=("$name=${!name}")
done
deploy/kannel-setup.sh fake var/kannel SPOOL=var/kannel/spool "${values[@]}" || exit 1
for name in HTTP_PORT ADMIN_PORT SMSBOX_PORT SENDSMS_PORT SMSC_PORT; do
	port_taken "${!name}" &&
		fail "port ${!name} is taken by another program; end that, or choose another port:" \
			"make run $name=$((${!name} + 100))"
done

terminal=$(stty -g 2>/dev/null)
phone=
close()
{
	trap '' INT TERM HUP
	[ -z "$phone" ] || kill "$phone" 2>/dev/null
	[ -z "$terminal" ] || stty "$terminal" 2>/dev/null
	boxes_close
}
trap close EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
boxes_open var
rm -f var/log/*.log

secrets=var/kannel/secrets
boxes_start bearerbox "$bearerbox" -v 3 var/kannel/kannel.conf
boxes_start jiaxin "$program" serve -o http.port="$HTTP_PORT" -o store.path=var/jiaxin.db \
	-o store.key_file=var/jiaxin.key -o content.dir=content -o http.secret_file="$secrets/callback" \
	-o outbox.url="http://127.0.0.1:$SENDSMS_PORT/cgi-bin/sendsms" \
	-o outbox.password_file="$secrets/sendsms" -o outbox.from=10660
boxes_wait bearerbox 15 bearerbox_ready "$ADMIN_PORT" "$secrets" || fail_of bearerbox
boxes_start smsbox "$smsbox" -v 4 var/kannel/kannel.conf
boxes_wait smsbox 15 kannel_ready "$ADMIN_PORT" "$secrets" || fail_of smsbox
boxes_wait jiaxin 15 daemon_ready "$HTTP_PORT" || fail_of jiaxin

[ -t 0 ] && echo "Logs: var/log/. Metrics: http://127.0.0.1:$HTTP_PORT/metrics"
# Behind an ampersand, so that a signal to this script need not wait until the phone ends.
"$program" phone "127.0.0.1:$SMSC_PORT" "$@" <&0 9>&- 7>&- &
phone=$!
wait "$phone"
