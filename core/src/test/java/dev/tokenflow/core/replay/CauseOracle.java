package dev.tokenflow.core.replay;

import dev.tokenflow.core.replay.Seen.Limits;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The part of {@link FeatureOracle} that is about causes, from the plain events. */
final class CauseOracle {
    private static final long NEVER_AGE_MS = Integer.MAX_VALUE;

    /** What readings must say; NaN where no event tells. */
    record Facts(
            double timeouts,
            double fastRetransmits,
            double reorderings,
            double receiverShare,
            double sendBufferShare,
            double markedShare,
            double handshakeMs) {}

    /** What signals must say. */
    record Causes(long timeoutAgeMs, long retransmits, double receiverShare, long fastRetransmits, long reorderings) {}

    private CauseOracle() {}

    /**
     * @param window events of the window
     * @param all events since the path is known
     */
    static Facts facts(List<Seen> window, List<Seen> all) {
        boolean tellsCauses = window.stream().anyMatch(CauseOracle::tellsLimits)
                || window.stream().anyMatch(e -> isTimeout(e) || fast(e) > 0);
        boolean tellsReordering = window.stream().anyMatch(e -> e.causes().reorderings() != null);
        Seen handshake = handshake(all);
        return new Facts(
                tellsCauses ? window.stream().filter(CauseOracle::isTimeout).count() : Double.NaN,
                tellsCauses ? sum(window, CauseOracle::fast) : Double.NaN,
                tellsReordering ? sum(window, CauseOracle::reorderings) : Double.NaN,
                share(window, Limits::receiver),
                share(window, Limits::sendBuffer),
                (double) sum(window, CauseOracle::marked)
                        / sum(window, e -> tellsMarks(e) ? e.progress().delivered() : 0),
                handshake == null ? Double.NaN : handshake.causes().handshakeUs() / 1e3);
    }

    /**
     * @param near events of the short window
     * @param loss events of the loss span
     * @param all events since the path is known
     * @param sampledMs when the newest round trip that the law knows was measured
     */
    static Causes causes(List<Seen> near, List<Seen> loss, List<Seen> all, long sampledMs, long endMs) {
        long timeoutMs = newestMs(all, CauseOracle::isTimeout);
        return new Causes(
                timeoutMs > sampledMs ? endMs - timeoutMs : NEVER_AGE_MS,
                sum(near, e -> e.kind() == EventKind.RETRANSMIT ? e.progress().segments() : 0),
                share(near, Limits::receiver),
                sum(loss, CauseOracle::fast),
                sum(loss, CauseOracle::reorderings));
    }

    /** When an event's round trip was measured: what a timeout brings along is older than the timeout. */
    static long sampledMs(Seen event) {
        long agoNs = isTimeout(event) ? Math.max(1_000_000, event.causes().sampleAgoNs()) : 0;
        return Math.floorDiv(event.wallNs() - agoNs, 1_000_000L);
    }

    /** The newest handshake, the shorter one of two in one ms. */
    static @Nullable Seen handshake(List<Seen> all) {
        long newestMs = newestMs(all, CauseOracle::isHandshake);
        Seen shortest = null;
        for (Seen event : all) {
            boolean isNewest = isHandshake(event) && ms(event) == newestMs;
            if (isNewest
                    && (shortest == null
                            || event.causes().handshakeUs() < shortest.causes().handshakeUs())) {
                shortest = event;
            }
        }
        return shortest;
    }

    static long ms(Seen event) {
        return Math.floorDiv(event.wallNs(), 1_000_000L);
    }

    private static long newestMs(List<Seen> events, Predicate<Seen> which) {
        return events.stream().filter(which).mapToLong(CauseOracle::ms).max().orElse(Long.MIN_VALUE);
    }

    private static boolean isHandshake(Seen event) {
        return event.kind() == EventKind.OPEN && event.causes().handshakeUs() > 0;
    }

    /** A timer of an open connection: there was something to send. */
    private static boolean isTimeout(Seen event) {
        Limits limits = event.causes().limits();
        return event.kind() == EventKind.RETRANSMIT
                && event.causes().cause() == RetransmitCause.TIMEOUT
                && (limits == null || limits.busy() > 0);
    }

    private static long fast(Seen event) {
        boolean isFast = event.kind() == EventKind.RETRANSMIT && event.causes().cause() == RetransmitCause.FAST;
        return isFast ? event.progress().segments() : 0;
    }

    private static long reorderings(Seen event) {
        Integer seen = event.causes().reorderings();
        return seen == null ? 0 : seen;
    }

    private static boolean tellsMarks(Seen event) {
        return event.causes().marked() != null;
    }

    private static long marked(Seen event) {
        Integer seen = event.causes().marked();
        return seen == null ? 0 : seen;
    }

    private static boolean tellsLimits(Seen event) {
        return event.causes().limits() != null;
    }

    private static double share(List<Seen> events, ToLongFunction<Limits> part) {
        return (double) sum(events, e -> wholeMs(e, part)) / sum(events, e -> wholeMs(e, Limits::busy));
    }

    private static long wholeMs(Seen event, ToLongFunction<Limits> part) {
        Limits limits = event.causes().limits();
        return limits == null ? 0 : Math.round(part.applyAsLong(limits) / 1e3);
    }

    private static long sum(List<Seen> events, ToLongFunction<Seen> number) {
        return events.stream().mapToLong(number).sum();
    }
}
