/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The kernel probe: one RTT event for each ACK that brought a sample (or one per socket and throttle interval), and
 * one event for each retransmission, opened and closed connection, of the sockets that are watched.
 *
 * The same three handlers are attached in one of five ways (tiers); user space loads the programs of one tier only.
 * sock_ops_*, tp_btf_* and fentry_* read the kernel's structures directly; raw_tp_* and kprobe_* copy every field
 * through a checked read and keep their flows in a hash, because socket storage needs a typed pointer.
 */
#include <linux/types.h>
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "kernel_types.h"
#include "probe_config.h"
#include "tcp_event.h"

/* The kernel opens its helpers to programs under the GPL only: of the two licences above, this one is declared. */
char LICENSE[] SEC("license") = "GPL";

enum {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT = 2,
	TCP_SYN_RECV = 3,
	TCP_CLOSE = 7,
	TCP_LISTEN = 10,
	TCP_NEW_SYN_RECV = 12,
	TCP_PROTOCOL = 6,
	TCP_CA_RECOVERY = 3,
	TCP_CA_LOSS = 4,
	ICSK_TIME_LOSS_PROBE = 5,
	TCP_CHRONO_BUSY = 1,
	TCP_CHRONO_RWND_LIMITED = 2,
	TCP_CHRONO_SNDBUF_LIMITED = 3,
	TCP_ECN_ANY_MODE = 1 | 16, /* RFC 3168, AccECN */
};

#define EBUSY 16
#define SOL_TCP 6
#define TCP_BPF_SOCK_OPS_CB_FLAGS 1008 /* Linux 6.12; the installed headers may be older */

#define NS_PER_SECOND 1000000000ULL
#define MAX_CGROUP_DEPTH 32 /* so far up from a socket's own cgroup is looked for the watched one */

#define MAX_TCP_HEADER_BYTES 60
#define ONES_OF_MAPPED_IPV4 0xffff0000ULL /* ::ffff: as the third 32-bit word, little-endian */
/*
 * A sample this old tells nothing about the path as it is. Not shorter, because on_ack sees a sample at the next ACK
 * only, and a sender may hold the tokens of a stream for a second. Where the kernel calls for each round trip, the
 * samples of such a stream are never late, and what is older than this tells of the answer before.
 */
#define STALE_NS 1500000000LL
#define STALE_WITH_CALLBACK_NS 250000000LL
#define RECORD_BYTES (sizeof(struct tcp_event) + BPF_RINGBUF_HDR_SZ)

/*
 * What is remembered of a socket between two looks at it. What adding a sample touches comes first, in one cache line.
 */
struct flow {
	__u64 rack_mstamp;  /* send time and end of the segment behind the latest sample: they name the sample */
	__u32 rack_end_seq;
	__u8 known;         /* 0 = fresh storage, nothing here is set */
	__u8 untold;        /* that it was opened was not reported, since too many were */
	__u16 resent;       /* whether segments up to resent_end were sent again and may not be acknowledged yet */
	__u64 emitted_ns;   /* when the last event with samples left */
	__u64 sample_ns;    /* when the ACK of the latest sample not reported yet came; only set where rtt_count is */
	__u64 rtt_sum_us;   /* samples not reported yet */
	__u32 rtt_us;
	__u32 rtt_count;
	__u32 rtt_min_us;
	__u32 rtt_max_us;
	__u32 resent_end;
	__u32 retrans_seen; /* the kernel's counter at the last look: whether an attempt moved it */
	__u64 cookie;
	__u64 bytes_acked;  /* the counters as the last event reported them, or as they were when first seen */
	__u32 delivered;
	__u32 delivered_ce;
	__u32 dsack_dups;
	__u32 retrans;
	__u32 reord_seen;
	__u32 busy;         /* jiffies, and so are the next two */
	__u32 rwnd_limited;
	__u32 sndbuf_limited;
};

const volatile struct probe_config config = {};
/* Not a constant: user space sets it when it is ready, and shares it with this program in mapped memory. */
struct probe_control control = {};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 22);
} events SEC(".maps");

/* One entry for each CPU; not a per-CPU array, because those cannot be mapped, and reading must need no privilege. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stage_counts);
} stages SEC(".maps");

/* What may be reported at once of what peers can cause at will, on one CPU. */
struct bucket {
	__u64 filled_ns;
	__u64 tokens;
};

enum { BUCKET_OPENS, BUCKET_RETRANSMITS, BUCKETS };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BUCKETS);
	__type(key, __u32);
	__type(value, struct bucket);
} buckets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct flow);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, struct flow);
} flows_by_address SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8);
} watched_netns SEC(".maps");

struct address {
	__u64 half[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct address);
	__type(value, __u8);
} watched_remotes SEC(".maps");

/* How a handler may touch kernel memory; a constant wherever it is passed, so only one branch is compiled. */
enum access { TYPED, COPIED };

#define READ(access, pointer, field) ((access) == TYPED ? (pointer)->field : BPF_CORE_READ(pointer, field))

static __always_inline int count(enum probe_stage stage)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct stage_counts *counts = bpf_map_lookup_elem(&stages, &cpu);

	if (!counts)
		return 0;
	/* Another of the programs may interrupt this one on the same CPU: what counts for completeness is exact. */
	if (stage >= STAGE_EMITTED)
		__sync_fetch_and_add(&counts->runs[stage], 1);
	else
		counts->runs[stage]++;
	return 0;
}

