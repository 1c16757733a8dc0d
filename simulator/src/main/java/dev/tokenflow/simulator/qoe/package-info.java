/** What a reader felt: the log of arrivals and the figures computed from it. */
@NullMarked
package dev.tokenflow.simulator.qoe;

import org.jspecify.annotations.NullMarked;
