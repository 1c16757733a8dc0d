/**
 * Quality of experience: the log of what arrived at readers, and the figures that are computed from it, such as delay,
 * time to first token, and stalls.
 *
 * <p>It does not matter where a log comes from, real connections or simulated ones. Connections, threads and the
 * printing of figures never belong here.
 */
@NullMarked
package dev.tokenflow.simulator.qoe;

import org.jspecify.annotations.NullMarked;