/* A bucket that holds what comes in a second; false when it is empty. */
static __always_inline bool take_token(__u32 which, __u64 now_ns)
{
	struct bucket *bucket = bpf_map_lookup_elem(&buckets, &which);
	__u64 elapsed_ns, fresh;

	if (!bucket || !config.rare_events_per_s)
		return true;
	elapsed_ns = now_ns - bucket->filled_ns;
	if (elapsed_ns > NS_PER_SECOND)
		elapsed_ns = NS_PER_SECOND;
	fresh = elapsed_ns * config.rare_events_per_s / NS_PER_SECOND;
	if (fresh) {
		bucket->filled_ns = now_ns;
		bucket->tokens += fresh;
		if (bucket->tokens > config.rare_events_per_s)
			bucket->tokens = config.rare_events_per_s;
	}
	if (!bucket->tokens)
		return false;
	bucket->tokens--;
	return true;
}

static __always_inline void remote_address(struct address *out, struct sock_common *common, enum access access)
{
	if (READ(access, common, skc_family) == AF_INET || !bpf_core_field_exists(common->skc_v6_daddr)) {
		__u64 ipv4 = READ(access, common, skc_daddr);

		out->half[0] = 0;
		out->half[1] = ipv4 << 32 | ONES_OF_MAPPED_IPV4;
		return;
	}
	if (access == COPIED) {
		bpf_core_read(out, sizeof(*out), &common->skc_v6_daddr);
		return;
	}
	for (int i = 0; i < 2; i++) {
		__u64 low = common->skc_v6_daddr.in6_u.u6_addr32[2 * i];
		__u64 high = common->skc_v6_daddr.in6_u.u6_addr32[2 * i + 1];

		out->half[i] = high << 32 | low;
	}
}

/*
 * By id, from the socket's own cgroup upwards: how deep the watched one lies cannot be told from inside a container,
 * whose tree begins somewhere in the middle of the host's.
 */
static __always_inline bool in_watched_cgroup(struct sock *sk)
{
	struct cgroup *group = BPF_CORE_READ(sk, sk_cgrp_data.cgroup);
	int level;

	if (!group)
		return false;
	level = BPF_CORE_READ(group, level);
	for (int i = 0; i < MAX_CGROUP_DEPTH && level >= 0; i++, level--) {
		__u64 slot = (__u32)level * sizeof(__u64);
		__u64 id = 0;

		if (bpf_core_field_exists(group->ancestors)) {
			struct cgroup *ancestor = 0;

			bpf_probe_read_kernel(&ancestor, sizeof(ancestor),
					      (void *)group + bpf_core_field_offset(group->ancestors) + slot);
			id = BPF_CORE_READ(ancestor, kn, id);
		} else {
			struct cgroup___before_6_1 *old = (void *)group;

			bpf_probe_read_kernel(&id, sizeof(id),
					      (void *)group + bpf_core_field_offset(old->ancestor_ids) + slot);
		}
		if (id == config.cgroup_id)
			return true;
	}
	return false;
}

/* Cheapest check first: most sockets of a host are turned away by one load from a bitmap. */
static __always_inline bool watched(struct sock *sk, __u16 local_port, enum access access)
{
	if (config.filter_ports && !(config.ports[local_port / 64] >> (local_port % 64) & 1))
		return false;
	if (!control.is_reporting)
		return false;
	if (control.excluded_count) {
		__u16 remote_port = bpf_ntohs(READ(access, sk, __sk_common.skc_dport));

		if (control.excluded[local_port / 64] >> (local_port % 64) & 1 ||
		    control.excluded[remote_port / 64] >> (remote_port % 64) & 1)
			return false;
	}
	if (config.filter_netns) {
		__u32 netns = READ(access, sk, __sk_common.skc_net.net) ?
				      BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum) : 0;

		if (!bpf_map_lookup_elem(&watched_netns, &netns))
			return false;
	}
	if (config.filter_remotes) {
		struct address remote;

		remote_address(&remote, &sk->__sk_common, access);
		if (!bpf_map_lookup_elem(&watched_remotes, &remote))
			return false;
	}
	return !config.cgroup_id || in_watched_cgroup(sk);
}

/* A socket's identity where bpf_get_socket_cookie is out of reach: the kernel's own cookie if it has one by now. */
static __always_inline __u64 substitute_cookie(struct sock *sk)
{
	__u64 cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);

	if (!cookie)
		cookie = 1ULL << 63 | (__u64)bpf_get_prandom_u32() << 32 | bpf_get_prandom_u32();
	return cookie;
}

/* What is kept of sockets is the kernel's memory, and strangers open sockets. */
static __always_inline bool may_hold_more(void)
{
	return !config.max_flows || control.flows < config.max_flows;
}

