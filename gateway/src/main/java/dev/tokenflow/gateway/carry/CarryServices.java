package dev.tokenflow.gateway.carry;

import dev.tokenflow.client.HintClient;
import org.jspecify.annotations.Nullable;

/**
 * What all token streams share.
 *
 * @param limits of each stream
 * @param hints whose advice they follow; null = nobody's
 * @param clients which streams go to whom
 * @param memory what they hold together
 * @param stats where a row a second goes for each stream; null = nowhere
 */
public record CarryServices(
        CarryLimits limits,
        @Nullable HintClient hints,
        ClientStreams clients,
        MemoryBudget memory,
        @Nullable StatsSink stats) {}
