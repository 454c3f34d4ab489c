#!/bin/sh
# Puts a backup in the place of the database: restore.sh BACKUP.db [KEY]
#
# The daemon must be stopped. What is there now is kept beside it as *.before-DATE. KEY is
# needed when the key is gone too. STATE (/var/lib/jiaxin) is where the daemon keeps them.
set -eu
umask 077

fail()
{
	echo "restore: $*" >&2
	exit 1
}

[ $# -ge 1 ] && [ $# -le 2 ] || fail "usage: restore.sh BACKUP.db [KEY]"
backup=$1 key=${2:-}
state=${STATE:-/var/lib/jiaxin}
command -v sqlite3 >/dev/null || fail "needs sqlite3; do: apt-get install sqlite3"
[ -d "$state" ] || fail "$state is not there; start the daemon once, so that it is made"
[ -f "$backup" ] || fail "$backup is not there"
[ -f "$state/jiaxin.key" ] || [ -f "$key" ] ||
	fail "$state/jiaxin.key is not there; give the key that belongs to the backup"
[ "$(sqlite3 -readonly "$backup" 'PRAGMA integrity_check' 2>/dev/null)" = ok ] ||
	fail "$backup is damaged, or no database; take an older one"

# A running daemon has its database open.
for fd in /proc/[0-9]*/fd/*; do
	[ "$(readlink "$fd" 2>/dev/null)" != "$(readlink -f "$state")/jiaxin.db" ] ||
		fail "the daemon runs; do: systemctl stop jiaxin"
done

date=$(date -u +%Y%m%dT%H%M%SZ)
for file in jiaxin.db jiaxin.db-wal jiaxin.db-shm; do
	[ ! -e "$state/$file" ] || mv "$state/$file" "$state/$file.before-$date"
done
cp "$backup" "$state/jiaxin.db.part"
if [ -n "$key" ]; then
	[ ! -e "$state/jiaxin.key" ] || mv "$state/jiaxin.key" "$state/jiaxin.key.before-$date"
	cp "$key" "$state/jiaxin.key"
	chown --reference="$state" "$state/jiaxin.key"
fi
chown --reference="$state" "$state/jiaxin.db.part"
sync "$state/jiaxin.db.part"
mv "$state/jiaxin.db.part" "$state/jiaxin.db"
echo "restored; start the daemon, and look at /health/ready"
