#!/bin/sh
# Installs into a directory, changes things, installs again, uninstalls; backs up, restores.
# install-test.sh JIAXIN
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
PROGRAM=$(realpath "$1")
DESTDIR=$(mktemp -d)
trap 'rm -rf "$DESTDIR"' EXIT
export PROGRAM DESTDIR PREFIX=/usr SYSCONFDIR=/etc
etc=$DESTDIR/etc/jiaxin

fail()
{
	echo "install-test: $*" >&2
	exit 1
}

installer()
{
	sh "$root/deploy/install.sh" "$1"
}

# refused WORDS COMMAND...: fails, and says WORDS
refused()
{
	words=$1
	shift
	if said=$("$@" 2>&1); then
		fail "was not refused: $*"
	fi
	case $said in
	*"$words"*) ;;
	*) fail "\"$words\" was to be said, not \"$said\"" ;;
	esac
}

installer install >/dev/null
[ -x "$DESTDIR/usr/bin/jiaxin" ] || fail "no program"
"$DESTDIR/usr/bin/jiaxin" check "$etc/content" >/dev/null || fail "the installed content has faults"
grep -q "^  path: /var/lib/jiaxin/jiaxin.db$" "$etc/jiaxin.yaml" || fail "store.path is not set"
grep -q "^  key_file: /var/lib/jiaxin/jiaxin.key$" "$etc/jiaxin.yaml" || fail "store.key_file"
grep -q "^  dir: /etc/jiaxin/content$" "$etc/jiaxin.yaml" || fail "content.dir is not set"
grep -q "^  secret_file: /run/credentials/" "$etc/jiaxin.yaml" || fail "http.secret_file is not set"
grep -q "^  dir: /etc/jiaxin/adapters$" "$etc/jiaxin.yaml" || fail "adapters.dir is not set"
grep -q "^  secrets: /run/credentials/" "$etc/jiaxin.yaml" || fail "adapters.secrets is not set"
"$DESTDIR/usr/bin/jiaxin" adapters check "$etc/adapters" || fail "the installed adapters have faults"
[ "$(stat -c %a "$etc/adapter-secrets")" = 700 ] || fail "others can look for secrets"
! grep -r '@[A-Z]*@' "$DESTDIR/usr/lib/systemd" || fail "a unit has a placeholder left"

# the same again changes nothing
before=$(cd "$DESTDIR" && find . -type f -exec cksum {} + | sort)
installer install >/dev/null
[ "$before" = "$(cd "$DESTDIR" && find . -type f -exec cksum {} + | sort)" ] ||
	fail "installing twice is not installing once"

# an upgrade: what the operator changed stays, what was not changed follows, what is gone stays gone
pristine=$DESTDIR/usr/share/jiaxin/etc
echo "# mine" >>"$etc/content/home.yaml"
echo "# of an older version" | tee -a "$pristine/content/home.yaml" >>/dev/null
echo "# of an older version" | tee -a "$pristine/content/lines.yaml" >>"$etc/content/lines.yaml"
rm "$etc/content/README.md"
installer install | grep -q "kept your /etc/jiaxin/content/home.yaml" || fail "nothing was said"
grep -q "^# mine" "$etc/content/home.yaml" || fail "a changed file was overwritten"
cmp -s "$root/content/home.yaml" "$etc/content/home.yaml.new" || fail "no .new beside it"
cmp -s "$root/content/lines.yaml" "$etc/content/lines.yaml" || fail "an unchanged file is old"
[ ! -e "$etc/content/README.md" ] || fail "a deleted file came back"

# Kannel: secrets are made once, nobody else reads them, nothing is a default
setup=$DESTDIR/usr/share/jiaxin/kannel-setup.sh
refused "SMSC_HOST is missing" "$setup" smpp "$etc/kannel"
refused "no port" "$setup" fake "$etc/kannel" HTTP_PORT=123456
refused "no such value" "$setup" fake "$etc/kannel" PORT=1
refused "only letters" "$setup" fake "$etc/kannel" 'SPOOL=a"b'
"$setup" smpp "$etc/kannel" SMSC_HOST=smpp.example SMSC_USERNAME=u SMSC_PASSWORD='p/w=%d' \
	SPOOL=/var/lib/jiaxin-kannel
first=$(cat "$etc/kannel/kannel.conf")
"$setup" smpp "$etc/kannel"
[ "$first" = "$(cat "$etc/kannel/kannel.conf")" ] || fail "a second set-up forgot something"
[ -z "$(find "$etc/kannel" -type f -perm /077)" ] || fail "others can read a secret"
grep -qF 'smsc-password = "p/w=%d"' "$etc/kannel/kannel.conf" || fail "the password was mangled"
[ "$(cat "$etc"/kannel/secrets/* | fold -w 48 | sort -u | wc -l)" -eq 4 ] || fail "secrets repeat"

# backup and restore
STATE=$DESTDIR/state
export STATE
mkdir "$STATE" "$DESTDIR/backups" "$DESTDIR/keys"
sqlite3 "$STATE/jiaxin.db" 'PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)' \
	>/dev/null
echo key1 >"$STATE/jiaxin.key"
backup=$(sh "$root/deploy/backup.sh" "$DESTDIR/backups" "$DESTDIR/keys")
refused "must not lie beside" sh "$root/deploy/backup.sh" "$DESTDIR/backups" "$DESTDIR/backups"
sqlite3 "$STATE/jiaxin.db" 'INSERT INTO t VALUES(2)'
echo nonsense >"$DESTDIR/nonsense"
refused "is damaged" sh "$root/deploy/restore.sh" "$DESTDIR/nonsense"
(
	exec 5<"$STATE/jiaxin.db"
	refused "the daemon runs" sh "$root/deploy/restore.sh" "$backup"
)
rm "$STATE/jiaxin.key"
refused "give the key" sh "$root/deploy/restore.sh" "$backup"
sh "$root/deploy/restore.sh" "$backup" "$DESTDIR/keys/jiaxin.key" >/dev/null
[ "$(sqlite3 "$STATE/jiaxin.db" 'SELECT count(*) FROM t')" = 1 ] || fail "not the backup's rows"
[ "$(cat "$STATE/jiaxin.key")" = key1 ] || fail "not the backup's key"
[ "$(sqlite3 "$(ls "$STATE"/jiaxin.db.before-*Z)" 'SELECT count(*) FROM t')" = 2 ] ||
	fail "what was there is lost"

installer uninstall >/dev/null
[ "$(cd "$DESTDIR" && find usr -type f -o -type l | wc -l)" -eq 0 ] || fail "uninstall leaves files"
[ -e "$etc/content/home.yaml" ] || fail "uninstall took a changed file"
[ ! -e "$etc/content/lines.yaml" ] || fail "uninstall left an unchanged file"
[ -e "$etc/kannel/secrets/callback" ] || fail "uninstall took the secrets"
echo "ok   install, upgrade, uninstall, backup and restore"
