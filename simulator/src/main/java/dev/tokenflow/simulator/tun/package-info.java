/**
 * The link model applied to real packets: a process between two TUN devices. Linux only. The model itself belongs to
 * the package of links.
 */
@NullMarked
package dev.tokenflow.simulator.tun;

import org.jspecify.annotations.NullMarked;
