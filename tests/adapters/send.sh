#!/bin/bash
# Messages that leave by an adapter's own HTTP, from a real daemon to a provider of ours: send.sh SINK JIAXIN
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/daemon.sh
. tests/daemon.sh
sink=$1 program=$2
work=$(mktemp -d) || exit 2
secret=fixture-secret-0123456789
daemon='' provider=''
failed=0
close()
{
	local pid
	for pid in $daemon $provider; do
		kill -9 "$pid" 2> /dev/null
		wait "$pid" 2> /dev/null
	done
	rm -rf "$work"
}
trap close EXIT

equal() # what, got, wanted
{
	[ "$2" = "$3" ] || { echo "FAIL $1: got '$2', wanted '$3'"; failed=$((failed + 1)); }
}

# until what is so, for 20 s: a command that succeeds
until_so() # what, command...
{
	local what=$1 until=$((SECONDS + 20))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$until" ] || { echo "FAIL $what: $*"; failed=$((failed + 1)); return; }
		read -r -t 0.05 _ <> <(:) || true
	done
}

options=(-o http.port=0 -o store.path="$work/db" -o store.key_file="$work/key" -o content.dir=tests/kannel/content
	-o adapters.dir="$work/adapters" -o adapters.secrets="$work/secrets/" -o adapters.use=africastalking,generic
	-o outbox.day_from=0 -o outbox.day_to=24)

start() # options...
{
	daemon_start "$work/log" "$program" "${options[@]}" "$@"
}

stop()
{
	daemon_stop
	equal "a good end" $? 0
}

# What the provider answers from now on, with which status line; "hang" is no answer.
answers() # status, body
{
	if [ "$1" = hang ]; then
		: > "$work/sink/answer"
	else
		printf 'HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' "$1" "${#2}" "$2" > "$work/sink/answer"
	fi
}

at_says() # status, id
{
	answers '201 Created' "{\"SMSMessageData\":{\"Message\":\"Sent\",\"Recipients\":[{\"statusCode\":101,\"status\":\"$1\",\"messageId\":\"$2\"}]}}"
}

requests()
{
	grep -c '^---$' "$work/sink/requests"
}

has_requests() # count
{
	[ "$(requests)" -ge "$1" ]
}

# A message to Africa's Talking; what its phone wrote from.
mo() # id, phone, text
{
	equal "message $1" "$(curl -s -m 20 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/sms/africastalking/$secret" \
		-d "id=$1" --data-urlencode "from=$2" -d to=20414 -d "text=$3" -d date=2026-11-26T10:00:00Z)" 200
}

row() # number from the newest: state, tries, cause, code
{
	"$program" outbox "${options[@]}" list --most "$1" 2>&1 | tail -n 1
}

row_is() # number from the newest, word...
{
	local line word
	line=$(row "$1")
	shift
	for word in "$@"; do
		[[ $line == *$word* ]] || return 1
	done
}

metric() # name
{
	curl -s "http://127.0.0.1:$port/metrics" | sed -n "s/^jiaxin_outbox_$1 //p"
}

mkdir -m 700 "$work/secrets" "$work/adapters" "$work/sink"
: > "$work/sink/requests"
"$sink" "$work/sink" &
provider=$!
until_so "the provider listens" test -s "$work/sink/port"
at=http://127.0.0.1:$(cat "$work/sink/port")
sed "s|https://api.africastalking.com|$at|; s|^  rate: 10|  timeout_ms: 1000|" config/adapters/africastalking.yaml > "$work/adapters/africastalking.yaml"
sed "s|http://127.0.0.1:8080|$at|" config/adapters/generic.yaml > "$work/adapters/generic.yaml"
for name in africastalking generic; do
	(umask 077 && echo "$secret" > "$work/secrets/$name" && echo "key-of-$name" > "$work/secrets/$name.send")
done

