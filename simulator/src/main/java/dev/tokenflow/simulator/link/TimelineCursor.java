package dev.tokenflow.simulator.link;

/** A place in a timeline that mostly moves forward, so that asking again costs a comparison. Absolute times in ns. */
final class TimelineCursor {
    private static final long NOT_STARTED = Long.MAX_VALUE;

    private final LinkTimeline timeline;
    private long originNs = NOT_STARTED;
    private LinkPhase phase;
    private long fromNs = 0;
    private long untilNs = Long.MAX_VALUE;

    TimelineCursor(LinkTimeline timeline) {
        this.timeline = timeline;
        this.phase = beforeStart();
    }

    /** Lays the timeline's zero at {@code newOriginNs}; until then its first phase that carries anything applies. */
    void start(long newOriginNs) {
        originNs = newOriginNs;
        seek(newOriginNs - 1);
        fromNs = Long.MIN_VALUE;
    }

    LinkPhase at(long nowNs) {
        if (nowNs >= untilNs || nowNs < fromNs) {
            seek(nowNs);
        }
        return phase;
    }

    /** When the phase that {@link #at} last returned ends. */
    long untilNs() {
        return untilNs;
    }

    private void seek(long nowNs) {
        long elapsedNs = originNs == NOT_STARTED ? -1 : nowNs - originNs;
        fromNs = nowNs;
        if (elapsedNs < 0) {
            phase = beforeStart();
            untilNs = originNs; // also when that is never
            return;
        }
        phase = timeline.at(elapsedNs);
        long endNs = timeline.endNs(elapsedNs);
        untilNs = endNs == Long.MAX_VALUE ? Long.MAX_VALUE : originNs + endNs;
    }

    /** A link that begins with an outage is there before it: what waits for it to begin would wait for ever. */
    private LinkPhase beforeStart() {
        long at = 0;
        while (timeline.at(at).rateBitsPerSecond() == 0) {
            at = timeline.endNs(at);
        }
        return timeline.at(at);
    }
}
