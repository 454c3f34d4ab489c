#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINKS_MAX = 4, ARRIVED_MAX = 256, PARTS_MAX = 16, WIRE_MAX = 1024 * 1024 };

struct link {
	int fd;        /* -1: none */
	bool sends_mo; /* bound as receiver or transceiver */
	struct buf wire;
};

/* A message whose parts are coming in. */
struct joining {
	bool taken;
	uint8_t ref;
	unsigned total, got;
	struct arrived whole; /* all but bytes */
	struct buf part[PARTS_MAX];
};

struct peer {
	struct sockaddr_in at;
	int listener; /* -1: away */
	struct link links[LINKS_MAX];
	uint32_t seq, answered; /* of our own requests */
	uint32_t answer_status;
	unsigned message_id;  /* of the last message */
	uint32_t refuse_next; /* with this command_status; 0: not */
	struct arrived arrived[ARRIVED_MAX];
	size_t count;
	struct joining joining[PARTS_MAX];
};

static int64_t
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct peer *
peer_new(const char *host, unsigned port)
{
	struct peer *p = xcalloc(1, sizeof(*p));
	p->at = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	for (size_t i = 0; i < LINKS_MAX; i++)
		p->links[i] = (struct link){.fd = -1, .wire = BUF_INIT(WIRE_MAX)};
	int error = inet_pton(AF_INET, host, &p->at.sin_addr) == 1 ? peer_return(p) : -EINVAL;
	if (error == 0)
		return p;
	free(p);
	errno = -error;
	return NULL;
}

int
peer_return(struct peer *p)
{
	int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	p->listener = fd;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
	        bind(fd, (struct sockaddr *)&p->at, sizeof(p->at)) < 0 || listen(fd, 8) < 0) {
		int error = -errno;
		peer_leave(p);
		return error;
	}
	return 0;
}

void
arrived_release(struct arrived *a)
{
	buf_release(&a->bytes);
	buf_release(&a->text);
	buf_release(&a->tlvs);
}

static void
joining_clear(struct joining *j)
{
	for (size_t i = 0; i < PARTS_MAX; i++)
		buf_release(&j->part[i]);
	arrived_release(&j->whole);
	*j = (struct joining){0};
}

static void
link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	l->sends_mo = false;
	buf_clear(&l->wire);
}

void
peer_leave(struct peer *p)
{
	if (p->listener >= 0)
		close(p->listener);
	p->listener = -1;
	for (size_t i = 0; i < LINKS_MAX; i++)
		link_close(&p->links[i]);
}

void
peer_free(struct peer *p)
{
	peer_leave(p);
	for (size_t i = 0; i < LINKS_MAX; i++)
		buf_release(&p->links[i].wire);
	for (size_t i = 0; i < p->count; i++)
		arrived_release(&p->arrived[i]);
	for (size_t i = 0; i < PARTS_MAX; i++)
		joining_clear(&p->joining[i]);
	free(p);
}

static int
send_pdu(int fd, uint32_t id, uint32_t status, uint32_t seq, struct str body)
{
	struct buf out = BUF_INIT(PDU_MAX);
	pdu_write(&out, id, status, seq, body);
	ssize_t n = send(fd, out.p, out.n, MSG_NOSIGNAL);
	int error = n == (ssize_t)out.n ? 0 : -ENOTCONN;
	buf_release(&out);
	return error;
}

/* Finishes a message whose bytes are whole, and keeps it. */
static void
keep(struct peer *p, struct arrived *a)
{
	must(p->count < ARRIVED_MAX);
	a->text = BUF_INIT(PDU_MAX);
	sms_decode(buf_str(&a->bytes), a->dcs, &a->text);
	a->units = (unsigned)a->bytes.n / ((a->dcs & 0x0C) == 8 ? 2 : 1);
	p->arrived[p->count++] = *a;
}

