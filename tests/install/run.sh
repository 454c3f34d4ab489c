#!/bin/bash
# Installs into a folder, runs what was installed, backs it up and restores it, upgrades over a
# changed file and uninstalls: what docs/operating.md promises.
set -eu
work=$(mktemp -d)
daemon=
passed=0
# shellcheck source=tests/daemon.sh
. tests/daemon.sh
trap '[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null; rm -rf "$work"' EXIT

check() # what, command...
{
	local what=$1
	shift
	"$@" || { echo "FAIL $what"; echo "$passed passed, 1 failed"; exit 1; }
	passed=$((passed + 1))
}

root=$work/root etc=$work/root/etc/jiaxin
export STATE=$work/state
mkdir -p "$STATE" "$work/backups" "$work/keys"
jiaxin=$root/usr/local/bin/jiaxin

start()
{
	daemon_start "$work/log" "$jiaxin" -c "$etc/jiaxin.yaml" -o http.port=0 -o http.secret_file= \
		-o content.dir="$etc/content" -o store.path="$STATE/jiaxin.db" \
		-o store.key_file="$STATE/jiaxin.key"
}

ask() # id, text
{
	curl -s -G "http://127.0.0.1:$port/kannel/sms" --data-urlencode "from=+8613800138000" --data "id=$1" --data-urlencode "text=$2"
}

say() { "$@" > /dev/null; }
make_install() { say env -u MAKEFLAGS make --no-print-directory "$1" DESTDIR="$root" PREFIX=/usr/local SYSCONFDIR=/etc; }

check "install" make_install install
check "the installed content is clean" "$jiaxin" check "$etc/content"
check "the man page is a man page" grep -q '^\.[TD]' "$root/usr/local/share/man/man8/jiaxin.8"
check "no placeholder is left in the units" \
	sh -c "! grep -r '@[A-Z]*@' '$root/usr/local/lib/systemd/system'"

start
first=$(ask one 社保)
check "it answers" test -n "$first"
backup=$(sh "$root/usr/local/share/jiaxin/backup.sh" "$work/backups" "$work/keys" | tail -n 1)
check "the key is not beside the backup" test ! -e "$work/backups/jiaxin.key"
check "restore refuses while the daemon runs" \
	sh -c "! sh '$root/usr/local/share/jiaxin/restore.sh' '$backup' 2> /dev/null"
daemon_stop
rm -f "$STATE"/*
check "restore" say sh "$root/usr/local/share/jiaxin/restore.sh" "$backup" "$work/keys/jiaxin.key"
start
check "what was answered before the loss is known after it" test "$(ask one 公积金)" = "$first"
daemon_stop

echo '# mine' >> "$etc/content/home.yaml"
check "an upgrade" make_install install
check "keeps what was changed" grep -q '# mine' "$etc/content/home.yaml"
check "uninstall" make_install uninstall
check "takes the program away" test ! -e "$jiaxin"
check "leaves what was changed, and nothing else" \
	test "$(cd "$root" && find . -type f)" = ./etc/jiaxin/content/home.yaml
echo "$passed passed, 0 failed"
