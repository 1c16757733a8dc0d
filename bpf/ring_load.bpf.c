/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Writes made-up events into a ring buffer as fast as the kernel can, to measure what the reader can take. For the
 * benchmark only: started by BPF_PROG_TEST_RUN, attached to nothing.
 */
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "tcp_event.h"

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24); /* replaced by the ring that is measured */
} events SEC(".maps");

struct ring_load {
	__u64 events;        /* in: how many to write */
	__u64 max_pending;   /* in: stop when this many bytes wait for the reader; 0 = never */
	__u64 written;       /* out */
	__u64 refused;       /* out: events for which there was no room */
};

static long write_one(__u64 index, struct ring_load *load)
{
	struct tcp_event *e;

	if (load->max_pending && bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) > load->max_pending)
		return 1;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e) {
		load->refused++;
		return 0;
	}
	/* As much work as the probe has: every field written, one clock read. */
	__builtin_memset(e, 0, sizeof(*e));
	e->ts_ns = bpf_ktime_get_ns();
	e->sock_cookie = 1 + index % 1000;
	e->bytes_acked_delta = 245;
	e->rtt_us = 40000 + index % 997;
	e->rtt_sum_us = e->rtt_us;
	e->rtt_min_us = e->rtt_us;
	e->rtt_max_us = e->rtt_us;
	e->rtt_count = 1;
	e->mdev_us = 4000;
	e->local_port = 8080;
	e->remote_port = 30000 + index % 1000;
	e->kind = TCP_EVENT_RTT;
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
	load->written++;
	return 0;
}

SEC("syscall")
int ring_load(struct ring_load *load)
{
	struct ring_load local = {.events = load->events, .max_pending = load->max_pending};

	bpf_loop(local.events, write_one, &local, 0);
	load->written = local.written;
	load->refused = local.refused;
	return 0;
}
