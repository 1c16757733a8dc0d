package dev.tokenflow.simulator.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A timeline of phases. Its text form has a phase a line (or separated by {@code ;}), with {@code #} for comments:
 *
 * <pre>
 * clean      15s  rate=50mbit delay=20ms
 * congested  20s  rate=2mbit  delay=20ms buffer=1s
 * loss       15s  rate=50mbit delay=20ms loss=1%
 * recovered  15s  rate=50mbit delay=20ms jitter=1ms reorder
 * </pre>
 *
 * Rates are {@code bit}, {@code kbit}, {@code mbit}, {@code gbit} a second or {@code unlimited}; a buffer is bytes
 * ({@code 64kB}) or time at the phase's rate; what is not said is: rate unlimited, delay 0, jitter 0, loss 0, buffer
 * 100 ms.
 *
 * @param phases at least one; the last one never ends and must not have rate 0
 */
public record LinkSchedule(List<LinkPhase> phases) implements LinkTimeline {
    private static final String DEMO = """
            clean      15s  rate=50mbit delay=20ms
            congested  20s  rate=500kbit delay=20ms buffer=1s
            loss       15s  rate=50mbit delay=20ms loss=1%
            recovered  15s  rate=50mbit delay=20ms
            """;

    public LinkSchedule {
        phases = List.copyOf(phases);
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("a link schedule needs at least one phase");
        }
        if (phases.getLast().rateBitsPerSecond() == 0) {
            throw new IllegalArgumentException(
                    "phase '" + phases.getLast().name() + "' is the last and never ends: its rate must be > 0");
        }
    }

    /**
     * Good, then narrow behind a deep buffer, then lossy, then good again: 65 s, round trip 40 ms throughout. Narrow is
     * so little that compression alone does not fit: 30 streams of 50 tokens a second need 3.6 Mbit/s with an event a
     * token, and compressed still 0.88 Mbit/s, most of it packet headers. Compressed, with three tokens an event, they
     * need 0.32 Mbit/s.
     */
    public static LinkSchedule demo() {
        return parse(DEMO);
    }

    /** A link that never changes. */
    public static LinkSchedule constant(LinkPhase phase) {
        return new LinkSchedule(List.of(phase));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException naming the phase, what it said and what was expected
     */
    public static LinkSchedule parse(String text) {
        return LinkScheduleParser.parse(text);
    }

    /** Sum of the phases' durations. */
    public Duration total() {
        return phases.stream().map(LinkPhase::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** The same phases, each longer or shorter by one factor so that all together last {@code total}. */
    public LinkSchedule scaledTo(Duration total) {
        long wasNs = total().toNanos();
        List<LinkPhase> scaled = new ArrayList<>();
        long elapsedNs = 0;
        long placedNs = 0;
        for (LinkPhase phase : phases) {
            elapsedNs += phase.duration().toNanos();
            long endNs = Math.round((double) total.toNanos() * elapsedNs / wasNs);
            scaled.add(phase.lasting(Duration.ofNanos(endNs - placedNs)));
            placedNs = endNs;
        }
        return new LinkSchedule(scaled);
    }

    @Override
    public LinkPhase at(long elapsedNs) {
        long endNs = 0;
        for (LinkPhase phase : phases) {
            endNs += phase.duration().toNanos();
            if (elapsedNs < endNs) {
                return phase;
            }
        }
        return phases.getLast();
    }

    @Override
    public long endNs(long elapsedNs) {
        long endNs = 0;
        for (LinkPhase phase : phases.subList(0, phases.size() - 1)) {
            endNs += phase.duration().toNanos();
            if (elapsedNs < endNs) {
                return endNs;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The text form; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return LinkScheduleParser.format(this);
    }
}
