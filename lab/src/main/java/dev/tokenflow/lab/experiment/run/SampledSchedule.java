package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The beginning of any timeline as a schedule of phases: what the link process reads. Faster changes than 20 ms become
 * their mean.
 */
final class SampledSchedule {
    private static final long BIN_NS = 20_000_000L;

    private SampledSchedule() {}

    /** A line a phase; the last one, which never ends, has the mean rate of all. */
    static String of(LinkTimeline link, Duration duration) {
        List<String> lines = new ArrayList<>();
        long sinceNs = 0;
        long rate = meanRate(link, 0);
        double bits = 0;
        long endNs = duration.toNanos();
        for (long at = 0; at < endNs; at += BIN_NS) {
            long next = meanRate(link, at);
            if (next != rate) {
                lines.add(line(link.at(sinceNs), lines.size(), at - sinceNs, rate));
                sinceNs = at;
                rate = next;
            }
            bits += rate * (BIN_NS / 1e9);
        }
        lines.add(line(link.at(sinceNs), lines.size(), endNs - sinceNs, rate));
        lines.add(line(link.at(0), lines.size(), endNs, Math.max(1, Math.round(bits / (endNs / 1e9)))));
        return String.join("\n", lines) + "\n";
    }

    private static long meanRate(LinkTimeline link, long fromNs) {
        double bits = 0;
        for (long at = fromNs; at < fromNs + BIN_NS; ) {
            long until = Math.min(fromNs + BIN_NS, link.endNs(at));
            bits += link.at(at).rateBitsPerSecond() * ((until - at) / 1e9);
            at = until;
        }
        return Math.round(bits / (BIN_NS / 1e9));
    }

    private static String line(LinkPhase phase, int number, long durationNs, long rate) {
        return String.format(
                Locale.ROOT,
                "p%d %dns rate=%dbit delay=%dns loss=%s%% buffer=%db",
                number,
                durationNs,
                rate,
                phase.delay().toNanos(),
                java.math.BigDecimal.valueOf(phase.loss() * 100).toPlainString(),
                phase.bufferBytes());
    }
}
