/**
 * A faulty network link: one model of rate, queue, delay and loss over time, and the TUN medium that applies it to real
 * kernel TCP.
 */
@NullMarked
package dev.tokenflow.simulator.link;

import org.jspecify.annotations.NullMarked;
