/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef TOKENFLOW_KERNELS_LOSS_H
#define TOKENFLOW_KERNELS_LOSS_H

/* What is lost on the way to the readers; the only value of the map orders. */
struct loss_orders {
	__u32 port;     /* of the server; only what it sends is lost. 0 = nothing is */
	__u32 spared;   /* the port of a reader for whom nothing is */
	__u32 every;    /* of so many packets with data, one is lost */
	__u32 syn_acks; /* so many of the next answers to a SYN are lost */
	__u32 packets;  /* with data, seen so far */
	__u32 dropped;
};

#endif
