#!/bin/bash
# The verbs of a play that deal with processes:
#   start|stop|kill jiaxin|smsbox|bearerbox [OPTION]...
#   outbox VERB WORD...   the operator's command beside the daemon; its output is thrown away
#   subject VERB WORD...  likewise
#   newest STATE          the newest message of the outbox is in that state, within 10 s
#   freeze|thaw BOX       SIGSTOP, SIGCONT
#   content DIR     the content tree of this run becomes content/ with the files of DIR over it
#   timetable demo|damaged|none   the timetable of this run, put in place by rename
#   reload          SIGHUP to the daemon; whether it was taken shows on /health/ready
set -u
here=$(dirname "$0")
# shellcheck source=stage.sh
. "$here/stage.sh"

case $1 in
start) stage_start "${@:2}" ;;
outbox) "$JIAXIN" outbox "${stage_options[@]}" "${@:2}" >/dev/null ;;
subject) "$JIAXIN" subject "${stage_options[@]}" "${@:2}" >/dev/null ;;
newest)
	until=$((SECONDS + 10))
	until newest=$("$JIAXIN" outbox "${stage_options[@]}" list --most 1) &&
		[ "$(cut -f3 <<<"$newest")" = "$2" ]; do
		[ "$SECONDS" -lt "$until" ] || {
			echo "$newest"
			exit 1
		}
		sleep 0.05
	done
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
