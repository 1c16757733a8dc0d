/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_KERNEL_TYPES_H
#define TOKENFLOW_KERNEL_TYPES_H

/*
 * The kernel fields the probe reads, and no others: CO-RE finds where they are on the running kernel, so neither order
 * nor size matters here and no generated vmlinux.h is needed.
 */

#define AF_INET 2
#define AF_INET6 10

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct in6_addr {
	union {
		__u8 u6_addr8[16];
		__be32 u6_addr32[4];
	} in6_u;
};

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

typedef struct {
	__s64 counter;
} atomic64_t;

struct sock_common {
	__be32 skc_daddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	atomic64_t skc_cookie;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	int level;
	struct kernfs_node *kn;
	struct cgroup *ancestors[0];
};

/* Before Linux 6.1 a cgroup listed its ancestors by id. */
struct cgroup___before_6_1 {
	__u64 ancestor_ids[0];
};

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
	struct sock_cgroup_data sk_cgrp_data;
};

struct inet_sock {
	struct sock sk;
	__be16 inet_sport;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	__u8 icsk_ca_state : 5;
	__u8 icsk_pending;
	__u8 icsk_backoff;
};

struct tcp_rack {
	__u64 mstamp;
	__u32 rtt_us;
	__u32 end_seq;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	struct tcp_rack rack;
	__u64 bytes_acked;
	__u64 tcp_mstamp;
	__u32 srtt_us;
	__u32 mdev_us;
	__u32 packets_out;
	__u32 dsack_dups;
	__u32 delivered;
	__u32 delivered_ce;
	__u32 total_retrans;
	__u32 reord_seen;
	__u32 chrono_start;
	__u32 chrono_stat[3];
	__u32 snd_una;
	__u32 write_seq;
	__u32 snd_nxt;
	__u8 chrono_type : 2;
	__u8 rate_app_limited : 1;
	__u8 ecn_flags;
	__u8 bpf_sock_ops_cb_flags;
};

struct sk_buff {
	unsigned int len;
	char cb[48];
};

struct tcp_skb_cb {
	__u32 end_seq;
	__u32 ack_seq;
	__u16 tcp_gso_segs;
};

struct bpf_iter__tcp {
	struct sock_common *sk_common;
};

#pragma clang attribute pop

#endif
