#!/bin/bash
# The verbs of a play that deal with processes:
#   start|stop|kill jiaxin|smsbox|bearerbox [OPTION]...   STAGE/ in an option is this run's folder
#   night [OPTION]...     starts the daemon with a day (outbox.day_from, day_to) that is not now
#   outbox VERB WORD...   the operator's command beside the daemon; "newest" is the newest message's
#                         id; its output is thrown away
#   shows WORDS           what it shows of the newest message holds them
#   hides WORDS           it does not
#   listed|unlisted STATE the newest message is among those that it lists of that state, or not
#   subject VERB WORD...  likewise
#   exported|unexported NUMBER WORDS   what the operator reads of that phone holds them, or not
#   rotate|norotate       the key of the texts is changed; that is refused
#   archive-key           the archive's keys are made: STAGE/archive.public and .secret
#   archived WORDS|none   what its secret half opens
#   credential            the key file moves to where systemd would put a credential;
#   uncredential          and back
#   age DAYS              the daemon stopped: everything in the database is so much older
#   silent DAYS           likewise: no phone has said a word since, and what the network said of them
#                         is so old
#   due                   every reminder is due now
#   newest STATE [CAUSE]  the newest message of the outbox is in that state, within 20 s, with
#                         that cause and code
#   link online|lost      what bearerbox says of its link to the centre, within 10 s
#   sendsms NUMBER WORDS  a message past the daemon; sendsms's answer begins with WORDS
#   freeze|thaw BOX       SIGSTOP, SIGCONT
#   content DIR     the content tree of this run becomes content/ with the files of DIR over it
#   timetable demo|damaged|none   the timetable of this run, put in place by rename
#   reload          SIGHUP to the daemon; whether it was taken shows on /health/ready
set -u
here=$(dirname "$0")
# shellcheck source=stage.sh
. "$here/stage.sh"

newest_id() { "$JIAXIN" outbox "${stage_options[@]}" list --most 1 | cut -f1; }

case $1 in
start)
	set -- "${@/STAGE\//$STAGE/}"
	stage_start "${@:2}"
	;;
night)
	hour=$((($(date -u +%-H) + 8) % 24))
	from=$((hour < 12 ? hour + 2 : hour - 3)) # an hour may pass meanwhile
	stage_start jiaxin -o outbox.day_from=$from -o outbox.day_to=$((from + 1)) "${@:2}"
	;;
outbox)
	words=("${@:2}")
	"$JIAXIN" outbox "${stage_options[@]}" "${words[@]/#newest/$(newest_id)}" >/dev/null
	;;
shows) "$JIAXIN" outbox "${stage_options[@]}" show "$(newest_id)" | grep -qF -- "$2" ;;
hides) ! "$JIAXIN" outbox "${stage_options[@]}" show "$(newest_id)" | grep -qF -- "$2" ;;
listed) "$JIAXIN" outbox "${stage_options[@]}" list --state "$2" | cut -f1 | grep -qx "$(newest_id)" ;;
unlisted) ! "$JIAXIN" outbox "${stage_options[@]}" list --state "$2" | cut -f1 | grep -qx "$(newest_id)" ;;
subject) "$JIAXIN" subject "${stage_options[@]}" "${@:2}" >/dev/null ;;
exported) "$JIAXIN" subject "${stage_options[@]}" export "$2" | grep -qF "$3" ;;
unexported)
	rows=$("$JIAXIN" subject "${stage_options[@]}" export "$2") || exit
	! grep -qF "$3" <<<"$rows"
	;;
rotate) "$JIAXIN" key "${stage_options[@]}" rotate >/dev/null ;;
norotate) ! "$JIAXIN" key "${stage_options[@]}" rotate >/dev/null 2>&1 ;;
archive-key)
	pair=$("$JIAXIN" key archive) || exit
	for half in public secret; do
		sed -n "s/^$half //p" <<<"$pair" >"$STAGE/archive.$half"
	done
	;;
archived)
	opened=$("$JIAXIN" subject "${stage_options[@]}" archive "$STAGE/archive.secret") || exit
	case $2 in
	none) [ -z "$opened" ] ;;
	*) grep -qF "$2" <<<"$opened" ;;
	esac
	;;
credential)
	mkdir "$CREDENTIALS_DIRECTORY" && mv "$STAGE/key" "$CREDENTIALS_DIRECTORY/key" ;;
uncredential) mv "$CREDENTIALS_DIRECTORY/key" "$STAGE/key" && rmdir "$CREDENTIALS_DIRECTORY" ;;
age)
	ms=$(($2 * 86400000))
	sqlite3 "$STAGE/jiaxin.db" "
		UPDATE journal SET at = at - $ms; UPDATE told SET at = at - $ms;
		UPDATE outbox SET made = made - $ms, changed = changed - $ms, turn = turn - $ms,
			expires = expires - $ms;
		UPDATE archive SET at = at - $ms; UPDATE archive_key SET made = made - $ms"
	;;
silent)
	sqlite3 "$STAGE/jiaxin.db" "
		DELETE FROM session; DELETE FROM journal;
		UPDATE reach SET at = at - $(($2 * 86400000))"
	;;
due) sqlite3 -cmd '.timeout 5000' "$STAGE/jiaxin.db" \
	"UPDATE reminder SET due = strftime('%s', 'now') * 1000" ;;
newest)
	until=$((SECONDS + 20))
	until newest=$("$JIAXIN" outbox "${stage_options[@]}" list --most 1) &&
		[ "$(cut -f3 <<<"$newest")" = "$2" ] &&
		[ "${3-$(cut -f4 <<<"$newest")}" = "$(cut -f4 <<<"$newest")" ]; do
		[ "$SECONDS" -lt "$until" ] || {
			echo "$newest"
			exit 1
		}
		sleep 0.05
	done
	;;
link)
	until=$((SECONDS + 10))
	while kannel_ready "$PORT_ADMIN" "$secrets" aggregator && now=online || now=lost
		[ $now != "$2" ]; do
		[ "$SECONDS" -lt "$until" ] || exit 1
		sleep 0.05
	done
	;;
sendsms)
	answer=$(http_get "$PORT_SENDSMS" "/cgi-bin/sendsms?username=jiaxin&password=$(
		cat "$secrets/sendsms")&from=10660&to=${2/+/%2B}&text=kannel" | tail -n 1)
	[[ $answer = "$3"* ]] || {
		echo "sendsms: $answer"
		exit 1
	}
	;;
freeze) kill -STOP -- "-$(boxes_group "$2")" ;;
thaw) kill -CONT -- "-$(boxes_group "$2")" ;;
stop) boxes_stop "$2" ;;
kill) boxes_kill "$2" ;;
content)
	rm -f "$STAGE"/content/*
	cp "$here"/content/*.yaml "$STAGE/content/" &&
		cp "$here/$2"/*.yaml "$STAGE/content/"
	;;
timetable)
	case $2 in
	demo) "$JIAXIN" timetable build config/demo-timetable.csv -o "$STAGE/timetable" \
		--change-seconds 1200 >/dev/null ;;
	damaged) head -c 2000 "$STAGE/timetable" >"$STAGE/timetable.new" &&
		mv "$STAGE/timetable.new" "$STAGE/timetable" ;;
	none) rm -f "$STAGE/timetable" ;;
	esac
	;;
reload) kill -HUP "$(boxes_group jiaxin)" ;;
*)
	echo "$1: no such verb" >&2
	exit 1
	;;
esac