static __always_inline struct flow *flow_of(struct sock *sk, enum access access)
{
	__u64 address = (__u64)sk;
	struct flow *flow;

	if (access == TYPED) {
		flow = bpf_sk_storage_get(&flows, sk, 0, 0);
		if (flow || !may_hold_more())
			return flow;
		flow = bpf_sk_storage_get(&flows, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
		if (flow)
			__sync_fetch_and_add(&control.flows, 1);
		return flow;
	}
	flow = bpf_map_lookup_elem(&flows_by_address, &address);
	if (!flow) {
		struct flow fresh = {};

		bpf_map_update_elem(&flows_by_address, &address, &fresh, BPF_NOEXIST);
		flow = bpf_map_lookup_elem(&flows_by_address, &address);
	}
	return flow;
}

static __always_inline __u64 cookie_of(struct sock *sk, enum access access)
{
	return access == TYPED ? bpf_get_socket_cookie(sk) : substitute_cookie(sk);
}

struct limits {
	__u32 busy;
	__u32 rwnd_limited;
	__u32 sndbuf_limited;
};

/* What the kernel calls chronographs, in jiffies: at most one runs, and what it shows is not in its sum yet. */
static __always_inline struct limits limits_of(struct tcp_sock *tp, enum access access)
{
	__u32 running = access == TYPED ? BPF_CORE_READ_BITFIELD(tp, chrono_type) :
					  BPF_CORE_READ_BITFIELD_PROBED(tp, chrono_type);
	__u32 since_start = (__u32)bpf_jiffies64() - READ(access, tp, chrono_start);
	struct limits limits;

	limits.busy = READ(access, tp, chrono_stat[TCP_CHRONO_BUSY - 1]);
	limits.rwnd_limited = READ(access, tp, chrono_stat[TCP_CHRONO_RWND_LIMITED - 1]);
	limits.sndbuf_limited = READ(access, tp, chrono_stat[TCP_CHRONO_SNDBUF_LIMITED - 1]);
	if (running == TCP_CHRONO_RWND_LIMITED)
		limits.rwnd_limited += since_start;
	if (running == TCP_CHRONO_SNDBUF_LIMITED)
		limits.sndbuf_limited += since_start;
	if (running == TCP_CHRONO_BUSY)
		limits.busy += since_start;
	/* As TCP_INFO has it: a connection that something limits is busy. */
	limits.busy += limits.rwnd_limited + limits.sndbuf_limited;
	return limits;
}

/* A counter of the kernel never goes back; where it seems to, the socket is used anew and this one's story is over. */
static __always_inline __u32 grown(__u32 now, __u32 before)
{
	return (__s32)(now - before) > 0 ? now - before : 0;
}

static __always_inline __u32 microseconds(__u32 jiffies)
{
	__u64 us = (__u64)jiffies * config.us_per_jiffy;

	return us > 0xffffffff ? 0xffffffff : us;
}

static __always_inline bool is_after(__u32 sequence, __u32 other)
{
	return (__s32)(sequence - other) > 0;
}

static __always_inline bool is_opening(int state)
{
	return state == TCP_SYN_SENT || state == TCP_SYN_RECV || state == TCP_NEW_SYN_RECV;
}

/*
 * Where the counting of this socket starts; a sample taken before is not ours to report. Of a socket that is not open
 * yet all is known that was ever sent again, the handshake included: an accepted socket inherits the count of its
 * SYN-ACKs.
 */
static __always_inline void meet(struct flow *flow, struct sock *sk, struct tcp_sock *tp, __u64 cookie,
				 enum access access)
{
	__u32 total_retrans = READ(access, tp, total_retrans);
	struct limits limits = limits_of(tp, access);

	flow->known = 1;
	flow->cookie = cookie;
	flow->bytes_acked = READ(access, tp, bytes_acked);
	flow->delivered = READ(access, tp, delivered);
	flow->delivered_ce = READ(access, tp, delivered_ce);
	flow->dsack_dups = READ(access, tp, dsack_dups);
	flow->retrans = is_opening(READ(access, sk, __sk_common.skc_state)) ? 0 : total_retrans;
	flow->retrans_seen = total_retrans;
	flow->reord_seen = READ(access, tp, reord_seen);
	flow->busy = limits.busy;
	flow->rwnd_limited = limits.rwnd_limited;
	flow->sndbuf_limited = limits.sndbuf_limited;
	flow->rack_mstamp = READ(access, tp, rack.mstamp);
	flow->rack_end_seq = READ(access, tp, rack.end_seq);
}

static __always_inline bool is_stale(__u64 sample_ns, __u64 now_ns, struct tcp_sock *tp, enum access access)
{
	bool is_called_for = config.with_callback && access == TYPED &&
			     tp->bpf_sock_ops_cb_flags & BPF_SOCK_OPS_RTT_CB_FLAG;

	return (__s64)(now_ns - sample_ns) > (is_called_for ? STALE_WITH_CALLBACK_NS : STALE_NS);
}

static __always_inline void forget_samples(struct flow *flow)
{
	flow->rtt_us = 0;
	flow->rtt_sum_us = 0;
	flow->rtt_count = 0;
	flow->rtt_min_us = 0;
	flow->rtt_max_us = 0;
}

/* The reader looks by itself every few ms; it is woken once when much is pending, not again for each event after. */
static __always_inline __u64 wakeup(void)
{
	if (config.wakeup_bytes &&
	    bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) - config.wakeup_bytes < RECORD_BYTES)
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

struct moment {
	__u64 now_ns;
	__u32 segments; /* sent again */
	__u8 kind;
	__u8 cause;     /* and backoff, as the event has them */
	__u8 flags;
};

static __always_inline int emit(struct sock *sk, struct tcp_sock *tp, struct flow *flow, struct moment moment,
				enum access access)
{
	struct sock_common *common = &sk->__sk_common;
	struct tcp_event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	__u64 bytes_acked;
	__u32 delivered, delivered_ce, dsack_dups, retrans, reord_seen, reordering;
	struct limits limits;
	bool is_handshakes;

	/* Samples that waited for the throttle, and then no ACK came for long. */
	if (flow->rtt_count && is_stale(flow->sample_ns, moment.now_ns, tp, access))
		forget_samples(flow);
	retrans = READ(access, tp, total_retrans);
	flow->retrans_seen = retrans;
	if (!e)
		return count(STAGE_LOST_RING_FULL); /* the flow keeps its samples and deltas for the next event */

	bytes_acked = READ(access, tp, bytes_acked);
	delivered = READ(access, tp, delivered);
	delivered_ce = READ(access, tp, delivered_ce);
	dsack_dups = READ(access, tp, dsack_dups);
	reord_seen = READ(access, tp, reord_seen);
	reordering = grown(reord_seen, flow->reord_seen);
	limits = limits_of(tp, access);

	e->ts_ns = moment.now_ns;
	e->sock_cookie = flow->cookie;
	e->sample_ns = flow->rtt_count ? flow->sample_ns : 0;
	e->bytes_acked_delta = bytes_acked - flow->bytes_acked;
	e->rtt_sum_us = flow->rtt_sum_us;
	remote_address((struct address *)e->remote_addr, common, access);
	e->rtt_us = flow->rtt_us;
	e->rtt_count = flow->rtt_count;
	e->rtt_min_us = flow->rtt_min_us;
	e->rtt_max_us = flow->rtt_max_us;
	e->mdev_us = READ(access, tp, mdev_us) >> 2;
	e->packets_out = READ(access, tp, packets_out);
	e->unsent_bytes = READ(access, tp, write_seq) - READ(access, tp, snd_nxt);
	e->delivered_delta = delivered - flow->delivered;
	e->dsack_delta = dsack_dups - flow->dsack_dups;
	e->segments = moment.segments;
	e->retrans_delta = grown(retrans, flow->retrans);
	e->busy_delta_us = microseconds(grown(limits.busy, flow->busy));
	e->rwnd_limited_delta_us = microseconds(grown(limits.rwnd_limited, flow->rwnd_limited));
	e->sndbuf_limited_delta_us = microseconds(grown(limits.sndbuf_limited, flow->sndbuf_limited));
	e->delivered_ce_delta = grown(delivered_ce, flow->delivered_ce);
	/* The smoothed round trip is still the first one. What was sent again tells nothing: which copy was answered? */
	is_handshakes = moment.kind == TCP_EVENT_OPEN && !retrans && bytes_acked <= 1; /* its SYN counts for a byte */
	e->handshake_rtt_us = is_handshakes ? READ(access, tp, srtt_us) >> 3 : 0;
	/* Not skc_num: the port is already given back when a closing socket gets here. */
	e->local_port = bpf_ntohs(READ(access, tp, inet_conn.icsk_inet.inet_sport));
	e->remote_port = bpf_ntohs(READ(access, common, skc_dport));
	e->kind = moment.kind;
	e->flags = TCP_EVENT_HAS_RETRANS | TCP_EVENT_HAS_LIMITS | TCP_EVENT_HAS_REORDERING | moment.flags;
	if (access == TYPED ? BPF_CORE_READ_BITFIELD(tp, rate_app_limited) :
			      BPF_CORE_READ_BITFIELD_PROBED(tp, rate_app_limited))
		e->flags |= TCP_EVENT_APP_LIMITED;
	if (READ(access, tp, ecn_flags) & TCP_ECN_ANY_MODE)
		e->flags |= TCP_EVENT_HAS_CE;
	e->cause = moment.cause;
	e->reordering_delta = reordering > 255 ? 255 : reordering;
	bpf_ringbuf_submit(e, wakeup());

	flow->bytes_acked = bytes_acked;
	flow->delivered = delivered;
	flow->delivered_ce = delivered_ce;
	flow->dsack_dups = dsack_dups;
	flow->retrans = retrans;
	flow->reord_seen = reord_seen;
	flow->busy = limits.busy;
	flow->rwnd_limited = limits.rwnd_limited;
	flow->sndbuf_limited = limits.sndbuf_limited;
	forget_samples(flow);
	if (moment.kind != TCP_EVENT_OPEN)
		flow->emitted_ns = moment.now_ns; /* so that the first sample of a connection need not wait */
	return count(STAGE_EMITTED);
}

static __always_inline struct tcp_sock *tcp_sock_of(struct sock *sk, enum access access)
{
	if (access == TYPED)
		return bpf_skc_to_tcp_sock(sk);
	return BPF_CORE_READ(sk, sk_protocol) == TCP_PROTOCOL ? (struct tcp_sock *)sk : 0;
}

/*
 * Whether a segment is the receiving direction's business alone: data that acknowledges nothing new. It cannot have
 * brought a sample, and looking up its flow would cost more than all the rest.
 */
static __always_inline bool is_only_data(struct tcp_sock *tp, struct sk_buff *skb, enum access access)
{
	struct tcp_skb_cb *control = (void *)skb->cb;

	return READ(access, skb, len) > MAX_TCP_HEADER_BYTES &&
	       BPF_CORE_READ(control, ack_seq) == READ(access, tp, snd_una);
}

struct sample {
	__u64 ns; /* when its ACK came */
	__u32 rtt_us;
};

static __always_inline void keep_sample(struct flow *flow, struct tcp_sock *tp, __u64 now_ns, struct sample sample,
					enum access access)
{
	if (flow->rtt_count && is_stale(flow->sample_ns, now_ns, tp, access))
		forget_samples(flow);
	flow->sample_ns = sample.ns;
	flow->rtt_min_us = flow->rtt_count && flow->rtt_min_us < sample.rtt_us ? flow->rtt_min_us : sample.rtt_us;
	flow->rtt_max_us = flow->rtt_max_us > sample.rtt_us ? flow->rtt_max_us : sample.rtt_us;
	flow->rtt_us = sample.rtt_us;
	flow->rtt_sum_us += sample.rtt_us;
	flow->rtt_count++;
}

/* Whether more than the handshake and the end of a connection was acknowledged; each of them counts for a byte. */
static __always_inline bool has_news(struct flow *flow, struct tcp_sock *tp, enum access access)
{
	return flow->emitted_ns || READ(access, tp, bytes_acked) - flow->bytes_acked > 2;
}

static __always_inline int add_sample(struct sock *sk, struct tcp_sock *tp, struct flow *flow, __u64 now_ns,
				      struct sample sample, enum access access)
{
	struct moment moment = {.kind = TCP_EVENT_RTT, .now_ns = now_ns};

	keep_sample(flow, tp, now_ns, sample, access);
	if (flow->untold && !has_news(flow, tp, access))
		return count(STAGE_LIMITED); /* of its handshake or its end */
	if (config.throttle_ns && now_ns - flow->emitted_ns < config.throttle_ns)
		return count(STAGE_FOLDED);
	return emit(sk, tp, flow, moment, access);
}

/* Whether the latest sample of a socket is another than the one that was seen last; it is the one seen last now. */
static __always_inline bool sample_moved(struct flow *flow, struct tcp_sock *tp, enum access access)
{
	__u64 mstamp = READ(access, tp, rack.mstamp);
	__u32 end_seq = READ(access, tp, rack.end_seq);

	if (mstamp == flow->rack_mstamp && end_seq == flow->rack_end_seq)
		return false;
	flow->rack_mstamp = mstamp;
	flow->rack_end_seq = end_seq;
	return true;
}

/*
 * Whether the latest sample is of a segment that may have been sent again. The kernel measures it from when it was sent
 * last, although the first copy may be what was acknowledged, so behind a long queue it would be far too short (Karn).
 */
static __always_inline bool is_ambiguous(struct flow *flow, struct tcp_sock *tp, enum access access)
{
	if (!flow->resent)
		return false;
	if (!is_after(flow->rack_end_seq, flow->resent_end))
		return true;
	if (!is_after(flow->resent_end, READ(access, tp, snd_una)))
		flow->resent = 0; /* so that sequence numbers that come round do not meet it */
	return false;
}

/* The sample that on_ack would find at the next ACK. */
static __always_inline struct sample sample_of(struct flow *flow, struct tcp_sock *tp, enum access access)
{
	struct sample sample = {.rtt_us = READ(access, tp, rack.rtt_us)};

	sample.ns = (flow->rack_mstamp + sample.rtt_us) * 1000;
	return sample;
}

/*
 * Takes the sample that no ACK brought out yet. In the states around a half-closed connection none ever will, because
 * tcp_probe is for established ones; and a sample that is older than a retransmission is good, while from the next ACK
 * on it cannot be told from those that are not.
 */
static __always_inline void take_sample(struct flow *flow, struct tcp_sock *tp, __u64 now_ns, enum access access)
{
	struct sample sample;

	if (!sample_moved(flow, tp, access) || is_ambiguous(flow, tp, access))
		return;
	sample = sample_of(flow, tp, access);
	if (sample.rtt_us && !is_stale(sample.ns, now_ns, tp, access))
		keep_sample(flow, tp, now_ns, sample, access);
}

static __always_inline __u8 cause_of(struct sock *sk, struct tcp_sock *tp, enum access access)
{
	__u32 state = access == TYPED ? BPF_CORE_READ_BITFIELD(tp, inet_conn.icsk_ca_state) :
					BPF_CORE_READ_BITFIELD_PROBED(tp, inet_conn.icsk_ca_state);
	__u8 backoff = READ(access, tp, inet_conn.icsk_backoff);
	__u8 cause = TCP_EVENT_CAUSE_UNKNOWN;

	if (state == TCP_CA_LOSS || is_opening(READ(access, sk, __sk_common.skc_state)))
		cause = TCP_EVENT_CAUSE_TIMEOUT;
	else if (state == TCP_CA_RECOVERY)
		cause = TCP_EVENT_CAUSE_FAST;
	else if (READ(access, tp, inet_conn.icsk_pending) == ICSK_TIME_LOSS_PROBE)
		cause = TCP_EVENT_CAUSE_PROBE;
	if (backoff > TCP_EVENT_MAX_BACKOFF)
		backoff = TCP_EVENT_MAX_BACKOFF;
	return cause | backoff << TCP_EVENT_BACKOFF_SHIFT;
}

/*
 * Some kernels have __tcp_retransmit_skb compiled into its callers, so that no program runs when it is entered
 * (Debian's 6.1, and on arm64 its 6.12). What was sent again is told at the next ACK then; which segments it was,
 * nobody knows, so all that is on its way is ambiguous.
 */
static __always_inline void tell_unseen_retransmits(struct sock *sk, struct tcp_sock *tp, struct flow *flow,
						    __u64 now_ns, enum access access)
{
	__u32 segments = grown(READ(access, tp, total_retrans), flow->retrans_seen);
	struct moment moment = {.kind = TCP_EVENT_RETRANSMIT, .now_ns = now_ns, .segments = segments};

	if (!segments)
		return;
	take_sample(flow, tp, now_ns, access);
	flow->resent = 1;
	flow->resent_end = READ(access, tp, snd_nxt);
	moment.cause = cause_of(sk, tp, access);
	emit(sk, tp, flow, moment, access);
}

/*
 * Runs on entry to the processing of an ACK, so what it finds in rack.rtt_us is the sample of the ACK before: raw,
 * not smoothed, one per ACK that delivered something for the first time. That ACK came rtt_us after its segment was
 * sent. On a connection that is kept it may be long ago: the end of the answer before, and the queue of that time.
 */
static __always_inline int on_ack(struct sock *sk, struct sk_buff *skb, bool may_miss_retransmits, enum access access)
{
	struct tcp_sock *tp;
	struct sample sample;
	struct flow *flow;
	__u64 now_ns;

	if (!watched(sk, READ(access, sk, __sk_common.skc_num), access))
		return count(STAGE_FILTERED);
	tp = tcp_sock_of(sk, access);
	if (!tp)
		return count(STAGE_FILTERED);
	if (is_only_data(tp, skb, access))
		return count(STAGE_UNCHANGED);
	flow = flow_of(sk, access);
	if (!flow)
		return count(STAGE_LOST_STORAGE);
	if (!flow->known) {
		meet(flow, sk, tp, cookie_of(sk, access), access);
		return count(STAGE_UNCHANGED);
	}
	if (may_miss_retransmits)
		tell_unseen_retransmits(sk, tp, flow, bpf_ktime_get_ns(), access);
	if (!sample_moved(flow, tp, access))
		return count(STAGE_UNCHANGED);
	if (is_ambiguous(flow, tp, access))
		return count(STAGE_AMBIGUOUS);
	sample = sample_of(flow, tp, access);
	if (!sample.rtt_us)
		return count(STAGE_UNCHANGED);

	now_ns = bpf_ktime_get_ns();
	if (is_stale(sample.ns, now_ns, tp, access))
		return count(STAGE_STALE);
	return add_sample(sk, tp, flow, now_ns, sample, access);
}

/* An attempt to send a segment again: how it ended, where the program runs afterwards. */
struct attempt {
	bool is_over;    /* the kernel has counted it by now, if it counts it at all */
	int error;       /* 0 = sent; negative: as errno; positive: what the queueing discipline of this host answered */
	__u32 most;      /* segments, before the kernel has cut them to size; 0 = it has */
};

static __always_inline int on_retransmit(struct sock *sk, struct sk_buff *skb, struct attempt attempt,
					 enum access access)
{
	struct tcp_skb_cb *control = (void *)skb->cb;
	struct moment moment = {.kind = TCP_EVENT_RETRANSMIT};
	struct tcp_sock *tp = tcp_sock_of(sk, access);
	struct flow *flow;
	__u32 total_retrans, end_seq;
	bool is_counted;

	if (!tp || !watched(sk, bpf_ntohs(READ(access, tp, inet_conn.icsk_inet.inet_sport)), access))
		return count(STAGE_FILTERED);
	flow = flow_of(sk, access);
	if (!flow)
		return count(STAGE_LOST_STORAGE);
	moment.now_ns = bpf_ktime_get_ns();
	moment.segments = BPF_CORE_READ(control, tcp_gso_segs);
	if (attempt.most && moment.segments > attempt.most)
		moment.segments = attempt.most;
	if (!moment.segments)
		moment.segments = 1;
	total_retrans = READ(access, tp, total_retrans);
	if (flow->known) {
		is_counted = total_retrans != flow->retrans_seen;
		take_sample(flow, tp, moment.now_ns, access);
	} else {
		meet(flow, sk, tp, cookie_of(sk, access), access);
		/* Only what was tried is answered by the queueing discipline. */
		is_counted = attempt.error >= 0;
		if (attempt.is_over && is_counted && flow->retrans == total_retrans)
			flow->retrans = grown(total_retrans, moment.segments);
	}
	flow->retrans_seen = total_retrans;
	if (attempt.error) {
		if (!is_counted || attempt.error == -EBUSY)
			return count(STAGE_SEND_FAILED);
		moment.flags = TCP_EVENT_NOT_SENT;
	}
	end_seq = BPF_CORE_READ(control, end_seq);
	if (!flow->resent || is_after(end_seq, flow->resent_end))
		flow->resent_end = end_seq;
	flow->resent = 1;
	if (!take_token(BUCKET_RETRANSMITS, moment.now_ns))
		return count(STAGE_LIMITED); /* the next event of this socket tells how many there were */
	moment.cause = cause_of(sk, tp, access);
	emit(sk, tp, flow, moment, access);
	if (!attempt.is_over)
		flow->retrans_seen = total_retrans + moment.segments; /* told already, when the kernel counts it */
	return 0;
}

static __always_inline int on_end(struct sock *sk, struct moment moment, enum access access)
{
	struct tcp_sock *tp = tcp_sock_of(sk, access);
	struct flow *flow;

	if (!tp || !watched(sk, bpf_ntohs(READ(access, tp, inet_conn.icsk_inet.inet_sport)), access))
		return count(STAGE_FILTERED);
	flow = flow_of(sk, access);
	if (!flow)
		return count(STAGE_LOST_STORAGE);
	moment.now_ns = bpf_ktime_get_ns();
	if (!flow->known)
		meet(flow, sk, tp, cookie_of(sk, access), access);
	else if (moment.kind == TCP_EVENT_CLOSE)
		take_sample(flow, tp, moment.now_ns, access);
	if (moment.kind == TCP_EVENT_OPEN) {
		flow->untold = !take_token(BUCKET_OPENS, moment.now_ns);
		if (flow->untold)
			return count(STAGE_LIMITED);
	} else if (flow->untold && !has_news(flow, tp, access)) {
		return count(STAGE_LIMITED); /* nobody knows of it, and nothing came of it */
	}
	return emit(sk, tp, flow, moment, access);
}

/* A closed socket may be connected anew, or its address may be another one's; the kernel's counters start at 0 then. */
static __always_inline void forget_flow(struct sock *sk, enum access access)
{
	__u64 address = (__u64)sk;

	if (access == TYPED) {
		if (!bpf_sk_storage_delete(&flows, sk))
			__sync_fetch_and_sub(&control.flows, 1);
	} else {
		bpf_map_delete_elem(&flows_by_address, &address);
	}
}

static __always_inline int on_state(struct sock *sk, int from, int to, enum access access)
{
	struct moment moment = {};
	bool was_open = from != TCP_CLOSE && from != TCP_LISTEN && !is_opening(from);

	if (to == TCP_ESTABLISHED)
		moment.kind = TCP_EVENT_OPEN;
	else if (to == TCP_CLOSE && was_open)
		moment.kind = TCP_EVENT_CLOSE;
	if (moment.kind)
		on_end(sk, moment, access);
	else
		count(STAGE_UNCHANGED);
	if (to == TCP_CLOSE)
		forget_flow(sk, access);
	return 0;
}

/*
 * Tier 1: the kernel calls once in each round trip, while the ACK that ends it is processed, so the sample of a message
 * that was alone on the way is never late. Only sockets with a flag are called for; they get it when they are
 * established. The other ACKs of a round trip, and sockets that were there before, are seen by the tracepoint, so the
 * programs of tier 2 are loaded too.
 */

static __always_inline int on_rtt_callback(struct bpf_sock_ops *ctx)
{
	struct sample sample;
	struct tcp_sock *tp;
	struct flow *flow;
	struct bpf_sock *socket = ctx->sk;
	struct sock *sk;
	__u64 now_ns;

	if (!socket)
		return count(STAGE_FILTERED);
	tp = bpf_skc_to_tcp_sock(socket);
	if (!tp)
		return count(STAGE_FILTERED);
	sk = (struct sock *)tp;
	if (!watched(sk, sk->__sk_common.skc_num, TYPED))
		return count(STAGE_FILTERED); /* somebody else wants to be called */
	flow = bpf_sk_storage_get(&flows, socket, 0, 0);
	if (!flow && may_hold_more()) {
		flow = bpf_sk_storage_get(&flows, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
		if (flow)
			__sync_fetch_and_add(&control.flows, 1);
	}
	if (!flow)
		return count(STAGE_LOST_STORAGE);
	if (!flow->known)
		meet(flow, sk, tp, bpf_get_socket_cookie(ctx), TYPED);
	else if (!sample_moved(flow, tp, TYPED))
		return count(STAGE_UNCHANGED);
	/* The kernel leaves out what was sent again too, except where the peer's timestamps tell the copies apart. */
	if (is_ambiguous(flow, tp, TYPED))
		return count(STAGE_AMBIGUOUS);
	/* Not rack.rtt_us: of an ACK for several segments, that is the one looked at last, which may be a copy. */
	sample.rtt_us = tp->tcp_mstamp - flow->rack_mstamp;
	if (!sample.rtt_us || !tp->rack.rtt_us)
		return count(STAGE_UNCHANGED);
	sample.ns = now_ns = bpf_ktime_get_ns();
	return add_sample(sk, tp, flow, now_ns, sample, TYPED);
}

static __always_inline int on_established(struct bpf_sock_ops *ctx)
{
	struct bpf_sock *socket = ctx->sk;
	struct tcp_sock *tp = socket ? bpf_skc_to_tcp_sock(socket) : 0;

	if (!tp || !watched((struct sock *)tp, ctx->local_port, TYPED))
		return count(STAGE_FILTERED);
	bpf_sock_ops_cb_flags_set(ctx, ctx->bpf_sock_ops_cb_flags | BPF_SOCK_OPS_RTT_CB_FLAG);
	return count(STAGE_UNCHANGED);
}

SEC("sockops")
int sock_ops_rtt(struct bpf_sock_ops *ctx)
{
	switch (ctx->op) {
	case BPF_SOCK_OPS_RTT_CB:
		on_rtt_callback(ctx);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		on_established(ctx);
		break;
	}
	return 1;
}

/*
 * Connections that were there before the probe: run once when it is attached, over the sockets of the network namespace
 * of whoever runs it. They are told as opened, without a handshake's round trip; and from Linux 6.12 on they get the
 * flag as well.
 */
static __always_inline int on_existing(struct sock_common *common)
{
	int flags = BPF_SOCK_OPS_RTT_CB_FLAG;
	struct tcp_sock *tp;
	struct flow *flow;
	struct moment moment = {.kind = TCP_EVENT_OPEN};
	struct sock *sk;

	if (!common || is_opening(common->skc_state) || common->skc_state == TCP_LISTEN ||
	    common->skc_state == TCP_CLOSE)
		return 0;
	tp = bpf_skc_to_tcp_sock(common);
	if (!tp)
		return 0;
	sk = (struct sock *)tp;
	if (!watched(sk, bpf_ntohs(tp->inet_conn.icsk_inet.inet_sport), TYPED))
		return count(STAGE_FILTERED);
	if (config.with_callback)
		bpf_setsockopt(tp, SOL_TCP, TCP_BPF_SOCK_OPS_CB_FLAGS, &flags, sizeof(flags));
	flow = flow_of(sk, TYPED);
	if (!flow)
		return count(STAGE_LOST_STORAGE);
	if (flow->known)
		return count(STAGE_UNCHANGED);
	meet(flow, sk, tp, bpf_get_socket_cookie(tp), TYPED);
	moment.now_ns = bpf_ktime_get_ns();
	return emit(sk, tp, flow, moment, TYPED);
}

SEC("iter/tcp")
int existing_sockets(struct bpf_iter__tcp *ctx)
{
	on_existing(ctx->sk_common);
	return 0;
}

/* Tier 2: BTF tracepoints (Linux 5.5; socket storage and cookies here since 5.12). */

SEC("tp_btf/tcp_probe")
int BPF_PROG(tp_btf_ack, struct sock *sk, struct sk_buff *skb)
{
	return on_ack(sk, skb, false, TYPED);
}

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(tp_btf_retransmit, struct sock *sk, struct sk_buff *skb)
{
	struct attempt attempt = {.is_over = true};

	/* Where the tracepoint tells failed attempts too. */
	if (config.tells_error)
		attempt.error = (int)ctx[2];
	return on_retransmit(sk, skb, attempt, TYPED);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(tp_btf_state, struct sock *sk, int from, int to)
{
	return on_state(sk, from, to, TYPED);
}

/* Tier 3: raw tracepoints (Linux 4.17 with BTF). */

SEC("raw_tp/tcp_probe")
int BPF_PROG(raw_tp_ack, struct sock *sk, struct sk_buff *skb)
{
	return on_ack(sk, skb, false, COPIED);
}

SEC("raw_tp/tcp_retransmit_skb")
int BPF_PROG(raw_tp_retransmit, struct sock *sk, struct sk_buff *skb)
{
	struct attempt attempt = {.is_over = true};

	if (config.tells_error)
		attempt.error = (int)ctx[2];
	return on_retransmit(sk, skb, attempt, COPIED);
}

SEC("raw_tp/inet_sock_set_state")
int BPF_PROG(raw_tp_state, struct sock *sk, int from, int to)
{
	return on_state(sk, from, to, COPIED);
}

/* Tier 4: function entry, for kernels built without these tracepoints. */

SEC("fentry/tcp_rcv_established")
int BPF_PROG(fentry_ack, struct sock *sk, struct sk_buff *skb)
{
	return on_ack(sk, skb, true, TYPED);
}

SEC("fentry/__tcp_retransmit_skb")
int BPF_PROG(fentry_retransmit, struct sock *sk, struct sk_buff *skb, int segments)
{
	struct attempt attempt = {.most = segments};

	return on_retransmit(sk, skb, attempt, TYPED);
}

SEC("fentry/tcp_set_state")
int BPF_PROG(fentry_state, struct sock *sk, int to)
{
	return on_state(sk, sk->__sk_common.skc_state, to, TYPED);
}

/* Tier 5: kprobes on the same functions. */

SEC("kprobe/tcp_rcv_established")
int BPF_KPROBE(kprobe_ack, struct sock *sk, struct sk_buff *skb)
{
	return on_ack(sk, skb, true, COPIED);
}

SEC("kprobe/__tcp_retransmit_skb")
int BPF_KPROBE(kprobe_retransmit, struct sock *sk, struct sk_buff *skb, int segments)
{
	struct attempt attempt = {.most = segments};

	return on_retransmit(sk, skb, attempt, COPIED);
}

SEC("kprobe/tcp_set_state")
int BPF_KPROBE(kprobe_state, struct sock *sk, int to)
{
	return on_state(sk, BPF_CORE_READ(sk, __sk_common.skc_state), to, COPIED);
}
