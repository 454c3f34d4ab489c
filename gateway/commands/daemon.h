/*
 * Inside `jiaxin serve`: the daemon's state, and what its files share. serve.c starts,
 * loops and stops; serve_requests.c answers HTTP; serve_content.c loads and swaps the tree,
 * serve_transit.c the timetable; serve_remind.c looks for what is due.
 */
#ifndef JIAXIN_DAEMON_H
#define JIAXIN_DAEMON_H

#include "adapters/adapters.h"
#include "base/loop.h"
#include "commands/command.h"
#include "outside/allow.h"
#include "outside/batch.h"
#include "outside/kannel_ussd.h"
#include "outside/reload.h"
#include "outside/sender.h"
#include "outside/status.h"

enum { SECRET_MOST = 256 };

struct daemon {
	const struct config *config;
	struct loop *loop;
	struct http_server *http;
	struct batch *batch;
	struct sender *sender;
	struct reload *reload;
	struct adapters *adapters;
	struct store *store;
	struct content *content;
	struct conversation conversation;
	struct metrics metrics;
	struct allow_list may_call, may_look;
	struct allow_list own; /* this machine */
	struct kannel_ussd_rules ussd;
	char secret[SECRET_MOST + 1];
	char sendsms_password[SECRET_MOST + 1];
	char dlr_url[640];
	int signal_fd;

	int64_t started_s, content_loaded_s, tended_us;
	int64_t reminded_ms; /* when it was looked for reminders that are due */
	struct arena scratch;
	char *content_fault; /* of a tree that was refused */
	size_t content_faults;
	struct transit *transit; /* NULL: there is none */
	char *transit_fault;     /* of a timetable that was refused */
	int64_t transit_loaded_s;
	bool draining;
	int64_t drain_until_us;
};

/* http_handle and http_done; ctx is the daemon. */
void daemon_handle(void *ctx, struct http_request *request);
void daemon_done(void *ctx, struct http_request *request, bool sent);

/* What is put into the batch besides messages: reminders that are due, then what is sent. */
struct batch_helper daemon_helper(struct daemon *d);

/* Loads the first tree; false after its faults were printed to stderr. */
bool daemon_load_content(struct daemon *d);

/* Begins a reload; loop_ready for reload_fd, which ends it. */
void daemon_start_reload(struct daemon *d);
void daemon_reload_ended(void *ctx, int fd);

/* Opens the first timetable; without a good one the daemon serves all the rest. */
void daemon_open_transit(struct daemon *d);

/* Puts the timetable that was loaded into use; one that was refused changes nothing. */
void daemon_take_transit(struct daemon *d, const struct reloaded *loaded);
void daemon_close_transit(struct daemon *d);

/* Frees what is remembered of a tree that was refused. */
void daemon_forget_fault(struct daemon *d);

#endif
