/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_KERNELS_TRAFFIC_H
#define TOKENFLOW_KERNELS_TRAFFIC_H

#include <linux/types.h>
#include <stdbool.h>

#include "../../bpf/tcp_event.h"

/* Honest traffic over loopback, and what the kernel itself says of it when it is over. Both ends are in one thread. */

enum ending { SERVER_CLOSES, CLIENT_CLOSES, CLIENT_RESETS };

struct plan {
	const char *name;
	int family;
	int writes;
	int bytes;          /* of each */
	int interval_ms;    /* between writes, each after the one before is acknowledged; 0 = as fast as possible */
	bool is_spared;     /* nothing of it is lost */
	bool is_half_closed; /* the reader has sent its end before it reads */
	bool loses_handshake; /* the first answer to its SYN is */
	enum ending ending;
	bool is_outside;    /* of the cgroup that is watched */
};

/* One connection: what was done, what the kernel says of the server's end, and what the events say. */
struct connection {
	const struct plan *plan;
	int client, server;
	int written;          /* of plan->writes */
	long sent;            /* bytes */
	long long next_us;    /* when the next write is due */
	int resent;           /* of the writes, those that the kernel sent again; for tokens only */
	__u32 seen_retrans;
	bool is_ended;

	__u16 client_port;
	__u64 cookie;
	__u32 client_retrans; /* by the client's end */
	__u32 min_rtt_us;
	__u64 smoothed_sum_us; /* of the kernel's smoothed round trip, after each write */

	__u64 bytes;
	__u64 round_trips;
	__u32 shortest_us;
	double own_smoothed_us; /* the reported round trips, smoothed as the kernel does it (RFC 6298) */
	double own_smoothed_sum_us; /* before each round trip was taken in */
	int opens, closes;
	__u64 retrans;
	__u64 segments;       /* of the events RETRANSMIT */
	__u64 event_cookie;
	int strange;          /* events of another socket or another peer than they should be */
};

#define MAX_CONNECTIONS 8

struct traffic {
	struct connection connections[MAX_CONNECTIONS];
	int count;
	long events;
	int unknown;          /* events of no connection of ours */
};

/* Everything the probe promises, in six connections. */
extern const struct plan EVERYTHING[];
extern const int EVERYTHING_COUNT;

/* One connection of a watched cgroup, one of another. */
extern const struct plan TWO_CGROUPS[];
extern const int TWO_CGROUPS_COUNT;

#define SERVER_PORT 8000

/* Opens sockets that listen on SERVER_PORT: IPv4 and IPv6, or only IPv4 in two cgroups on this port and the next. */
void traffic_listen(int listeners[2], bool is_of_cgroups);

/* Opens the connections, one after the other. `lose_syn_ack` is called before one whose handshake is lost. */
void traffic_open(struct traffic *traffic, const struct plan *plans, int count, const int listeners[2],
		  void (*lose_syn_ack)(void));

/*
 * Does what is due, and waits until something is, at most some ms. A connection of which all is acknowledged is ended
 * as planned, after the kernel was asked about it. False when all are.
 */
bool traffic_step(struct traffic *traffic);

/* Ends those that are left. */
void traffic_end(struct traffic *traffic);

/* A connection to the same port in another network namespace: nobody should hear of it. */
void traffic_elsewhere(void);

/* For the ring buffer: takes down what an event says. The context is a struct traffic. */
int traffic_take(void *traffic, void *event, unsigned long size);

#endif
