# shellcheck shell=bash
# A real Kannel between phones and a daemon, without a store; sourced by bench.sh.
#   kannel_start NAME DAEMON_PORT   sets smsc_port, sendsms_port, kannel_admin, bearerbox and smsbox (pids)

kannel_conf() # admin port, boxes' port, sendsms port, SMSC's port, daemon's port
{
	cat <<-END
	group = core
	admin-port = $1
	admin-interface = 127.0.0.1
	admin-password = bench
	status-password = bench
	smsbox-port = $2
	smsbox-interface = 127.0.0.1
	box-deny-ip = "*.*.*.*"
	box-allow-ip = "127.0.0.1"
	log-level = 2

	group = smsc
	smsc = fake
	smsc-id = bench
	host = 127.0.0.1
	our-host = 127.0.0.1
	port = $4
	connect-allow-ip = 127.0.0.1

	group = smsbox
	bearerbox-host = 127.0.0.1
	bearerbox-port = $2
	sendsms-port = $3
	sendsms-interface = 127.0.0.1
	mo-recode = true
	http-timeout = 10

	group = sendsms-user
	username = bench
	password = bench

	group = sms-service
	keyword = default
	catch-all = true
	get-url = "http://127.0.0.1:$5/kannel/sms?id=%I&ts=%T&from=%p&to=%P&smsc=%i&coding=%c&cs=%C&st=%B&fid=%F&udh=%u&meta=%D&text=%b"
	accept-x-kannel-headers = true
	max-messages = 10
	concatenation = true
	omit-empty = true
	END
}

# bearerbox's page says when the box has registered; before that messages would wait.
kannel_wait() # admin port
{
	for _ in $(seq 100); do
		curl -s "http://127.0.0.1:$1/status.txt?password=bench" | grep -q 'smsbox:.*on-line' && return
		sleep 0.1
	done
	echo "bench: Kannel did not start; see $work/smsbox.log" >&2
	return 1
}

# smsbox ends at once when bearerbox does not listen yet: asking its admin port is harmless.
kannel_start()
{
	local conf=$work/kannel-$1.conf boxes
	free_port kannel_admin; free_port boxes; free_port sendsms_port; free_port smsc_port
	kannel_conf "$kannel_admin" "$boxes" "$sendsms_port" "$smsc_port" "$2" > "$conf"
	spawn bearerbox bearerbox -v 3 "$conf"
	bearerbox=$pid
	until curl -s -o /dev/null "http://127.0.0.1:$kannel_admin/status.txt"; do sleep 0.05; done
	sleep 0.2
	spawn smsbox smsbox -v 3 "$conf"
	smsbox=$pid
	kannel_wait "$kannel_admin"
}

# Until Kannel has worked off what it has taken.
kannel_idle()
{
	for _ in $(seq 300); do
		curl -s "http://127.0.0.1:$kannel_admin/status.txt?password=bench" |
			awk '/^SMS: received/ { up = 1 } /\([1-9][0-9]* queued\)|queued [1-9]/ { up = 0; exit } END { exit !up }' && return
		sleep 0.1
	done
	echo "bench: Kannel still has messages queued" >&2
	return 1
}
