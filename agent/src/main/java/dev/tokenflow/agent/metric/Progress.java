package dev.tokenflow.agent.metric;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far an agent's work has come. Times are those of {@link System#nanoTime}.
 *
 * @param drainedNs when the ring buffer was drained last
 * @param deliveredNs when the broker last acknowledged a batch, without a broker when one was recorded; null = never
 * @param failure why batches are not delivered; empty while nothing is wrong
 */
public record Progress(long drainedNs, @Nullable Long deliveredNs, Optional<String> failure) {
    private static final double NS_PER_SECOND = 1e9;

    /** Why the agent does not see what happens, for people; empty when the ring was drained within this time. */
    public Optional<String> notDraining(long nowNs, Duration within) {
        return nowNs - drainedNs <= within.toNanos()
                ? Optional.empty()
                : Optional.of("the ring buffer was not drained for " + seconds(nowNs - drainedNs));
    }

    /**
     * Why the agent does not do its work, for people; empty when the ring was drained and a batch was delivered within
     * this time. An agent that has nothing to report sends heartbeats.
     */
    public Optional<String> notWorking(long nowNs, Duration within) {
        Optional<String> blind = notDraining(nowNs, within);
        if (blind.isPresent() || (deliveredNs != null && nowNs - deliveredNs <= within.toNanos())) {
            return blind;
        }
        String since = deliveredNs == null
                ? "no batch was delivered yet"
                : "no batch was delivered for " + seconds(nowNs - deliveredNs);
        return Optional.of(since + failure.map(reason -> ": " + reason).orElse(""));
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.1f s", ns / NS_PER_SECOND);
    }
}
