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

-- version 3
-- Messages that we owe (outbox.h): the rows are the truth. Numbers of kind, state and cause are
-- those of the enums there; state 0 is queued, 1 claimed, above that it has left our hands.
CREATE TABLE outbox (
	id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: late reports name it
	made    INTEGER NOT NULL,
	who     BLOB NOT NULL,     -- the receiver, as in journal
	kind    INTEGER NOT NULL,
	turn    INTEGER NOT NULL,  -- not before
	expires INTEGER NOT NULL,  -- not after
	state   INTEGER NOT NULL,
	tries   INTEGER NOT NULL,
	cause   INTEGER NOT NULL,
	code    INTEGER NOT NULL,  -- of the cause
	changed INTEGER NOT NULL,  -- when state was set last
	same    INTEGER NOT NULL,  -- keyed hash of receiver and words; 0: an answer
	sealed  BLOB NOT NULL      -- number, text, page, language, route; encrypted
) STRICT;

-- Each small, or walked from its end only: a claim costs the same however many rows there are.
CREATE INDEX outbox_due ON outbox(kind, turn) WHERE state = 0;
CREATE INDEX outbox_waiting ON outbox(who, turn) WHERE state = 0;
CREATE INDEX outbox_expires ON outbox(expires) WHERE state = 0;
CREATE INDEX outbox_claimed ON outbox(id) WHERE state = 1;
CREATE INDEX outbox_old ON outbox(changed) WHERE state > 1;
CREATE INDEX outbox_same ON outbox(same, made) WHERE same != 0;

-- How many there are of each, for metrics: kept by whoever changes a row, rolled back with it.
CREATE TABLE outbox_count (
	kind  INTEGER NOT NULL,
	state INTEGER NOT NULL,
	n     INTEGER NOT NULL,
	PRIMARY KEY (kind, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER outbox_put AFTER INSERT ON outbox BEGIN
	INSERT INTO outbox_count VALUES (new.kind, new.state, 1)
		ON CONFLICT(kind, state) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN old.state != new.state BEGIN
	UPDATE outbox_count SET n = n - 1 WHERE kind = old.kind AND state = old.state;
	INSERT INTO outbox_count VALUES (new.kind, new.state, 1)
		ON CONFLICT(kind, state) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER outbox_gone AFTER DELETE ON outbox BEGIN
	UPDATE outbox_count SET n = n - 1 WHERE kind = old.kind AND state = old.state;
END;

-- version 4
-- What phones keep about their families (family.h). `who` and `other` are phones, as in journal:
-- what a person may see or have erased are the rows where either is theirs.
CREATE TABLE family (
	who     BLOB PRIMARY KEY,
	changed INTEGER NOT NULL,
	sealed  BLOB NOT NULL      -- cards, code, counts; encrypted
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
	who     BLOB NOT NULL,     -- who asked...
	other   BLOB NOT NULL,     -- ...whom
	state   INTEGER NOT NULL,  -- enum link_state; 2 is alive
	asked   INTEGER NOT NULL,  -- the last time
	asks    INTEGER NOT NULL,  -- how often
	changed INTEGER NOT NULL,  -- when state was set
	sealed  BLOB NOT NULL,     -- both numbers; encrypted, bound to who
	PRIMARY KEY (who, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_other ON link(other, asked);
CREATE INDEX link_old ON link(changed) WHERE state != 2;

CREATE TABLE reminder (
	who    BLOB PRIMARY KEY,
	due    INTEGER NOT NULL,
	sealed BLOB NOT NULL       -- number, words, days; encrypted
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_due ON reminder(due);

-- version 5
-- What is sealed begins with its key's number (crypt.h); 0: from before keys had numbers.
UPDATE journal SET sealed = CAST(x'00' || sealed AS BLOB);
UPDATE session SET sealed = CAST(x'00' || sealed AS BLOB);
UPDATE outbox SET sealed = CAST(x'00' || sealed AS BLOB);
UPDATE family SET sealed = CAST(x'00' || sealed AS BLOB);
UPDATE link SET sealed = CAST(x'00' || sealed AS BLOB);
UPDATE reminder SET sealed = CAST(x'00' || sealed AS BLOB);

-- version 6
-- Who said STOP, as it can be handed on (subject.h). The session says so, too: that is what is asked.
CREATE TABLE stop (
	who    BLOB PRIMARY KEY,
	at     INTEGER NOT NULL,
	sealed BLOB NOT NULL      -- the number; empty after an erasure
) STRICT, WITHOUT ROWID;

-- Phones of whom everything goes, until it is gone (subject.h).
CREATE TABLE erasure (
	who   BLOB PRIMARY KEY,
	asked INTEGER NOT NULL,
	upto  INTEGER NOT NULL,   -- the last journal row that goes
	next  INTEGER NOT NULL,   -- the journal is walked up to there; -1: nothing is done yet
	keep  INTEGER NOT NULL    -- row `upto` stays so long, for repeats
) STRICT, WITHOUT ROWID;

-- What operators did with one phone's data; whose is not said.
CREATE TABLE audit (
	id   INTEGER PRIMARY KEY,
	at   INTEGER NOT NULL,
	uid  INTEGER NOT NULL,    -- of the system
	deed TEXT NOT NULL
) STRICT;

-- Whatever has a `who` can be found by it, but for the journal, which is walked.
CREATE INDEX outbox_who ON outbox(who);

-- version 7
-- Messages that are only stored (archive.h): sealed for a key whose secret half is elsewhere.
CREATE TABLE archive_key (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	made   INTEGER NOT NULL,
	sealed BLOB NOT NULL      -- the key of one step, in a sealed box
) STRICT;

CREATE TABLE archive (
	id     INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,
	key    INTEGER NOT NULL,  -- archive_key
	sealed BLOB NOT NULL      -- who, what was said and answered
) STRICT;
CREATE INDEX archive_at ON archive(at);

-- version 8
-- What is known of a receiver in one index that no claim touches: with a million rows each of its
-- pages is a cold one. `expires`, which hardly ever changes, leaves out what ended long ago.
DROP INDEX outbox_waiting;
DROP INDEX outbox_same;
DROP INDEX outbox_who;
CREATE INDEX outbox_who ON outbox(who, expires);

-- version 9
-- What a worker told about his life: a row goes with the session that it was told in (journal.h).
CREATE TABLE told (
	seq    INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,
	who    BLOB NOT NULL,
	sealed BLOB NOT NULL
) STRICT;

-- version 10
-- What the network last said of messages that a phone did not ask for (outbox.h): so that a number
-- which was given up, and may be another's soon, is left alone.
CREATE TABLE reach (
	who     BLOB PRIMARY KEY,
	at      INTEGER NOT NULL,  -- one was delivered then; or, if failing, since when none was
	failing INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reach_old ON reach(at);

-- version 11
-- What the provider that took a message calls it in its reports: a keyed hash; 0: nothing of its own.
-- `kind` is a lane from now on: the kind, and three times the number of the adapter that sends.
ALTER TABLE outbox ADD COLUMN name INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_name ON outbox(name) WHERE name != 0;
