/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Loses packets where they reach the reader's socket, as a bad network would: the sender hears nothing of it. Works on
 * every kernel with CONFIG_CGROUP_BPF, without netem and without a device of its own.
 */
#include <linux/types.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "loss.h"

char LICENSE[] SEC("license") = "GPL";

#define TCP_PROTOCOL 6

enum verdict { LOSE, KEEP };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct loss_orders);
} orders SEC(".maps");

/* Where the TCP header starts, or 0. */
static __always_inline __u32 tcp_offset(struct __sk_buff *skb)
{
	struct ipv6hdr ipv6;
	struct iphdr ipv4;

	if (skb->protocol == bpf_htons(ETH_P_IP) && !bpf_skb_load_bytes(skb, 0, &ipv4, sizeof(ipv4)))
		return ipv4.protocol == TCP_PROTOCOL ? ipv4.ihl * 4 : 0;
	if (skb->protocol == bpf_htons(ETH_P_IPV6) && !bpf_skb_load_bytes(skb, 0, &ipv6, sizeof(ipv6)))
		return ipv6.nexthdr == TCP_PROTOCOL ? sizeof(ipv6) : 0;
	return 0;
}

static __always_inline enum verdict lose(struct loss_orders *order)
{
	order->dropped++;
	return LOSE;
}

SEC("cgroup_skb/ingress")
int lose_some(struct __sk_buff *skb)
{
	__u32 zero = 0, offset = tcp_offset(skb);
	struct loss_orders *order = bpf_map_lookup_elem(&orders, &zero);
	struct tcphdr tcp;

	if (!order || !offset || bpf_skb_load_bytes(skb, offset, &tcp, sizeof(tcp)))
		return KEEP;
	if (!order->port || tcp.source != bpf_htons(order->port))
		return KEEP;
	if (tcp.syn && order->syn_acks) {
		order->syn_acks--;
		return lose(order);
	}
	if (skb->len <= offset + tcp.doff * 4 || !order->every || tcp.dest == bpf_htons(order->spared))
		return KEEP;
	order->packets++;
	return order->packets % order->every ? KEEP : lose(order);
}
