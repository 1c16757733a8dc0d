/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_KERNELS_PROBE_H
#define TOKENFLOW_KERNELS_PROBE_H

#include <linux/types.h>
#include <bpf/libbpf.h>
#include <stdbool.h>

#include "../../bpf/probe_config.h"

/* The probe, loaded and attached as dev.tokenflow.agent.probe.Probe does it; tiers as in ProbeTier, in its order. */

struct tier {
	const char *label;
	bool is_typed;
};

#define TIERS 5
extern const struct tier TIER[TIERS];

#define MAX_LINKS 8

struct probe {
	struct bpf_object *object;
	struct bpf_link *links[MAX_LINKS];
	int link_count;
	char reason[400]; /* why it was refused, in one line */
};

/* Which sockets are watched: those of this network namespace that have this local port. */
struct watch {
	__u16 port;
	__u32 netns;
	__u64 cgroup_id; /* 0 = any */
};

enum refusal { ACCEPTED, NOT_LOADED, NOT_ATTACHED };

/* Loads and attaches the programs of a tier. What is refused needs no closing. */
enum refusal probe_attach(struct probe *probe, const char *file, const struct tier *tier, const struct watch *watch);

int probe_map(const struct probe *probe, const char *name);

/* How many runs ended in each stage, all processors together. */
void probe_stages(const struct probe *probe, __u64 stages[STAGES]);

/* How often the kernel did not run a program because it was running on the same processor already. */
__u64 probe_missed_runs(const struct probe *probe);

void probe_detach(struct probe *probe);
void probe_close(struct probe *probe);

/* Loads a program of another object and attaches it to a cgroup; returns the descriptor of its map, or ends. */
int attach_to_cgroup(const char *file, const char *program, int cgroup_fd, const char *map);

/* Keeps what libbpf says, for reasons. */
void keep_libbpf_messages(void);

#endif
