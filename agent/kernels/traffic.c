/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#define _GNU_SOURCE
#include "traffic.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine.h"

#define STEP_MS 2
#define REQUEST "GET /tokens HTTP/1.1\r\n\r\n"
#define CHUNK 270 /* bytes of a server-sent event with one token */

const struct plan EVERYTHING[] = {
	{.name = "tokens over IPv4", .family = AF_INET, .writes = 150, .bytes = CHUNK, .interval_ms = 5,
	 .is_spared = true},
	{.name = "tokens over IPv6", .family = AF_INET6, .writes = 150, .bytes = CHUNK, .interval_ms = 20,
	 .ending = CLIENT_CLOSES},
	{.name = "a half-closed reader", .family = AF_INET, .writes = 150, .bytes = CHUNK, .interval_ms = 20,
	 .is_half_closed = true},
	{.name = "a bulk transfer", .family = AF_INET, .writes = 120, .bytes = 65536, .ending = CLIENT_CLOSES},
	{.name = "a reader that resets", .family = AF_INET, .writes = 20, .bytes = CHUNK, .interval_ms = 20,
	 .ending = CLIENT_RESETS},
	{.name = "a lost handshake", .family = AF_INET, .writes = 20, .bytes = CHUNK, .interval_ms = 20,
	 .loses_handshake = true},
};
const int EVERYTHING_COUNT = sizeof(EVERYTHING) / sizeof(*EVERYTHING);

const struct plan TWO_CGROUPS[] = {
	{.name = "a connection inside", .family = AF_INET, .writes = 10, .bytes = CHUNK, .interval_ms = 20},
	{.name = "a connection outside", .family = AF_INET, .writes = 10, .bytes = CHUNK, .interval_ms = 20,
	 .is_outside = true},
};
const int TWO_CGROUPS_COUNT = sizeof(TWO_CGROUPS) / sizeof(*TWO_CGROUPS);

union name {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static socklen_t loopback(union name *name, int family, __u16 port)
{
	memset(name, 0, sizeof(*name));
	name->any.sa_family = family;
	if (family == AF_INET) {
		name->ipv4.sin_port = htons(port);
		name->ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(name->ipv4);
	}
	name->ipv6.sin6_port = htons(port);
	name->ipv6.sin6_addr = in6addr_loopback;
	return sizeof(name->ipv6);
}

static int listen_on(int family, __u16 port)
{
	int on = 1, fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	union name name;
	socklen_t size = loopback(&name, family, port);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &name.any, size) || listen(fd, MAX_CONNECTIONS))
		die("cannot listen on port %d of %s", port, family == AF_INET ? "127.0.0.1" : "::1");
	return fd;
}

void traffic_listen(int listeners[2], bool is_of_cgroups)
{
	if (is_of_cgroups)
		machine_enter(CGROUP_INSIDE);
	listeners[0] = listen_on(AF_INET, SERVER_PORT);
	if (is_of_cgroups)
		machine_enter(CGROUP_OUTSIDE);
	listeners[1] = is_of_cgroups ? listen_on(AF_INET, SERVER_PORT + 1) : listen_on(AF_INET6, SERVER_PORT);
	if (is_of_cgroups)
		machine_enter(CGROUP_TEST);
}

/* Both ends are non-blocking from here on. */
static void open_one(struct connection *connection, int listener, __u16 port)
{
	const struct plan *plan = connection->plan;
	char request[sizeof(REQUEST)];
	union name name;
	socklen_t size = loopback(&name, plan->family, port), cookie_size = sizeof(connection->cookie);
	bool is_requested;

	connection->client = socket(plan->family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(connection->client, &name.any, size))
		die("cannot connect for %s", plan->name);
	connection->server = accept4(listener, 0, 0, SOCK_CLOEXEC);
	size = sizeof(name);
	getsockname(connection->client, &name.any, &size);
	connection->client_port = ntohs(plan->family == AF_INET ? name.ipv4.sin_port : name.ipv6.sin6_port);
	is_requested = write(connection->client, REQUEST, sizeof(REQUEST)) == sizeof(REQUEST) &&
		       read(connection->server, request, sizeof(request)) > 0;
	if (!is_requested)
		die("cannot send the request of %s", plan->name);
	if (plan->is_half_closed)
		shutdown(connection->client, SHUT_WR);
	if (getsockopt(connection->server, SOL_SOCKET, SO_COOKIE, &connection->cookie, &cookie_size))
		connection->cookie = 0;
	fcntl(connection->client, F_SETFL, O_NONBLOCK);
	fcntl(connection->server, F_SETFL, O_NONBLOCK);
	connection->next_us = now_us();
}

