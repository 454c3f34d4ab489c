#!/bin/bash
# SMS at the pace that Kannel takes them, from Kannel's own drive_smpp: drive.sh JIAXIN [MESSAGES]
#
# drive_smpp (Debian: kannel-extras) is a message centre that sends MESSAGES numbers from one phone, at most 500 ahead of the
# answers, and counts what comes back. It also calls port 13001 as an smsbox would, to answer some of them itself: there it
# finds the daemon, which hears nothing from it, and bearerbox has its smsboxes elsewhere. So all is answered by ours.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=$1 messages=${2:-20000}
drive=${DRIVE_SMPP:-/usr/lib/kannel/test/drive_smpp}
[ -x "$drive" ] || { echo "$drive: is not there; it is in Debian's package kannel-extras" >&2; exit 2; }
# shellcheck source=../../deploy/boxes.sh
. deploy/boxes.sh
work=$(mktemp -d) || exit 2
http=13001 admin=13000 boxes=13002 smsc=13003

conf() # both ways on one connection is what drive_smpp does not know
{
	cat <<-END
	group = core
	admin-port = $admin
	admin-interface = 127.0.0.1
	admin-password = drive
	status-password = drive
	smsbox-port = $boxes
	smsbox-interface = 127.0.0.1
	box-deny-ip = "*.*.*.*"
	box-allow-ip = "127.0.0.1"
	log-level = 2

	group = smsc
	smsc = smpp
	smsc-id = drive
	host = 127.0.0.1
	port = $smsc
	smsc-username = drive
	smsc-password = drive
	system-type = ""
	max-pending-submits = 100

	group = smsc
	smsc = smpp
	smsc-id = drive
	host = 127.0.0.1
	receive-port = $smsc
	smsc-username = drive
	smsc-password = drive
	system-type = ""

	group = smsbox
	bearerbox-host = 127.0.0.1
	bearerbox-port = $boxes
	mo-recode = true
	http-timeout = 10

	group = sms-service
	keyword = default
	catch-all = true
	get-url = "http://127.0.0.1:$http/kannel/sms?id=%I&ts=%T&from=%p&to=%P&smsc=%i&coding=%c&cs=%C&text=%b"
	accept-x-kannel-headers = true
	omit-empty = true
	END
}

close()
{
	boxes_close
	rm -rf "$work"
}

logs() # a line that drive_smpp writes
{
	grep -q "$1" "$work/log/drive.log"
}

figure() # what it counted
{
	sed -n "s/.*INFO: $1: \([0-9.]*\).*/\1/p" "$work/log/drive.log"
}

metric()
{
	http_get "$http" /metrics | sed -n "s/^$1 //p"
}

boxes_open "$work"
trap close EXIT
trap 'exit 130' INT TERM HUP
conf > "$work/kannel.conf"
boxes_start jiaxin "$program" serve -o http.port="$http" -o store.path="$work/db" -o store.key_file="$work/key" \
	-o content.dir=tests/kannel/content -o sms.least_sender_digits=3 -o guard.phone_most=0 -o guard.same_most=0
boxes_wait jiaxin 20 daemon_ready "$http" || { tail -3 "$work/log/jiaxin.log"; exit 1; }
# It waits for its ESME, and an ESME without smsbox keeps what comes.
boxes_start drive "$drive" -v 1 -p "$smsc" -m "$messages"
boxes_start bearerbox "$(PATH=$PATH:/usr/sbin command -v bearerbox)" -v 3 "$work/kannel.conf"
boxes_wait bearerbox 20 port_taken "$boxes" || exit 1
boxes_start smsbox "$(PATH=$PATH:/usr/sbin command -v smsbox)" -v 4 "$work/kannel.conf"
boxes_wait drive "${PATIENCE:-120}" logs 'ESME has submitted all'
whole=$?
answers=$(metric jiaxin_messages_answered_total)
BOXES_GRACE=1 boxes_stop bearerbox # drive_smpp counts when its ESME has gone
boxes_wait drive 10 logs 'ESME to SMSC'
sent=$(figure 'Number of messages sent to ESME') back=$(figure 'Number of messages sent to SMSC')
echo "drive_smpp: $sent sent, $back came back, $(figure 'SMPP messages SMSC to ESME')/s there and" \
	"$(figure 'SMPP messages ESME to SMSC')/s back; the daemon answered $answers"
[ "$whole" -eq 0 ] && [ "$sent" = "$messages" ] && [ "$back" = "$messages" ] && [ "$answers" = "$messages" ] || {
	echo "FAIL $messages were to be sent and answered; drive_smpp's last words:"
	tail -n 5 "$work/log/drive.log"
	exit 1
}
