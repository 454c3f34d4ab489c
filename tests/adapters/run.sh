#!/bin/bash
# Every fixture against a daemon over HTTP, then what no fixture can hold: run.sh REPLAY JIAXIN
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/daemon.sh
. tests/daemon.sh
replay=$1 program=$2
work=$(mktemp -d) || exit 2
secret=fixture-secret-0123456789
daemon=
failed=0
trap '[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null; rm -rf "$work"' EXIT

expect() # what, command...
{
	local what=$1
	shift
	"$@" || { echo "FAIL $what: $*"; failed=$((failed + 1)); }
}

equal() # what, got, wanted
{
	[ "$2" = "$3" ] || { echo "FAIL $1: got '$2', wanted '$3'"; failed=$((failed + 1)); }
}

start()
{
	daemon_start "$work/log" "$program" -o http.port=0 -o store.path="$work/db" \
		-o store.key_file="$work/key" -o content.dir=tests/kannel/content \
		-o adapters.secrets="$work/secrets/" -o adapters.use="$names" "$@"
}

stop()
{
	daemon_stop
	equal "a good end" $? 0
}

metric() # adapter, outcome
{
	curl -s "http://127.0.0.1:$port/metrics" |
		sed -n "s/^jiaxin_adapter_requests_total{adapter=\"$1\",outcome=\"$2\"} //p"
}

code() # curl's arguments
{
	curl -s -m 20 -o /dev/null -w '%{http_code}' "$@"
}

mkdir -m 700 "$work/secrets"
names=
for file in config/adapters/*.yaml; do
	name=$(basename "$file" .yaml)
	(umask 077 && echo "$secret" > "$work/secrets/$name")
	names=$names${names:+,}$name
done

start
"$replay" "$port" ${RECORD:+-r} tests/adapters/*/*.fixture || failed=$((failed + 1))

equal "an adapter that is not in use" "$(code "http://127.0.0.1:$port/ussd/nobody/$secret")" 404

# 10 MB of JSON: refused for its size, counted, and nobody else notices
hubtel=http://127.0.0.1:$port/ussd/hubtel/$secret
{ printf '{"Type":"'; head -c 10000000 /dev/zero | tr '\0' x; printf '"}'; } > "$work/big"
equal "10 MB" "$(code -H 'Content-Type: application/json' -H 'Expect:' --data-binary @"$work/big" "$hubtel")" 413
equal "10 MB is counted" "$(curl -s "http://127.0.0.1:$port/metrics" | sed -n 's/^jiaxin_bodies_refused //p')" 1
step='{"Type":"Initiation","Mobile":"233262195199","SessionId":"after","Message":"*714*5#","Sequence":"1"}'
equal "the next one is answered" "$(code -H 'Content-Type: application/json' -d "$step" "$hubtel")" 200

# What became of them is counted, by adapter.
expect "bad secrets are counted" test "$(metric africastalking bad-secret)" -ge 2
expect "unreadable ones are counted" test "$(metric hubtel unreadable)" -ge 10
expect "unknown paths are counted" test "$(metric africastalking not-found)" -ge 2
expect "machines are counted" test "$(metric africastalking ignored)" -ge 1

# After kill -9 a step that was answered gets the same bytes again, and the session goes on.
at() # text
{
	curl -s "http://127.0.0.1:$port/ussd/africastalking/$secret" -d sessionId=ATUid_kill \
		--data-urlencode phoneNumber=+254712345999 --data-urlencode 'serviceCode=*384*123#' \
		--data-urlencode "text=$1"
}
at '' > "$work/1"
at 1 > "$work/2"
kill -9 "$daemon"
wait "$daemon" 2> /dev/null
start
at 1 > "$work/again"
expect "after kill -9: the same bytes" cmp "$work/2" "$work/again"
expect "after kill -9: the text goes on where it was" grep -q 'Home\|Send a number' <(at '1*00')

equal "no number, no text, no report of a sanitizer in the log" \
	"$(grep -cE '2547123|2332621|1390000|Insurance|社保|runtime error|Sanitizer' "$work/log")" 0
stop
[ $failed -eq 0 ] && echo "adapter tests passed"
exit $((failed > 0))