void traffic_open(struct traffic *traffic, const struct plan *plans, int count, const int listeners[2],
		  void (*lose_syn_ack)(void))
{
	memset(traffic, 0, sizeof(*traffic));
	for (int i = 0; i < count; i++) {
		struct connection *connection = &traffic->connections[i];
		bool is_second = plans[i].family == AF_INET6 || plans[i].is_outside;

		connection->plan = &plans[i];
		if (plans[i].loses_handshake)
			lose_syn_ack();
		open_one(connection, listeners[is_second], SERVER_PORT + plans[i].is_outside);
		traffic->count++;
	}
}

static bool ask(int fd, struct tcp_info *info)
{
	socklen_t size = sizeof(*info);

	memset(info, 0, sizeof(*info));
	return !getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &size);
}

/* Asks about the server's end, when everything is acknowledged: whether the last write was sent again. */
static bool ask_about_last_write(struct connection *connection, struct tcp_info *info)
{
	if (!ask(connection->server, info))
		return false;
	if (connection->written && info->tcpi_total_retrans != connection->seen_retrans)
		connection->resent++;
	connection->seen_retrans = info->tcpi_total_retrans;
	return true;
}

static bool is_acknowledged(const struct connection *connection)
{
	int unacknowledged = 1;

	return !ioctl(connection->server, SIOCOUTQ, &unacknowledged) && !unacknowledged;
}

static bool is_delivered(const struct connection *connection)
{
	return connection->written == connection->plan->writes && is_acknowledged(connection);
}

/*
 * Writes the next token, or as much as the connection takes of a bulk transfer. A token is alone on its way, so each
 * that is not lost is exactly one round trip.
 */
static void write_what_is_due(struct connection *connection, long long now)
{
	static const char tokens[65536];
	const struct plan *plan = connection->plan;
	long all = (long)plan->writes * plan->bytes;
	struct tcp_info info;
	ssize_t taken;

	while (connection->sent < all && connection->next_us <= now) {
		if (plan->interval_ms && !is_acknowledged(connection))
			return;
		if (connection->sent % plan->bytes == 0 && ask_about_last_write(connection, &info))
			connection->smoothed_sum_us += info.tcpi_rtt;
		long left = plan->bytes - connection->sent % plan->bytes;

		taken = write(connection->server, tokens, left);
		if (taken <= 0)
			return;
		connection->sent += taken;
		if (taken < left)
			continue;
		connection->written++;
		connection->next_us = now + plan->interval_ms * 1000LL;
	}
}

static void read_all(int fd)
{
	static char buffer[1 << 18];

	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
}

