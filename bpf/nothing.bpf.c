/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Does nothing where the probe does its work: what the kernel says that it takes is what the kernel's own measuring
 * takes, and what the benchmark takes off.
 */
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/tcp_probe")
int nothing(void *context)
{
	return 0;
}
