/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_PROBE_CONFIG_H
#define TOKENFLOW_PROBE_CONFIG_H

/*
 * What user space tells the probe before it is loaded, and where a run of the probe can end. The Java sides are
 * dev.tokenflow.agent.probe.ProbeConfigLayout and dev.tokenflow.agent.probe.ProbeStage; a test compares them.
 */

/* Every run of a program ends in exactly one stage, so their sum is the number of runs. */
enum probe_stage {
	STAGE_FILTERED,          /* not a socket that is watched */
	STAGE_UNCHANGED,         /* the ACK brought no new RTT sample, or the state change is of no interest */
	STAGE_FOLDED,            /* a sample kept in the kernel until the throttle interval is over */
	STAGE_STALE,             /* a sample too old to tell anything: nothing was acknowledged for long */
	STAGE_AMBIGUOUS,         /* a sample of a segment that was sent again: of which copy, nobody knows (Karn) */
	STAGE_SEND_FAILED,       /* a segment that the kernel meant to send again, and did not try to: it counts none */
	STAGE_LIMITED,           /* an opening or a retransmission, when there were too many in this second */
	STAGE_EMITTED,           /* an event in the ring buffer */
	STAGE_LOST_RING_FULL,    /* an event for which the ring buffer had no room */
	STAGE_LOST_STORAGE,      /* an event of a socket for which the kernel had no memory */
	STAGES,
};

#define PORT_WORDS 1024          /* one bit per port */

struct probe_config {
	__u64 throttle_ns;       /* at most one RTT event per socket in this time; 0 = one for every sample */
	__u64 cgroup_id;         /* watch sockets of this cgroup and those below it; 0 = any */
	__u32 max_flows;         /* sockets of which something may be remembered; 0 = any number */
	__u32 rare_events_per_s; /* on each CPU, at most so many openings, and so many retransmissions; 0 = any */
	__u32 wakeup_bytes;      /* wake the reader when this much is pending; 0 = never, it looks by itself */
	__u32 filter_ports;      /* nonzero: only sockets with a local port in the bitmap */
	__u32 filter_netns;      /* nonzero: only sockets in one of watched_netns */
	__u32 filter_remotes;    /* nonzero: only sockets whose peer is one of watched_remotes */
	__u32 with_callback;     /* nonzero: sock_ops_rtt is attached, and reports the sockets with its flag */
	__u32 us_per_jiffy;      /* the kernel counts some times in jiffies; only user space can ask how long one is */
	__u32 tells_error;       /* nonzero: the tracepoint of retransmissions tells failed ones, in a third argument */
	__u64 ports[PORT_WORDS];
};

/* What user space sets while the probe is attached, and what all CPUs count together. */
struct probe_control {
	__u64 flows;             /* sockets of which something is remembered */
	__u32 is_reporting;      /* 0 = nothing is watched yet: there is nobody who could carry it on */
	__u32 excluded_count;    /* how many bits of excluded are set */
	__u64 excluded[PORT_WORDS]; /* one bit per port: not reported at either end, the agent's own traffic */
};

/* Where the runs of one CPU ended, on cache lines of its own. */
struct stage_counts {
	__u64 runs[STAGES];
	__u64 unused[16 - STAGES];
};

#endif