static void end_one(struct connection *connection)
{
	struct linger at_once = {.l_onoff = 1};
	struct tcp_info info;

	connection->is_ended = true;
	if (ask_about_last_write(connection, &info))
		connection->min_rtt_us = info.tcpi_min_rtt;
	if (ask(connection->client, &info))
		connection->client_retrans = info.tcpi_total_retrans;
	if (connection->plan->ending == CLIENT_RESETS)
		setsockopt(connection->client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	if (connection->plan->ending == SERVER_CLOSES)
		close(connection->server);
	else
		close(connection->client);
	usleep(STEP_MS * 1000);
	if (connection->plan->ending == SERVER_CLOSES)
		close(connection->client);
	else
		close(connection->server);
}

bool traffic_step(struct traffic *traffic)
{
	struct pollfd readers[MAX_CONNECTIONS];
	bool is_over = true;

	for (int i = 0; i < traffic->count; i++) {
		struct connection *connection = &traffic->connections[i];

		readers[i] = (struct pollfd){.fd = connection->is_ended ? -1 : connection->client, .events = POLLIN};
		if (!connection->is_ended)
			write_what_is_due(connection, now_us());
	}
	poll(readers, traffic->count, STEP_MS);
	for (int i = 0; i < traffic->count; i++) {
		struct connection *connection = &traffic->connections[i];

		if (connection->is_ended)
			continue;
		read_all(connection->client);
		if (is_delivered(connection))
			end_one(connection);
		is_over = is_over && connection->is_ended;
	}
	return !is_over;
}

void traffic_end(struct traffic *traffic)
{
	for (int i = 0; i < traffic->count; i++)
		if (!traffic->connections[i].is_ended)
			end_one(&traffic->connections[i]);
}

void traffic_elsewhere(void)
{
	const struct plan plan = {.name = "another network namespace", .family = AF_INET};
	struct connection connection = {.plan = &plan};
	int status = 0;
	pid_t child = fork();

	if (!child) {
		machine_own_network();
		open_one(&connection, listen_on(AF_INET, SERVER_PORT), SERVER_PORT);
		end_one(&connection);
		exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status)
		die("cannot connect in another network namespace");
}

static bool is_from(const struct tcp_event *event, int family)
{
	static const __u8 mapped[16] = {[10] = 255, [11] = 255, [12] = 127, [15] = 1};

	return !memcmp(event->remote_addr, family == AF_INET ? mapped : in6addr_loopback.s6_addr, 16);
}

static void smooth(struct connection *connection, const struct tcp_event *event)
{
	if (event->kind == TCP_EVENT_OPEN)
		connection->own_smoothed_us = event->handshake_rtt_us;
	for (__u32 i = 0; i < event->rtt_count; i++) {
		connection->own_smoothed_sum_us += connection->own_smoothed_us;
		connection->own_smoothed_us +=
			((double)event->rtt_sum_us / event->rtt_count - connection->own_smoothed_us) / 8;
	}
}

static void take_down(struct connection *connection, const struct tcp_event *event)
{
	if (!connection->event_cookie)
		connection->event_cookie = event->sock_cookie;
	if (event->sock_cookie != connection->event_cookie || !is_from(event, connection->plan->family))
		connection->strange++;
	connection->opens += event->kind == TCP_EVENT_OPEN;
	connection->closes += event->kind == TCP_EVENT_CLOSE;
	connection->bytes += event->bytes_acked_delta;
	connection->retrans += event->retrans_delta;
	connection->segments += event->segments;
	connection->round_trips += event->rtt_count;
	smooth(connection, event);
	if (event->rtt_count && (!connection->shortest_us || event->rtt_min_us < connection->shortest_us))
		connection->shortest_us = event->rtt_min_us;
}

/* By its ports, and by its address where two have the same: IPv4 and IPv6 have ports of their own. */
static struct connection *connection_of(struct traffic *traffic, const struct tcp_event *event)
{
	struct connection *found = 0;

	for (int i = 0; i < traffic->count; i++) {
		struct connection *connection = &traffic->connections[i];

		if (event->remote_port == connection->client_port &&
		    event->local_port == SERVER_PORT + connection->plan->is_outside &&
		    (!found || is_from(event, connection->plan->family)))
			found = connection;
	}
	return found;
}

int traffic_take(void *context, void *data, unsigned long size)
{
	struct traffic *traffic = context;
	const struct tcp_event *event = data;
	struct connection *connection = connection_of(traffic, event);

	(void)size;
	traffic->events++;
	if (connection)
		take_down(connection, event);
	else
		traffic->unknown++;
	return 0;
}
