-- The whole schema, one section a version. A fresh database runs all sections, an older
-- one those it lacks; each runs in one transaction and ends with its user_version.
-- Times are milliseconds since 1970 (UTC) unless the name says otherwise.

-- version 1
-- What was said and answered, in the order it was committed: the truth that sessions and
-- repeats are rebuilt from. Append-only, so that a row costs the disk one place at the end.
CREATE TABLE journal (
	seq    INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,
	who    BLOB NOT NULL,     -- crypt.h: keyed hash of the MSISDN
	mark   INTEGER NOT NULL,  -- keyed hash of the provider's message id; 0: it had none
	mark2  INTEGER NOT NULL,  -- likewise of the SMSC's own id (Kannel's %F)
	sealed BLOB NOT NULL      -- journal.h: text, answer, session; encrypted
) STRICT;

CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- version 2
-- Where each phone was at the last checkpoint; later journal rows are applied over it at start.
CREATE TABLE session (
	who    BLOB PRIMARY KEY,
	forget INTEGER NOT NULL,  -- seconds since 1970: nothing of it is needed after that
	sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