static struct arrived
begin_message(const struct peer *p, const struct sm *m)
{
	struct arrived a = {
	        .id = p->message_id, .dcs = m->dcs, .parts = 1, .bytes = BUF_INIT(PDU_MAX)};
	a.tlvs = BUF_INIT(PDU_MAX);
	memcpy(a.from, m->from, sizeof(a.from));
	memcpy(a.to, m->to[0] == '+' ? m->to + 1 : m->to, sizeof(a.to) - (m->to[0] == '+'));
	memcpy(a.service_type, m->service_type, sizeof(a.service_type));
	return a;
}

static struct joining *
joining_for(struct peer *p, const struct sm *m, uint8_t ref, unsigned total)
{
	struct joining *room = NULL;
	for (size_t i = 0; i < PARTS_MAX; i++) {
		struct joining *j = &p->joining[i];
		if (j->taken && j->ref == ref && j->total == total &&
		        strcmp(j->whole.to, m->to) == 0)
			return j;
		if (!room && !j->taken)
			room = j;
	}
	must(room);
	*room = (struct joining){
	        .taken = true, .ref = ref, .total = total, .whole = begin_message(p, m)};
	return room;
}

/* A part with the UDH that Kannel writes: 05 00 03 ref total number. */
static void
take_part(struct peer *p, const struct sm *m)
{
	const unsigned char *udh = (const unsigned char *)m->text.p;
	must(m->text.n >= 6 && udh[0] == 5 && udh[1] == 0 && udh[2] == 3);
	must(udh[4] >= 1 && udh[4] <= PARTS_MAX && udh[5] >= 1 && udh[5] <= udh[4]);
	struct joining *j = joining_for(p, m, udh[3], udh[4]);
	struct buf *part = &j->part[udh[5] - 1];
	j->got += part->max == 0;
	buf_release(part);
	*part = BUF_INIT(SMS_OCTETS * 2);
	buf_add(part, str_skip(m->text, 6));
	if (j->got < j->total)
		return;
	for (unsigned i = 0; i < j->total; i++)
		buf_add(&j->whole.bytes, buf_str(&j->part[i]));
	j->whole.parts = j->total;
	keep(p, &j->whole);
	j->whole = (struct arrived){0}; /* it is in the list now */
	joining_clear(j);
}

static void
take_submit(struct peer *p, const struct pdu *pdu)
{
	struct sm m;
	must(sm_read(pdu->body, &m) == 0);
	if (m.esm_class & ESM_UDH) {
		take_part(p, &m);
		return;
	}
	struct arrived a = begin_message(p, &m);
	buf_add(&a.bytes, m.text);
	buf_add(&a.tlvs, m.tlvs);
	keep(p, &a);
}

static void
answer(struct peer *p, struct link *l, const struct pdu *pdu)
{
	static const char system_id[] = "smsc";
	char message_id[16];
	struct str body = STR("");
	switch (pdu->id) {
	case BIND_RECEIVER:
	case BIND_TRANSCEIVER:
		l->sends_mo = true;
		/* fall through */
	case BIND_TRANSMITTER:
		body = (struct str){system_id, sizeof(system_id)};
		break;
	case SUBMIT_SM:
		if (p->refuse_next) {
			(void)send_pdu(
			        l->fd, pdu->id | PDU_RESPONSE, p->refuse_next, pdu->seq, body);
			p->refuse_next = 0;
			return;
		}
		p->message_id++;
		take_submit(p, pdu);
		body.n = (size_t)snprintf(message_id, sizeof(message_id), "%u", p->message_id) + 1;
		body.p = message_id;
		break;
	case UNBIND:
		l->sends_mo = false;
		break;
	case ENQUIRE_LINK:
		break;
	default:
		if ((pdu->id & PDU_RESPONSE) && pdu->seq == p->seq) {
			p->answered = pdu->seq;
			p->answer_status = pdu->status;
		}
		return;
	}
	(void)send_pdu(l->fd, pdu->id | PDU_RESPONSE, 0, pdu->seq, body);
}

