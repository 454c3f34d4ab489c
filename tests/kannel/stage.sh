# shellcheck shell=bash
# How a play's processes are started; sourced by run.sh and control.sh. STAGE is the directory
# of this run, PORT_* are its ports, JIAXIN the program.
# shellcheck source=../../deploy/boxes.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/boxes.sh"
export boxes_dir=$STAGE
secrets=$STAGE/kannel/secrets
# Where systemd would put a credential; a play moves the key there (control.sh).
export CREDENTIALS_DIRECTORY=$STAGE/credentials

# What `serve` and `outbox` work with.
stage_options=(-o http.port="$PORT_HTTP" -o store.path="$STAGE/jiaxin.db"
	-o store.key_file="$STAGE/key" -o content.dir="$STAGE/content"
	-o transit.timetable="$STAGE/timetable"
	-o http.secret_file="$secrets/callback"
	-o outbox.url="http://127.0.0.1:$PORT_SENDSMS/cgi-bin/sendsms"
	-o outbox.password_file="$secrets/sendsms" -o outbox.from=10660
	-o outbox.day_from=0 -o outbox.day_to=24 -o outbox.rate=100 -o outbox.timeout_ms=2000)

# stage_start BOX [OPTION]...: further options are the daemon's
stage_start()
{
	local box=$1
	shift
	case $box in
	jiaxin)
		boxes_start jiaxin "$JIAXIN" serve "${stage_options[@]}" "$@"
		boxes_wait jiaxin 20 daemon_ready "$PORT_HTTP"
		;;
	bearerbox)
		boxes_start bearerbox "$(PATH=$PATH:/usr/sbin command -v bearerbox)" -v 3 \
			"$STAGE/kannel/kannel.conf"
		boxes_wait bearerbox 20 bearerbox_ready "$PORT_ADMIN" "$secrets"
		;;
	smsbox)
		boxes_start smsbox "$(PATH=$PATH:/usr/sbin command -v smsbox)" -v 4 \
			"$STAGE/kannel/kannel.conf"
		boxes_wait smsbox 20 kannel_ready "$PORT_ADMIN" "$secrets"
		;;
	*)
		echo "start $box: there are jiaxin, bearerbox and smsbox" >&2
		return 1
		;;
	esac
}
