/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_TCP_EVENT_H
#define TOKENFLOW_TCP_EVENT_H

/*
 * One kernel TCP event, version 2, exactly as it travels from the ring buffer to Kafka. Little-endian, largest fields
 * first, no hidden padding. Later fields are only ever appended: a reader accepts a larger struct and ignores its tail.
 * The Java side of this layout is dev.tokenflow.protocol.event.TcpEventLayout; a test compares the two.
 * docs/formats.md describes the format and says when its version number rises.
 *
 * "Delta" means: since the last event that this socket emitted; 0 in the first one. Deltas that some probes cannot
 * report have a bit in tcp_event_flags: without the bit, their 0 means unknown.
 */

enum tcp_event_kind {
	TCP_EVENT_RTT = 1,        /* an ACK brought at least one new RTT sample */
	TCP_EVENT_RETRANSMIT = 2, /* segments were sent again */
	TCP_EVENT_OPEN = 3,       /* the connection was established */
	TCP_EVENT_CLOSE = 4,      /* the connection ended */
};

enum tcp_event_flags {
	TCP_EVENT_APP_LIMITED = 1,    /* the latest delivery-rate sample was limited by the application, not the path */
	TCP_EVENT_HAS_RETRANS = 2,    /* retrans_delta is known */
	TCP_EVENT_HAS_LIMITS = 4,     /* the three *_delta_us times are known */
	TCP_EVENT_HAS_CE = 8,         /* delivered_ce_delta is known */
	TCP_EVENT_HAS_REORDERING = 16, /* reordering_delta is known */
	TCP_EVENT_NOT_SENT = 32,      /* RETRANSMIT: the kernel counted the segments, but they did not leave this host */
};

/* The low four bits of the member cause; the high four are the backoff. */
enum tcp_event_cause {
	TCP_EVENT_CAUSE_UNKNOWN = 0,
	TCP_EVENT_CAUSE_FAST = 1,     /* fast recovery: RACK or duplicate ACKs declared the segment lost */
	TCP_EVENT_CAUSE_TIMEOUT = 2,  /* the retransmission timer expired */
	TCP_EVENT_CAUSE_PROBE = 3,    /* a tail loss probe; not yet a sign of loss */
};

#define TCP_EVENT_BACKOFF_SHIFT 4
#define TCP_EVENT_MAX_BACKOFF 15

struct tcp_event {
	__u64 ts_ns;                  /* when the event was written, CLOCK_MONOTONIC; never 0 */
	__u64 sock_cookie;            /* names the socket for the lifetime of the host */
	__u64 sample_ns;              /* when the ACK of the latest RTT sample arrived, CLOCK_MONOTONIC; 0 = unknown */
	__u64 bytes_acked_delta;      /* payload bytes acknowledged */
	__u64 rtt_sum_us;             /* sum of the RTT samples in this event; 0 without a sample */
	__u8 remote_addr[16];         /* the peer: IPv6, or IPv4 as ::ffff:a.b.c.d, network order */
	__u32 rtt_us;                 /* latest raw RTT sample; 0 = none */
	__u32 rtt_count;              /* RTT samples in this event; 0 in OPEN */
	__u32 rtt_min_us;             /* smallest of them; 0 without a sample */
	__u32 rtt_max_us;             /* largest of them; 0 without a sample */
	__u32 mdev_us;                /* the kernel's smoothed mean deviation of the RTT; 0 before the first sample */
	__u32 packets_out;            /* segments sent and not acknowledged yet */
	__u32 unsent_bytes;           /* written by the application, not yet sent: write_seq - snd_nxt */
	__u32 delivered_delta;        /* segments delivered to the peer */
	__u32 dsack_delta;            /* segments of which the peer reported a second copy (DSACK) */
	__u32 segments;               /* RETRANSMIT: segments sent again by this one call, see NOT_SENT; 0 in other kinds */
	__u32 retrans_delta;          /* segments sent again as the kernel counts them, every kind; see HAS_RETRANS */
	__u32 busy_delta_us;          /* time with data to send, the next two included; see HAS_LIMITS */
	__u32 rwnd_limited_delta_us;  /* of it, time in which the receiver's window was the limit; see HAS_LIMITS */
	__u32 sndbuf_limited_delta_us; /* of it, time in which the send buffer was the limit; see HAS_LIMITS */
	__u32 delivered_ce_delta;     /* delivered segments that a router marked (ECN CE); see HAS_CE */
	__u32 handshake_rtt_us;       /* OPEN: round trip of the handshake; 0 = unknown, and in other kinds */
	__u16 local_port;             /* host order */
	__u16 remote_port;            /* host order */
	__u8 kind;                    /* enum tcp_event_kind */
	__u8 flags;                   /* enum tcp_event_flags */
	__u8 cause;                   /* RETRANSMIT: enum tcp_event_cause, and how often the timer was doubled << 4 */
	__u8 reordering_delta;        /* times reordering was seen, 255 = as often or more; see HAS_REORDERING */
};

_Static_assert(sizeof(struct tcp_event) == 128, "tcp_event is 128 bytes, as the Java decoder expects");

#endif