static void
read_link(struct peer *p, struct link *l)
{
	char bytes[16 * 1024];
	ssize_t n = recv(l->fd, bytes, sizeof(bytes), 0);
	if (n <= 0) {
		link_close(l);
		return;
	}
	buf_add(&l->wire, (struct str){bytes, (size_t)n});
	struct str rest = buf_str(&l->wire);
	struct pdu pdu;
	int used;
	while ((used = pdu_read(rest, &pdu)) > 0) {
		answer(p, l, &pdu);
		rest = str_skip(rest, (size_t)used);
	}
	must(used == 0 && !l->wire.full);
	memmove(l->wire.p, rest.p, rest.n);
	buf_cut(&l->wire, rest.n);
}

static void
accept_link(struct peer *p)
{
	int fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
	for (size_t i = 0; fd >= 0 && i < LINKS_MAX; i++) {
		if (p->links[i].fd < 0) {
			p->links[i].fd = fd;
			return;
		}
	}
	close(fd);
}

/* Serves whoever speaks, for `ms` at the most. */
static void
serve(struct peer *p, int ms)
{
	struct pollfd fds[LINKS_MAX + 1] = {{.fd = p->listener, .events = POLLIN}};
	for (size_t i = 0; i < LINKS_MAX; i++)
		fds[i + 1] = (struct pollfd){.fd = p->links[i].fd, .events = POLLIN};
	if (poll(fds, ARRAY_LEN(fds), ms) <= 0)
		return;
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (fds[i + 1].revents)
			read_link(p, &p->links[i]);
	if (fds[0].revents)
		accept_link(p);
}

static struct link *
mo_link(struct peer *p)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (p->links[i].fd >= 0 && p->links[i].sends_mo)
			return &p->links[i];
	return NULL;
}

int
peer_wait_bound(struct peer *p, int ms)
{
	int64_t end = now_ms() + ms;
	serve(p, 0); /* a link that has gone is noticed first */
	while (!mo_link(p)) {
		if (now_ms() >= end)
			return -ETIMEDOUT;
		serve(p, 20);
	}
	return 0;
}

int
peer_deliver(struct peer *p, const struct sm *m, int ms)
{
	int error = peer_wait_bound(p, ms);
	if (error < 0)
		return error;
	struct buf body = BUF_INIT(PDU_MAX);
	sm_write(&body, m);
	error = send_pdu(mo_link(p)->fd, DELIVER_SM, 0, ++p->seq, buf_str(&body));
	buf_release(&body);
	for (int64_t end = now_ms() + ms; error == 0 && p->answered != p->seq;) {
		if (now_ms() >= end)
			return -ETIMEDOUT;
		serve(p, 20);
	}
	return error < 0 ? error : (int)p->answer_status;
}

static bool
take_arrived(struct peer *p, const char *to, struct arrived *out)
{
	for (size_t i = 0; i < p->count; i++) {
		if (strcmp(p->arrived[i].to, to) != 0)
			continue;
		*out = p->arrived[i];
		p->count--;
		memmove(&p->arrived[i], &p->arrived[i + 1], (p->count - i) * sizeof(*out));
		return true;
	}
	return false;
}

int
peer_receive(struct peer *p, const char *to, int ms, struct arrived *out)
{
	to += to[0] == '+';
	for (int64_t end = now_ms() + ms; !take_arrived(p, to, out);) {
		int64_t left = end - now_ms();
		if (left <= 0)
			return -ETIMEDOUT;
		serve(p, left > 50 ? 50 : (int)left);
	}
	return 0;
}

void
peer_refuse(struct peer *p, uint32_t status)
{
	p->refuse_next = status;
}

bool
peer_take_any(struct peer *p, struct arrived *out)
{
	for (size_t i = 0; i < PARTS_MAX; i++)
		joining_clear(&p->joining[i]);
	if (p->count == 0)
		return false;
	*out = p->arrived[--p->count];
	return true;
}

unsigned
peer_left(const struct peer *p)
{
	unsigned left = (unsigned)p->count;
	for (size_t i = 0; i < PARTS_MAX; i++)
		left += p->joining[i].taken;
	return left;
}
