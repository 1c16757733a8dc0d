package dev.tokenflow.gateway.carry;

import dev.tokenflow.protocol.stats.StreamStats;

/** Takes rows of stream statistics, from any thread, without blocking. */
@FunctionalInterface
public interface StatsSink {
    void row(StreamStats row);
}
