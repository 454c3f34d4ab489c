#!/bin/bash
# USSD: each step once, and on a disk in trouble the phone gets a last screen before the operator's own timer, through Kannel
# and through an aggregator, in its language, always with 200, and the session is over for both.
# shellcheck disable=SC2119 # start_daemon takes options, or none
set -u
# shellcheck source=tests/fault/lib.sh
. tests/fault/lib.sh
# shellcheck source=tests/fault/proof.sh
. tests/fault/proof.sh

DEADLINE_MS=300
SECRET=fault-secret-0123456789
ZH=家信这会儿忙 EN='Jiaxin is busy'

start_ussd()
{
	fresh
	mkdir -p -m 700 "$W/secrets"
	(umask 077; echo $SECRET > "$W/secrets/africastalking")
	start_daemon -o ussd.deadline_ms=$DEADLINE_MS -o adapters.use=africastalking \
		-o adapters.dir="$PWD/config/adapters" -o adapters.secrets="$W/secrets/"
}

# kannel ID NUMBER OP SESSION TEXT: one step as smsbox asks; "status seconds", with body and headers kept.
# OP and SESSION are octets as Kannel writes them, %12 or %05%00.
kannel()
{
	curl -s -m 20 -w '%{http_code} %{time_total}\n' -o "$W/body" -D "$W/head" -G \
		"http://127.0.0.1:$PORT/kannel/ussd" -d coding=0 -d cs=UTF-8 -d st=USSD -d udh= \
		--data-urlencode "id=$1" --data-urlencode "from=+$2" --data-urlencode "to=*123#" \
		--data-urlencode "meta=?smpp?ussd_service_op=$3&its_session_info=$4&" \
		--data-urlencode "text=$5"
}

# at SESSION NUMBER TEXT: one step of Africa's Talking, likewise
at()
{
	curl -s -m 20 -w '%{http_code} %{time_total}\n' -o "$W/body" -D "$W/head" \
		"http://127.0.0.1:$PORT/ussd/africastalking/$SECRET" --data-urlencode "sessionId=$1" \
		--data-urlencode "phoneNumber=+$2" -d networkCode=1 -d serviceCode=*123%23 \
		--data-urlencode "text=$3"
}

# 200 (not 503, which Kannel would repeat into a dead session), within 0.7 s of the deadline
in_time()
{
	awk -v got="$1" -v least="$2" -v most="$DEADLINE_MS" \
		'BEGIN { split(got, a); exit !(a[1] == 200 && a[2] >= least && a[2] < most / 1000 + 0.7) }'
}

is_last_screen() # SESSION with its end bit
{
	grep -qi "^X-Kannel-Meta-Data: ?smpp?ussd_service_op=%11&its_session_info=$1" "$W/head" &&
		grep -qi '^X-Kannel-BInfo: USSD' "$W/head"
}

begins_with()
{
	[[ $(cat "$W/body") = "$1"* ]]
}

# steps_fail NAME LEAST WORDS: what every step gets now, no earlier than after LEAST seconds. WORDS: to a
# phone that chose English. While the store can't be read nobody knows that, and it is the first language.
steps_fail()
{
	local got
	got=$(kannel "$1-dial" 8613900000001 %01 %05%00 '*123#')
	expect "$1: dialled through Kannel, a screen in time ($got)" in_time "$got" "$2"
	expect "$1: it says so in Chinese" begins_with "$ZH"
	expect "$1: it is the last" is_last_screen %05%01
	got=$(kannel "$1-english" 8613900000002 %12 %07%04 1)
	expect "$1: in a session, too ($got)" in_time "$got" "$2"
	expect "$1: in the phone's language, if that can be known" begins_with "$3"
	expect "$1: and it is the last" is_last_screen %07%05
	got=$(at "$1" 254712345001 '')
	expect "$1: an aggregator's, too ($got)" in_time "$got" "$2"
	expect "$1: which ends there" begins_with "END $EN"
}

english_session()
{
	kannel "$1-begin" 8613900000002 %01 %07%00 '*123#' > /dev/null
	kannel "$1-language" 8613900000002 %12 %07%02 EN > /dev/null
	expect "$1: English before" begins_with 'Send a number'
}

# The next time a phone dials all is well, and nothing of the failed steps answers or chooses.
well_again()
{
	expect "$1: ready again by itself" within 10 is_code 200 /health/ready
	kannel "$1-again" 8613900000001 %01 %09%00 '*123#' > /dev/null
	expect "$1: the next session begins at home" begins_with '问哪样'
	kannel "$1-on" 8613900000001 %12 %09%02 1 > /dev/null
	expect "$1: and goes on" begins_with '养老金问哪样'
}

stalls()
{
	start_ussd
	english_session stall
	disk stall
	steps_fail stall 0.29 "$EN"
	local burst
	burst=$(seq 40 | xargs -P 40 -I{} curl -s -m 20 -o /dev/null -w '%{http_code} %{time_total}\n' -G \
		"http://127.0.0.1:$PORT/kannel/ussd" -d coding=0 -d st=USSD -d id=many-{} \
		-d from=86139000010{} -d 'meta=%3Fsmpp%3Fussd_service_op%3D%2501' -d 'text=*123%23')
	equal "stall: of forty at once each has a screen in time" "$(while read -r one; do
		in_time "$one" 0.29 && echo good
	done <<< "$burst" | grep -c good)" 40
	expect "stall: alive" is_code 200 /health/live
	disk
	well_again stall
	end_daemon
}

# disk_fails NAME DISK: there is nothing to wait for, so the screen comes at once
disk_fails()
{
	start_ussd
	english_session "$1"
	disk "$2"
	expect "$1: ready says 503" within 10 send_fails "$1"
	steps_fail "$1" 0 "$ZH"
	disk
	well_again "$1"
	end_daemon
}

send_fails()
{
	[ "$(send "$1-x" 8613900000009 欠薪)" = 503 ] && is_code 503 /health/ready
}

# The same step again, at once and when the session has gone on: the same bytes, and nothing done twice.
once()
{
	start_ussd
	kannel dial 8613900000001 %01 %05%00 '*123#' > /dev/null
	kannel choose 8613900000001 %12 %05%02 1 > /dev/null
	cp "$W/body" "$W/chosen"
	kannel choose 8613900000001 %12 %05%02 1 > /dev/null
	expect "once: the same step, the same bytes" cmp -s "$W/chosen" "$W/body"
	kannel on 8613900000001 %12 %05%04 3 > /dev/null
	expect "once: it chose once" begins_with '2025年起'
	kannel choose 8613900000001 %12 %05%02 1 > /dev/null
	expect "once: the same bytes later, too" cmp -s "$W/chosen" "$W/body"
	end_daemon KILL
	start_daemon
	kannel choose 8613900000001 %12 %05%02 1 > /dev/null
	expect "once: and after a power cut" cmp -s "$W/chosen" "$W/body"
	equal "once: a row for each step" "$(sql 'SELECT count(*) FROM journal')" 3
	end_daemon
}

once
stalls
disk_fails "full disk" enospc
disk_fails "dead disk" eio
finish ussd