# An answer, as the provider's documents want it; its report, by its own name for the message.
start
at_says Success ATXid_1
mo mo-1 +254712345901 insurance
until_so "the answer leaves" has_requests 1
equal "what is asked" "$(tr -d '\r' < "$work/sink/requests" | grep -v '^Host: \|^Content-Length: ')" "POST /version1/messaging HTTP/1.1
Content-Type: application/x-www-form-urlencoded
apikey: key-of-africastalking
Accept: application/json

username=sandbox&to=%2B254712345901&message=%5BJiaxin%5D%20Social%20insurance%3A%20dial%2012333.%20%7Bfree%7D%20%5B24h%5D%20~%20%5C%20%5E%20%7C
---"
until_so "it is accepted" row_is 1 accepted answer
report() # id, status
{
	equal "report $1" "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/sms/africastalking/$secret/report" \
		-d "id=$1" -d "status=$2" --data-urlencode phoneNumber=+254712345901)" 200
}
report ATXid_9 Failed
report ATXid_1 Success
until_so "its report finds it" row_is 1 delivered
equal "another name is nobody's" "$(metric reports_unknown_total)" 1

# The same message again: nothing leaves twice.
mo mo-1 +254712345901 insurance

# Refused for good, and what the provider has no time for.
at_says InvalidPhoneNumber ''
mo mo-2 +254712345902 insurance
until_so "a refused one is dead" row_is 1 dead http 201
answers '503 Service Unavailable' 'later'
mo mo-3 +254712345903 insurance
until_so "a later one waits" row_is 1 queued http 503
equal "requests so far" "$(requests)" 3
stop

# It does not answer, and the daemon is killed: the message goes once more, and that is counted.
start
answers hang
mo mo-4 +254712345904 insurance
until_so "it is on its way" has_requests 4
kill -9 "$daemon"
wait "$daemon" 2> /dev/null
at_says Success ATXid_4
start
until_so "it goes again" row_is 1 accepted
equal "it may have gone twice" "$(metric maybe_twice_total)" 1
equal "to the same phone, twice" "$(grep -c 'to=%2B254712345904' "$work/sink/requests")" 2
stop

# No answer in time; then nobody at all: nothing is lost.
start
answers hang
mo mo-5 +254712345905 insurance
until_so "no answer in time" row_is 1 queued unsure
stop
kill "$provider"
wait "$provider" 2> /dev/null
provider=
start
mo mo-6 +254712345906 insurance
until_so "nobody there, and no try is counted" row_is 1 queued unreachable 'tries 0'
stop

# What names no route goes by the adapter that is the default; one that does not send is none.
: > "$work/sink/requests"
rm "$work/sink/port"
"$sink" "$work/sink" &
provider=$!
until_so "the provider listens again" test -s "$work/sink/port"
sed -i "s|$at|http://127.0.0.1:$(cat "$work/sink/port")|" "$work"/adapters/*.yaml
answers '202 Accepted' ''
options+=(-o outbox.route=@generic)
"$program" outbox "${options[@]}" add --to +8613800138999 --page insurance --lang zh > "$work/id" || failed=$((failed + 1))
start
until_so "it leaves by the default" grep -q '^key=key-of-generic&to=%2B8613800138999&text=' "$work/sink/requests"
until_so "and is accepted" row_is 1 accepted notice
ref=$(sed -n 's/^key=key-of-generic.*&id=\([^&]*\)&.*/\1/p' "$work/sink/requests" | head -n 1)
equal "a report by our name" "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/sms/generic/report?key=$secret&id=$ref&status=failed")" 200
until_so "finds it" row_is 1 failed undelivered
equal "no number, no text, no key, no report of a sanitizer in the log" \
	"$(grep -cE '2547123|1380013|insurance|社保|key-of|runtime error|Sanitizer' "$work/log")" 0
stop
rm "$work/secrets/generic.send"
"$program" serve "${options[@]}" 2> "$work/log"
equal "a default that does not send" $? 2
grep -q '^outbox.route: @generic: no adapter of that name sends;' "$work/log" || { cat "$work/log"; failed=$((failed + 1)); }

[ $failed -eq 0 ] && echo "messages leave by adapters"
exit $((failed > 0))
