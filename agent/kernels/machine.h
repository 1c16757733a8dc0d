/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_KERNELS_MACHINE_H
#define TOKENFLOW_KERNELS_MACHINE_H

#include <stdbool.h>

/* The machine below the test: its file systems, a network of its own, cgroups, and what the kernel counts. */

/* Ends the process with a message and, if errno is set, its text; status 2. */
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* As the first process: mounts what Linux programs expect. */
void machine_mount_all(void);

/* Makes a network namespace of this process's own, in which only lo is there and up, with packets as on an Ethernet. */
void machine_own_network(void);

/*
 * Mounts the cgroup v2 tree for this process alone and makes three cgroups in it: one for the test, and in it `inside`
 * and `outside`. The caller is in the first one then.
 */
void machine_own_cgroups(void);

/* Leaves the three cgroups and removes them, and the mount point; for the process that made them. */
void machine_leave_cgroups(void);

/* The root of the cgroup v2 tree, and the test's cgroups. */
extern int cgroup_root_fd, cgroup_test_fd;

enum cgroup_place { CGROUP_TEST, CGROUP_INSIDE, CGROUP_OUTSIDE };

/* From now on, what this process opens belongs to that cgroup. */
void machine_enter(enum cgroup_place place);

/* The kernel's id of the cgroup `inside`. */
unsigned long long machine_inside_id(void);

/* Segments that this network namespace sent again, every kind: RetransSegs of /proc/net/snmp. */
long machine_retransmitted_segments(void);

/*
 * Leaves this process with the two capabilities that the agent asks for, and CAP_NET_ADMIN if the callback is attached,
 * and with as little locked memory as a container has.
 */
void machine_keep_capabilities(bool with_net_admin);

/* The inode that names this process's network namespace. */
unsigned long machine_netns(void);

/* What /proc/sys/kernel/tainted says of warnings and oopses: 0 = the kernel is well. */
long machine_warnings(void);

long long now_us(void);

#endif
