package dev.tokenflow.lab.faults.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says for each mark which hint was the first to tell of it. A hint tells of a mark when its largest round trip is the
 * mark's. That hint must speak of the mark's time: issued no earlier, and no later than a window after it.
 *
 * @param entries all marks, in the order of the log
 */
public record MarkLedger(List<Entry> entries) {
    /** Where the time begins in an instant: behind the date. */
    private static final int TIME_AT = 11;

    /** Longest time that a hint's round trips are about, ms. */
    private static final double WINDOW_MS = 10_500;

    /** What {@code issued_at} may differ from the ledger's idea of the time, ms: a pane. */
    private static final double PANE_MS = 100;

    /**
     * What became of a mark.
     *
     * @param mark what happened
     * @param told whether a hint tells of it
     * @param delayMs from the append of its first event to the hint; NaN when none tells
     * @param laterMs how much later the hint's own time is than the mark; NaN when none tells
     */
    public record Entry(Mark mark, boolean told, double delayMs, double laterMs) {
        /** Whether the hint's own time fits. */
        boolean isTimely() {
            return !told || (laterMs >= -PANE_MS && laterMs <= WINDOW_MS);
        }
    }

    /** Compares the marks of some agents with the hints. */
    public static MarkLedger of(EventLog events, HintTape hints, Collection<String> agents) {
        Set<String> chosen = new HashSet<>(agents);
        Map<String, Map<Integer, WrittenHint>> first = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Mark mark : events.marks()) {
            if (chosen.contains(mark.agent())) {
                Map<Integer, WrittenHint> told =
                        first.computeIfAbsent(mark.client(), client -> firstTellers(hints, client));
                entries.add(entry(mark, told.get(mark.rttUs())));
            }
        }
        return new MarkLedger(entries);
    }

    /** The marks of a time, ms since 1970 by the broker's clock. */
    public MarkLedger between(long fromMs, long toMs) {
        return new MarkLedger(entries.stream()
                .filter(entry ->
                        entry.mark().appendMs() >= fromMs && entry.mark().appendMs() < toMs)
                .toList());
    }

    /** The marks that were no older than this when the broker had them. */
    public MarkLedger youngerThan(double ageMs) {
        return new MarkLedger(
                entries.stream().filter(entry -> entry.mark().ageMs() <= ageMs).toList());
    }

    /** Chosen marks. */
    public MarkLedger of(Predicate<Mark> chosen) {
        return new MarkLedger(
                entries.stream().filter(entry -> chosen.test(entry.mark())).toList());
    }

    public int marks() {
        return entries.size();
    }

    /** Marks of which no hint tells. */
    public int lost() {
        return (int) entries.stream().filter(entry -> !entry.told()).count();
    }

    /** The marks of which no hint tells, each with its client and when the broker had it, for people. */
    public String lostOnes() {
        return entries.stream()
                .filter(entry -> !entry.told())
                .map(entry -> entry.mark().client() + ", "
                        + Math.round(entry.mark().ageMs()) + " ms old at " + time(entry.mark()))
                .collect(Collectors.joining(", "));
    }

    /** Marks of which a hint tells whose own time does not fit. */
    public int untimely() {
        return (int) entries.stream().filter(entry -> !entry.isTimely()).count();
    }

    /** These marks, each with its client and how much later the hint's own time is, for people. */
    public String untimelyOnes() {
        return entries.stream()
                .filter(entry -> !entry.isTimely())
                .map(entry ->
                        entry.mark().client() + ", " + Math.round(entry.mark().ageMs()) + " ms old at "
                                + time(entry.mark()) + ", its hint is of " + Math.round(entry.laterMs()) + " ms later")
                .collect(Collectors.joining("; "));
    }

    private static String time(Mark mark) {
        return Instant.ofEpochMilli(mark.appendMs()).toString().substring(TIME_AT);
    }

    /** A quantile of the delays, ms; NaN when no hint tells of anything. */
    public double delayMs(double quantile) {
        double[] delays = entries.stream()
                .filter(Entry::told)
                .mapToDouble(Entry::delayMs)
                .sorted()
                .toArray();
        return delays.length == 0
                ? Double.NaN
                : delays[(int) Math.min(delays.length - 1L, (long) (quantile * delays.length))];
    }

    private static Map<Integer, WrittenHint> firstTellers(HintTape hints, String client) {
        Map<Integer, WrittenHint> tellers = new HashMap<>();
        for (WrittenHint hint : hints.of("client/" + client)) {
            tellers.putIfAbsent(hint.longestUs(), hint);
        }
        return tellers;
    }

    private static Entry entry(Mark mark, @Nullable WrittenHint hint) {
        if (hint == null) {
            return new Entry(mark, false, Double.NaN, Double.NaN);
        }
        return new Entry(
                mark, true, hint.writtenMs() - mark.appendMs(), hint.hint().issuedAtMs() - mark.atMs());
    }
}
