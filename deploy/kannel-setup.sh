#!/bin/sh
# Fills deploy/kannel.conf in: kannel-setup.sh SMSC DIR [NAME=VALUE]...
#
# SMSC is "fake" (a phone in the terminal) or "smpp" (an aggregator). DIR/kannel.conf is written,
# DIR/secrets/* are made up on the first run and kept from then on (callback is the daemon's
# http.secret_file), all readable by their owner alone. The values, with their defaults:
#   HTTP_PORT=8790 ADMIN_PORT=8791 SMSBOX_PORT=8792 SENDSMS_PORT=8793 SPOOL=DIR/spool
#   SMSC_PORT=8794 (fake) or 2775 (smpp)
#   smpp alone: SMSC_HOST SMSC_USERNAME SMSC_PASSWORD (no default) SMSC_SYSTEM_TYPE=
#   SMSC_RECONNECT=10
# With smpp the values are remembered in DIR/smsc.env, so that a later run needs only SMSC and DIR.
# shellcheck disable=SC2034 # the values are read by name, with eval
set -eu
umask 077

fail()
{
	echo "kannel-setup: $*" >&2
	exit 1
}

# A secret that is there stays: the daemon and Kannel must go on agreeing.
secret()
{
	[ -s "$dir/secrets/$1" ] || {
		od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$dir/secrets/$1.new"
		mv "$dir/secrets/$1.new" "$dir/secrets/$1"
	}
	cat "$dir/secrets/$1"
}

# Ends up in a quoted value of kannel.conf and in a sed expression.
plain()
{
	case $2 in
	*[!A-Za-z0-9._/:,+=@%~-]*) fail "$1: only letters, digits and ._/:,+=@%~- are taken" ;;
	esac
}

port()
{
	case $2 in
	'' | *[!0-9]* | ??????*) fail "$1: \"$2\" is no port; give one of 1 to 65535" ;;
	esac
	[ "$2" -ge 1 ] && [ "$2" -le 65535 ] || fail "$1: $2 is no port; give one of 1 to 65535"
}

[ $# -ge 2 ] || fail "usage: kannel-setup.sh fake|smpp DIR [NAME=VALUE]..."
smsc=$1 dir=$2
shift 2
here=$(dirname "$(readlink -f "$0")")

mkdir -p "$dir/secrets"
dir=$(cd "$dir" && pwd)
HTTP_PORT=8790 ADMIN_PORT=8791 SMSBOX_PORT=8792 SENDSMS_PORT=8793 SPOOL=$dir/spool
SMSC_HOST='' SMSC_USERNAME='' SMSC_PASSWORD='' SMSC_SYSTEM_TYPE='' SMSC_RECONNECT=10
case $smsc in
fake) SMSC_PORT=8794 ;;
smpp) SMSC_PORT=2775 ;;
*) fail "\"$smsc\": the network is fake or smpp" ;;
esac
names="HTTP_PORT ADMIN_PORT SMSBOX_PORT SENDSMS_PORT SMSC_PORT SPOOL \
SMSC_HOST SMSC_USERNAME SMSC_PASSWORD SMSC_SYSTEM_TYPE SMSC_RECONNECT"

set_value()
{
	case " $names " in
	*" ${1%%=*} "*) ;;
	*) fail "\"${1%%=*}\": no such value; there are: $names" ;;
	esac
	plain "${1%%=*}" "${1#*=}"
	eval "${1%%=*}=\${1#*=}"
}

if [ "$smsc" = smpp ] && [ -f "$dir/smsc.env" ]; then
	while IFS= read -r line; do
		set_value "$line"
	done <"$dir/smsc.env"
fi
for pair in "$@"; do
	set_value "$pair"
done
for name in HTTP_PORT ADMIN_PORT SMSBOX_PORT SENDSMS_PORT SMSC_PORT; do
	eval "port $name \"\$$name\""
done
twice=$(printf '%s\n' "$HTTP_PORT" "$ADMIN_PORT" "$SMSBOX_PORT" "$SENDSMS_PORT" "$SMSC_PORT" |
	sort | uniq -d | head -n 1)
[ -z "$twice" ] || [ "$smsc" = smpp ] || fail "port $twice is given twice; each needs its own"
plain SPOOL "$SPOOL"
if [ "$smsc" = smpp ]; then
	for name in SMSC_HOST SMSC_USERNAME SMSC_PASSWORD; do
		eval "[ -n \"\$$name\" ]" || fail "$name is missing: the aggregator says what it is"
	done
	for name in $names; do
		eval "printf '%s=%s\n' $name \"\$$name\""
	done >"$dir/smsc.env"
fi

ADMIN_PASSWORD=$(secret admin)
STATUS_PASSWORD=$(secret status)
SENDSMS_PASSWORD=$(secret sendsms)
CALLBACK_SECRET=$(secret callback)
mkdir -p "$SPOOL/store" "$SPOOL/dlr" 2>/dev/null || true # under systemd bearerbox makes its own

# The sed script holds secrets, so it goes through a file of ours and not the command line.
for name in $names ADMIN_PASSWORD STATUS_PASSWORD SENDSMS_PASSWORD CALLBACK_SECRET; do
	eval "printf 's|@%s@|%s|g\n' $name \"\$$name\""
done >"$dir/fill.sed"
sed -e "/^@SMSC@\$/{r $here/kannel-smsc-$smsc.conf" -e 'd}' "$here/kannel.conf" |
	sed -f "$dir/fill.sed" >"$dir/kannel.conf.new"
rm -f "$dir/fill.sed"
if grep -v '^#' "$dir/kannel.conf.new" | grep -q '@[A-Z_]*@'; then
	fail "kannel.conf: a placeholder is left that this script does not know"
fi
mv "$dir/kannel.conf.new" "$dir/kannel.conf"
