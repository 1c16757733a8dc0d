/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_TCP_EVENT_H
#define TOKENFLOW_TCP_EVENT_H

/*
 * One kernel TCP event, exactly as it travels from the ring buffer to Kafka. Little-endian, largest fields first,
 * padding explicit. Fields are only ever appended: a reader accepts a larger struct and ignores the tail.
 * The Java side of this layout is dev.tokenflow.protocol.event.TcpEventLayout; a test compares the two.
 */

enum tcp_event_kind {
	TCP_EVENT_RTT = 1,
	TCP_EVENT_RETRANSMIT = 2,
	TCP_EVENT_OPEN = 3,
	TCP_EVENT_CLOSE = 4,
};

enum tcp_event_flags {
	/* The latest delivery-rate sample was limited by the application, not by the network. */
	TCP_EVENT_APP_LIMITED = 1,
};

struct tcp_event {
	__u64 ts_ns;             /* CLOCK_MONOTONIC of the event */
	__u64 sock_cookie;       /* names the socket for the lifetime of the host */
	__u64 bytes_acked;       /* acknowledged since the socket opened */
	__u64 bytes_acked_delta; /* acknowledged since this socket's last emitted event; 0 when first seen */
	__u64 rtt_sum_us;        /* sum of the RTT samples folded into this event */
	__u64 delivery_rate;     /* latest delivery-rate sample, bytes per second; 0 = none yet */
	__u8 local_addr[16];     /* IPv6, or IPv4 as ::ffff:a.b.c.d, network order */
	__u8 remote_addr[16];
	__u32 netns;             /* inode of the network namespace */
	__u32 rtt_us;            /* latest raw RTT sample; 0 = none */
	__u32 srtt_us;
	__u32 mdev_us;
	__u32 min_rtt_us;        /* the kernel's windowed minimum; 0 = none yet */
	__u32 cwnd;              /* segments */
	__u32 ssthresh;          /* segments */
	__u32 packets_out;       /* segments in flight */
	__u32 segments;          /* RETRANSMIT: segments sent again by this event; else 0 */
	__u32 total_retrans;     /* segments sent again since the socket opened */
	__u32 dsack_dups;        /* duplicates the peer reported since the socket opened */
	__u32 delivered;         /* segments delivered since the socket opened */
	__u32 delivered_delta;   /* delivered since this socket's last emitted event; 0 when first seen */
	__u32 dsack_delta;       /* duplicates reported since this socket's last emitted event */
	__u32 unsent_bytes;      /* written by the application, not yet sent: write_seq - snd_nxt */
	__u32 rtt_count;         /* RTT samples folded into this event; 0 for kinds without a sample */
	__u32 rtt_min_us;        /* smallest of them */
	__u32 rtt_max_us;        /* largest of them */
	__u16 local_port;        /* host order */
	__u16 remote_port;
	__u16 family;            /* AF_INET or AF_INET6 */
	__u8 kind;               /* enum tcp_event_kind */
	__u8 state;              /* TCP state; for OPEN and CLOSE the new one */
	__u8 flags;              /* enum tcp_event_flags */
	__u8 pad[7];
};

_Static_assert(sizeof(struct tcp_event) == 168, "tcp_event is 168 bytes, as the Java decoder expects");

#endif
