#!/bin/sh
# A backup while the daemon runs: backup.sh DIR [KEY_DIR]
#
# Writes DIR/jiaxin-DATE.db, a whole and checked database (SQLite's own online backup), and
# prints its name. The key goes to KEY_DIR, which must be another place: who has both reads
# everything, who has one reads nothing. STATE (/var/lib/jiaxin) is where the daemon keeps them.
set -eu
umask 077

fail()
{
	echo "backup: $*" >&2
	exit 1
}

[ $# -ge 1 ] && [ $# -le 2 ] || fail "usage: backup.sh DIR [KEY_DIR]"
state=${STATE:-/var/lib/jiaxin}
[ -f "$state/jiaxin.db" ] || fail "$state/jiaxin.db is not there"
command -v sqlite3 >/dev/null || fail "needs sqlite3; do: apt-get install sqlite3"
for dir in "$@"; do
	[ -d "$dir" ] || fail "$dir is no directory; make it first"
done
[ $# -eq 1 ] || [ "$(cd "$2" && pwd)" != "$(cd "$1" && pwd)" ] ||
	fail "the key must not lie beside the database; give it another directory"
to=$(cd "$1" && pwd)/jiaxin-$(date -u +%Y%m%dT%H%M%SZ).db
[ ! -e "$to" ] || fail "$to is there already"

trap 'rm -f "$to.part"' EXIT
sqlite3 -cmd '.timeout 10000' "$state/jiaxin.db" ".backup '$to.part'" ||
	fail "the database could not be copied; is there room in $1?"
[ "$(sqlite3 "$to.part" 'PRAGMA integrity_check')" = ok ] ||
	fail "the copy is damaged; look at the database itself: PRAGMA integrity_check"
sync "$to.part"
mv "$to.part" "$to"

if [ $# -eq 2 ]; then
	cp "$state/jiaxin.key" "$2/jiaxin.key.part"
	sync "$2/jiaxin.key.part"
	mv "$2/jiaxin.key.part" "$2/jiaxin.key"
elif [ -t 2 ]; then
	echo "backup: without its key this can't be read; keep $state/jiaxin.key elsewhere" >&2
fi
echo "$to"
