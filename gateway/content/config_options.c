#include "content/config_model.h"

const struct option_spec config_options[OPT_COUNT] = {
        [OPT_HTTP_LISTEN] = {"http", "listen", TYPE_TEXT, 1, 64, "127.0.0.1",
                "The address to listen on. Kannel's smsbox calls it: keep both on one machine or "
                "one\n"
                "private network."},
        [OPT_HTTP_PORT] = {"http", "port", TYPE_INT, 0, 65535, "8790",
                "The port. 0: the kernel chooses one, and the log says which."},
        [OPT_HTTP_ALLOW] = {"http", "allow", TYPE_LIST, 1, 2048, "127.0.0.1, ::1",
                "Who may call /kannel: addresses, or networks such as 10.0.0.0/24."},
        [OPT_HTTP_STATUS_ALLOW] = {"http", "status_allow", TYPE_LIST, 1, 2048, "127.0.0.1, ::1",
                "Who may read /health and /metrics."},
        [OPT_HTTP_SECRET_FILE] = {"http", "secret_file", TYPE_TEXT, 0, 1024, "",
                "A file with the secret that /kannel asks for as the password of HTTP Basic\n"
                "authentication. Empty: no secret, allowed only while listening on loopback."},
        [OPT_HTTP_CONNECTIONS] = {"http", "connections", TYPE_INT, 16, 60000, "1024",
                "Connections at the most; Kannel keeps up to its max-pending-requests open for "
                "good."},
        [OPT_HTTP_CONNECTION_BYTES] = {"http", "connection_bytes", TYPE_INT, 4096, 1048576, "8192",
                "Memory of a connection: no request line with its headers is longer. A message of "
                "ten\n"
                "parts needs 6.5 kB."},
        [OPT_HTTP_BODY_BYTES] = {"http", "body_bytes", TYPE_INT, 1024, 1048576, "16384",
                "The longest body of a POST."},
        [OPT_HTTP_IDLE_S] = {"http", "idle_s", TYPE_INT, 1, 3600, "60",
                "Seconds after which a silent or slow connection is closed."},
        [OPT_HTTP_DEADLINE_MS] = {"http", "deadline_ms", TYPE_INT, 50, 60000, "5000",
                "A message that could not be made durable by then is answered 503, and Kannel "
                "sends\n"
                "it again. Keep it well under http-timeout in Kannel's smsbox group."},
        [OPT_CONTENT_DIR] = {"content", "dir", TYPE_TEXT, 1, 1024, "content",
                "The folder with the pages."},
        [OPT_CONTENT_REFUSE_WORDS] = {"content", "refuse_words", TYPE_LIST, 0, 2048,
                "法律维权, 慈善募捐, 众筹, 招聘面试, 教育培训, 代缴社保, 贷款, 加微信, 加QQ",
                "Words with which operators and message platforms refuse an SMS: a text with one "
                "of them\n"
                "is an error of the content. Ask yours for its list; 200 words at the most."},
        [OPT_TRANSIT_TIMETABLE] = {"transit", "timetable", TYPE_TEXT, 0, 1024,
                "build/demo.timetable",
                "The compiled timetable that questions about trains are answered from; jiaxin "
                "timetable\n"
                "build makes one. This one is a demonstration: its trains do not exist. Empty: "
                "none."},
        [OPT_STORE_PATH] = {"store", "path", TYPE_TEXT, 1, 1024, "var/jiaxin.db",
                "The SQLite file. Its folder must be writable: the write-ahead log lies beside "
                "it."},
        [OPT_STORE_KEY_FILE] = {"store", "key_file", TYPE_TEXT, 1, 1024, "var/jiaxin.key",
                "The key that texts are encrypted with and numbers are hashed with. Made at the "
                "first\n"
                "start. Back it up, but never beside the database."},
        [OPT_STORE_BATCH_ROWS] = {"store", "batch_rows", TYPE_INT, 1, 4096, "64",
                "Messages that share one commit at the most; 1: each its own."},
        [OPT_STORE_BATCH_US] = {"store", "batch_us", TYPE_INT, 0, 100000, "1000",
                "Microseconds that the first message of a batch waits for others."},
        [OPT_STORE_KEEP_DAYS] = {"store", "keep_days", TYPE_INT, 1, 3650, "160",
                "Days that messages are kept. In China the provider of a short-message service "
                "must\n"
                "keep them for 5 months (MIIT order 31 of 2015): 153 days at the least."},
        [OPT_STORE_OPEN_DAYS] = {"store", "open_days", TYPE_INT, 1, 3650, "31",
                "With archive_key_file: days that the daemon can read messages; then they are only "
                "stored.\n"
                "Not below session.minutes and repeat_hours."},
        [OPT_STORE_ARCHIVE_KEY_FILE] = {"store", "archive_key_file", TYPE_TEXT, 0, 1024, "",
                "The public half of a key that messages are sealed for when they are only stored "
                "(jiaxin key\n"
                "archive). Empty: the daemon can read them for keep_days, and erases those of who "
                "wishes so\n"
                "at once. Who must keep them by law needs it."},
        [OPT_STORE_REPEAT_HOURS] = {"store", "repeat_hours", TYPE_INT, 1, 240, "24",
                "Hours in which a message with the same id gets the same answer again."},
        [OPT_SESSION_MINUTES] = {"session", "minutes", TYPE_INT, 1, 43200, "1440",
                "Minutes that a phone's place in the menus is kept after its last message."},
        [OPT_SESSION_LANGUAGE_DAYS] = {"session", "language_days", TYPE_INT, 1, 3650, "180",
                "Days that its language is kept."},
        [OPT_SESSION_MOST] = {"session", "most", TYPE_INT, 16, 100000000, "1000000",
                "Sessions at the most (64 bytes each); beyond it the least recent go."},
        [OPT_SMS_MAX_PARTS] = {"sms", "max_parts", TYPE_INT, 1, 10, "3",
                "No page may ask for more parts in one answer. Each part costs money. Not above\n"
                "max-messages in Kannel's sms-service group."},
        [OPT_SMS_PART_FEN] = {"sms", "part_fen", TYPE_INT, 0, 10000, "10",
                "What one part costs, in fen (hundredths of a yuan): jiaxin check says by it what "
                "an\n"
                "answer costs that is too long."},
        [OPT_SMS_LEAST_SENDER_DIGITS] = {"sms", "least_sender_digits", TYPE_INT, 3, 15, "10",
                "Senders with fewer digits are machines (95588...): they get no answer. Nor do "
                "names and\n"
                "the numbers of services (10086, 1069...), however long."},
        [OPT_SMS_RESEND_S] = {"sms", "resend_s", TYPE_INT, 0, 3600, "60",
                "The same text from the same phone within this many seconds, while the first has "
                "not\n"
                "been answered, is the network's repetition."},
        [OPT_USSD_CODE] = {"ussd", "code", TYPE_TEXT, 0, 32, "*123#",
                "What phones dial. A published number stands behind it: *123*31#."},
        [OPT_USSD_OCTETS] = {"ussd", "octets", TYPE_INT, 40, 160, "160",
                "What the operator shows on one screen: 160 octets are 182 letters or 80 "
                "characters.\n"
                "Through Kannel no screen has more than 160 letters or 70 characters."},
        [OPT_USSD_TIMEOUT_S] = {"ussd", "timeout_s", TYPE_INT, 5, 3600, "180",
                "A session in which nothing was sent for so long is over: Kannel does not tell of "
                "most that\n"
                "are dropped."},
        [OPT_USSD_RESUME_MINUTES] = {"ussd", "resume_minutes", TYPE_INT, 0, 1440, "10",
                "Who was dropped and dials again within so many minutes may go on. 0: never."},
        [OPT_USSD_WRONG_MOST] = {"ussd", "wrong_most", TYPE_INT, 0, 20, "3",
                "After so many wrong answers in a row the next one ends the session. 0: none "
                "does."},
        [OPT_USSD_DEADLINE_MS] = {"ussd", "deadline_ms", TYPE_INT, 50, 60000, "3000",
                "A step that could not be made durable by then gets the screen \"busy, dial "
                "again\". Keep\n"
                "it under the time after which the operator drops the session."},
        [OPT_USSD_BEGIN_OPS] = {"ussd", "begin_ops", TYPE_LIST, 0, 128, "1",
                "ussd_service_op (SMPP) with which a session begins; 1: PSSR indication."},
        [OPT_USSD_GONE_OPS] = {"ussd", "gone_ops", TYPE_LIST, 0, 128, "",
                "ussd_service_op with which the operator says that the phone is gone; most have "
                "none."},
        [OPT_USSD_ASK_OP] = {"ussd", "ask_op", TYPE_INT, 0, 255, "2",
                "ussd_service_op of a screen that waits for an answer; 2: USSR request."},
        [OPT_USSD_LAST_OP] = {"ussd", "last_op", TYPE_INT, 0, 255, "17",
                "ussd_service_op of a session's last screen; 17: PSSR response."},
        [OPT_USSD_SESSION_OCTETS] = {"ussd", "session_octets", TYPE_INT, 0, 8, "1",
                "So many octets at the front of its_session_info name the session, end_bits "
                "aside; what\n"
                "is behind them counts its steps. 0: the phone alone names it."},
        [OPT_USSD_END_BITS] = {"ussd", "end_bits", TYPE_INT, 0, 255, "1",
                "The bits of the last octet of its_session_info that say that a session ends, "
                "both ways;\n"
                "1 is the lowest, 128 the highest, 0 none."},
        [OPT_GUARD_SAME_MOST] = {"guard", "same_most", TYPE_INT, 0, 10000, "5",
                "The same words go to one phone so often at the most, then nothing: two machines "
                "that\n"
                "answer each other fall silent. 0 in any of these: no limit. USSD has none."},
        [OPT_GUARD_SAME_MINUTES] = {"guard", "same_minutes", TYPE_INT, 1, 1440, "30",
                "Minutes in which they are counted."},
        [OPT_GUARD_PHONE_MOST] = {"guard", "phone_most", TYPE_INT, 0, 10000, "60",
                "Messages of one phone that are answered at the most; beyond it one notice, then "
                "nothing."},
        [OPT_GUARD_PHONE_MINUTES] = {"guard", "phone_minutes", TYPE_INT, 1, 1440, "10",
                "Minutes in which they are counted, from the first on."},
        [OPT_GUARD_URGENT_MOST] = {"guard", "urgent_most", TYPE_INT, 0, 10000, "20",
                "Pages of an emergency leave whatever the limits say, but for one phone in these\n"
                "minutes only so many."},
        [OPT_GUARD_DAY_PARTS] = {"guard", "day_parts", TYPE_INT, 0, 1000000000, "0",
                "SMS parts for all phones on one day of China. When they are spent only the help "
                "and\n"
                "the pages of an emergency leave; every other phone is told so once."},
        [OPT_GUARD_PHONES] = {"guard", "phones", TYPE_INT, 16, 10000000, "65536",
                "Phones that are counted at a time (144 bytes each)."},
        [OPT_GUARD_BUSY_HELD] = {"guard", "busy_held", TYPE_INT, 0, 100000, "512",
                "When so many requests wait for the disk, who writes by SMS is told at once to "
                "come again,\n"
                "in one part; STOP, START and emergencies are walked as ever. To matter it must "
                "be less\n"
                "than Kannel's max-pending-requests. 0: never."},
        [OPT_GUARD_BUSY_OUTBOX] = {"guard", "busy_outbox", TYPE_INT, 0, 100000000, "0",
                "The same when so many messages wait in the outbox. 0: never."},
        [OPT_OUTBOX_REPLY] = {"outbox", "reply", TYPE_TEXT, 4, 7, "http",
                "How an answer by SMS leaves: http, in the reply to Kannel's request, as fast as "
                "can be; or\n"
                "sendsms, by way of the outbox, so that it outlives a restart of Kannel's smsbox. "
                "USSD is\n"
                "always answered in place."},
        [OPT_OUTBOX_URL] = {"outbox", "url", TYPE_TEXT, 0, 512, "",
                "Kannel's sendsms, as http://127.0.0.1:8793/cgi-bin/sendsms. Empty: what the "
                "service would\n"
                "send by itself waits, and expires."},
        [OPT_OUTBOX_USERNAME] = {"outbox", "username", TYPE_TEXT, 1, 64, "jiaxin",
                "As in the group sendsms-user of Kannel's configuration."},
        [OPT_OUTBOX_PASSWORD_FILE] = {"outbox", "password_file", TYPE_TEXT, 0, 1024, "",
                "A file with its password."},
        [OPT_OUTBOX_FROM] = {"outbox", "from", TYPE_TEXT, 0, 20, "",
                "The short code that messages come from."},
        [OPT_OUTBOX_ROUTE] = {"outbox", "route", TYPE_TEXT, 0, 64, "",
                "By what messages leave that name no route: Kannel's smsc-id, empty: as Kannel "
                "likes; or\n@NAME: the adapter of that name sends them. What is sent to a phone "
                "later goes by the\nadapter that it wrote by last, if that one sends."},
        [OPT_OUTBOX_DLR_URL] = {"outbox", "dlr_url", TYPE_TEXT, 0, 512, "",
                "Where Kannel reports how it ended, without the secret: it is added. Empty: "
                "/kannel/dlr of\n"
                "http.listen and http.port."},
        [OPT_OUTBOX_RATE] = {"outbox", "rate", TYPE_INT, 1, 10000, "10",
                "Messages a second at the most: as the aggregator allows."},
        [OPT_OUTBOX_AT_A_TIME] = {"outbox", "at_a_time", TYPE_INT, 1, 64, "8",
                "Messages on the way to Kannel at a time; three times as many more are claimed, so "
                "that the\nnext need not wait for the disk. Of all these some may be sent twice "
                "when the daemon\ndies; never more."},
        [OPT_OUTBOX_TIMEOUT_MS] = {"outbox", "timeout_ms", TYPE_INT, 100, 120000, "10000",
                "What Kannel has not answered by then is tried again later."},
        [OPT_OUTBOX_TRIES] = {"outbox", "tries", TYPE_INT, 1, 100, "5",
                "Then a message is dead: see jiaxin outbox list. Trying while Kannel can't be "
                "reached does\n"
                "not count."},
        [OPT_OUTBOX_DAY_FROM] = {"outbox", "day_from", TYPE_INT, 0, 23, "8",
                "The hour in China from which reminders, which nobody asked for now, may leave..."},
        [OPT_OUTBOX_DAY_TO] = {"outbox", "day_to", TYPE_INT, 1, 24, "21",
                "...and the hour at which they wait for the morning."},
        [OPT_OUTBOX_DAY_PARTS] = {"outbox", "day_parts", TYPE_INT, 0, 1000000000, "0",
                "SMS parts that may be sent on one day of China before notices and reminders wait "
                "for the\n"
                "next. 0: no limit."},
        [OPT_OUTBOX_ANSWER_MINUTES] = {"outbox", "answer_minutes", TYPE_INT, 1, 10080, "10",
                "Minutes after which an answer that could not be sent is not worth sending."},
        [OPT_OUTBOX_NOTICE_MINUTES] = {"outbox", "notice_minutes", TYPE_INT, 1, 43200, "1440",
                "The same for what somebody else caused."},
        [OPT_OUTBOX_REMINDER_MINUTES] = {"outbox", "reminder_minutes", TYPE_INT, 1, 43200, "1440",
                "The same for reminders, from the time for which they were meant."},
        [OPT_OUTBOX_GAP_S] = {"outbox", "gap_s", TYPE_INT, 0, 86400, "10",
                "Seconds between two messages to one phone that it has not asked for."},
        [OPT_OUTBOX_WAITING_MOST] = {"outbox", "waiting_most", TYPE_INT, 1, 1000, "20",
                "How many of those may wait for one phone."},
        [OPT_OUTBOX_SAME_MOST] = {"outbox", "same_most", TYPE_INT, 0, 1000, "3",
                "The same words go to one phone unasked so often at the most... 0: no limit."},
        [OPT_OUTBOX_SAME_HOURS] = {"outbox", "same_hours", TYPE_INT, 1, 720, "24",
                "...within so many hours."},
        [OPT_FAMILY_CARDS] = {"family", "cards", TYPE_INT, 1, 20, "10",
                "Cards of whom to call that a phone may keep."},
        [OPT_FAMILY_LINKS] = {"family", "links", TYPE_INT, 1, 10, "10",
                "Phones that one may be linked with."},
        [OPT_FAMILY_ASKS_A_DAY] = {"family", "asks_a_day", TYPE_INT, 0, 100, "3",
                "How often a phone may ask others for a link on one day of China. 0 in any of "
                "these\ncounts: no limit."},
        [OPT_FAMILY_ASK_MOST] = {"family", "ask_most", TYPE_INT, 0, 100, "2",
                "How often it may ask the same other for as long as anything of it is kept "
                "(store.keep_days\nafter the last time)..."},
        [OPT_FAMILY_ASK_AGAIN_DAYS] = {"family", "ask_again_days", TYPE_INT, 0, 3650, "90",
                "...and how long after the last time, or after a no. Who asks is never told why "
                "nothing\nwas sent."},
        [OPT_FAMILY_ASKED_MOST] = {"family", "asked_most", TYPE_INT, 0, 1000, "3",
                "How often one phone is asked, by whomever..."},
        [OPT_FAMILY_ASKED_DAYS] = {"family", "asked_days", TYPE_INT, 1, 365, "7",
                "...within so many days."},
        [OPT_FAMILY_YES_DAYS] = {"family", "yes_days", TYPE_INT, 1, 90, "7",
                "Days that a yes counts after the question. Then it is as if it was refused."},
        [OPT_FAMILY_SAFE_A_DAY] = {"family", "safe_a_day", TYPE_INT, 0, 100, "3",
                "How often a phone may tell its family that it is safe on one day. Keep it at "
                "most\noutbox.same_most: more would not arrive."},
        [OPT_FAMILY_CALLS_A_DAY] = {"family", "calls_a_day", TYPE_INT, 0, 100, "3",
                "How often it may ask them to call."},
        [OPT_FAMILY_REMIND_DAYS] = {"family", "remind_days", TYPE_INT, 7, 3650, "365",
                "Days that a reminder to call goes on; the last one says that it is the last."},
        [OPT_FAMILY_SILENT_DAYS] = {"family", "silent_days", TYPE_INT, 0, 3650, "60",
                "After so many days without a word the number may have a new owner: what is kept "
                "of the\nfamily is shown only for a code. When nothing was delivered to it either, "
                "nothing personal\nis sent there. Operators give a number out again after 90 days. "
                "0: never."},
        [OPT_FAMILY_CODE_TRIES] = {"family", "code_tries", TYPE_INT, 1, 20, "3",
                "Wrong codes in a row, and then..."},
        [OPT_FAMILY_CODE_MINUTES] = {"family", "code_minutes", TYPE_INT, 1, 1440, "60",
                "...none is listened to for so many minutes, each time twice as long, up to a "
                "day."},
        [OPT_FAMILY_OPEN_MINUTES] = {"family", "open_minutes", TYPE_INT, 1, 1440, "10",
                "Minutes that a right code need not be said again."},
        [OPT_ADAPTERS_DIR] = {"adapters", "dir", TYPE_TEXT, 1, 1024, "config/adapters",
                "The folder with the descriptions of aggregators, NAME.yaml: docs/adapters.md."},
        [OPT_ADAPTERS_USE] = {"adapters", "use", TYPE_LIST, 0, 1024, "",
                "Which of them may call, at /ussd/NAME and /sms/NAME: names, as africastalking, "
                "hubtel.\n"
                "Empty: none."},
        [OPT_ADAPTERS_SECRETS] = {"adapters", "secrets", TYPE_TEXT, 1, 1024, "var/adapter-secrets/",
                "What stands before NAME in the path of the file with its secret, and before "
                "NAME.hmac.\n"
                "Nobody else may be able to read them."},
        [OPT_ADAPTERS_PROXIES] = {"adapters", "proxies", TYPE_LIST, 0, 2048, "",
                "Addresses of our own reverse proxies: what they say in X-Forwarded-For is "
                "believed where\n"
                "a description names the addresses that may call."},
        [OPT_OUTBOX_KEEP_DAYS] = {"outbox", "keep_days", TYPE_INT, 1, 3650, "160",
                "Days that messages which have ended are kept. They are texts of a port number, "
                "too: 153 days\n"
                "at the least for who provides the service (store.keep_days)."},
        [OPT_LOG_LEVEL] = {"log", "level", TYPE_LEVEL, 0, 3, "info",
                "error, warn, info or debug. No level writes a phone number or a text."},
};
