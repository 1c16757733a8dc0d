package dev.tokenflow.core.feature;

import dev.tokenflow.core.pacing.PathSignals;
import dev.tokenflow.core.pacing.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is remembered of one path: the panes of the window, blocks of the long window, minima of the baseline, the gauges of every source. Immutable;
 * panes first wait until {@link #advance} reaches their end, so features depend on which panes came, not on their order. Arrays are ordered by time, oldest first,
 * and not to be changed.
 *
 * @param asOfMs        how far the window has advanced, ms since 1970
 * @param pending       panes that end later than that, in order of arrival
 * @param panes         panes of the window, one a slot
 * @param blocks        round trips of the long window
 * @param minima        smallest round trips of the baseline
 * @param gauges        latest gauges by source; sources without sockets are left out
 * @param newestSampleMs time of the newest RTT sample; {@link Pane#NEVER} before the first
 * @param oldestNewNs   oldest event that {@link #reported} has not yet covered; {@link Pane#NO_EVENT} when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // small and fast to serialise; never compared
public record PathWindow(
        long asOfMs,
        Pane[] pending,
        Pane[] panes,
        RttBlock[] blocks,
        RttMinimum[] minima,
        SourceGauges[] gauges,
        long newestSampleMs,
        long oldestNewNs) {

    /** Of a path of which nothing was seen. */
    public static final PathWindow EMPTY = new PathWindow(
            Long.MIN_VALUE,
            new Pane[0],
            new Pane[0],
            new RttBlock[0],
            new RttMinimum[0],
            new SourceGauges[0],
            Pane.NEVER,
            Pane.NO_EVENT);

    private static final Comparator<Pane> BY_TIME_AND_SOURCE =
            Comparator.comparingLong(Pane::endMs).thenComparing(Pane::source);
    private static final long BLOCKS = 60;
    private static final long NEVER_AGE_MS = Integer.MAX_VALUE;

    /** The window with one more pane, which takes part once the window has advanced to its end. */
    public PathWindow add(Pane pane) {
        Pane[] more = Arrays.copyOf(pending, pending.length + 1);
        more[pending.length] = pane;
        return new PathWindow(asOfMs, more, panes, blocks, minima, gauges, newestSampleMs, oldestNewNs);
    }

    /** Takes in all panes that end by {@code nowMs} and forgets what has left every span. */
    public PathWindow advance(long nowMs, WindowConfig config) {
        Pane[] due = Arrays.stream(pending)
                .filter(p -> p.endMs() <= nowMs)
                .sorted(BY_TIME_AND_SOURCE)
                .toArray(Pane[]::new);
        Pane[] later = Arrays.stream(pending).filter(p -> p.endMs() > nowMs).toArray(Pane[]::new);
        long sampleMs = newestSampleMs;
        long oldestNs = oldestNewNs;
        for (Pane pane : due) {
            sampleMs = Math.max(sampleMs, pane.newestSampleMs());
            oldestNs = Math.min(oldestNs, pane.oldestEventNs());
        }
        return new PathWindow(
                nowMs,
                later,
                withPanes(due, nowMs - config.window().toMillis()),
                withBlocks(due, nowMs, config.longWindow().toMillis()),
                withMinima(due, nowMs, config.baseline().toMillis()),
                withGauges(due),
                sampleMs,
                oldestNs);
    }

    /** The window after its features were published: their events are no longer new. */
    public PathWindow reported() {
        return new PathWindow(asOfMs, pending, panes, blocks, minima, gauges, newestSampleMs, Pane.NO_EVENT);
    }

    /** All sockets of the path, as far as its sources told. */
    public SocketGauges sockets() {
        SocketGauges sum = SocketGauges.NONE;
        for (SourceGauges source : gauges) {
            sum = sum.plus(source.gauges());
        }
        return sum;
    }

    /** Features of the window that ends where this one has advanced to. */
    public PathFeatures features(Scope scope, String key, WindowConfig config, boolean alarm) {
        PaneSpan span = PaneSpan.of(panes, asOfMs - config.window().toMillis(), asOfMs);
        RttHistogram slow = new RttHistogram();
        for (RttBlock block : blocks) {
            slow.add(block.rtt());
        }
        SocketGauges sockets = sockets();
        return new PathFeatures(
                scope,
                key,
                asOfMs,
                span.rtt().count(),
                span.rtt().minUs() / 1e3,
                span.rtt().maxUs() / 1e3,
                span.rtt().meanUs() / 1e3,
                span.rtt().quantileUs(0.5) / 1e3,
                span.rtt().quantileUs(0.95) / 1e3,
                span.variationMs(),
                span.segments(),
                span.retransmits(),
                span.dsacks(),
                span.retransmitRate(),
                1e3 * span.bytesAcked() / config.window().toMillis(),
                sockets.activeStreams(),
                sockets.openConnections(),
                sockets.unsentBytes(),
                span.appLimitedShare(),
                slow.meanUs() / 1e3,
                slow.quantileUs(0.95) / 1e3,
                baselineMs(),
                oldestNewNs == Pane.NO_EVENT ? Double.NaN : oldestNewNs / 1e6,
                alarm);
    }

    /**
     * What the pacing law may look at.
     *
     * @param headerBytes wire bytes of a segment besides its payload
     */
    public PathSignals signals(WindowConfig config, double headerBytes) {
        long horizonMs = config.horizon().toMillis();
        long paneMs = config.pane().toMillis();
        PaneSpan near = PaneSpan.of(panes, asOfMs - horizonMs, asOfMs);
        PaneSpan newest = PaneSpan.of(panes, asOfMs - paneMs, asOfMs);
        PaneSpan losses = PaneSpan.of(panes, asOfMs - config.lossSpan().toMillis(), asOfMs);
        SocketGauges sockets = sockets();
        return new PathSignals(
                asOfMs,
                (int) Math.min(Integer.MAX_VALUE, near.rtt().count()),
                newestSampleMs == Pane.NEVER ? NEVER_AGE_MS : asOfMs - newestSampleMs,
                near.rtt().quantileUs(0.5) / 1e3,
                newestRttMs(asOfMs - horizonMs),
                baselineMs(),
                near.wireBytes(headerBytes) * 1e3 / horizonMs,
                newest.wireBytes(headerBytes) * 1e3 / paneMs,
                losses.segments(),
                losses.retransmits(),
                losses.dsacks(),
                sockets.activeStreams(),
                sockets.unsentBytes(),
                near.appLimitedShare(),
                sockets.inFlight(),
                sockets.openConnections());
    }

    /** Median of the newest pane after {@code fromMs} that has samples, ms; NaN when none has. */
    public double newestRttMs(long fromMs) {
        for (int i = panes.length - 1; i >= 0 && panes[i].endMs() > fromMs; i--) {
            if (panes[i].rtt().count() > 0) {
                return medianMs(panes[i].rtt());
            }
        }
        return Double.NaN;
    }

    /** Median of a sketch in ms; NaN when it is empty. */
    public static double medianMs(RttSketch rtt) {
        return new RttHistogram().add(rtt).quantileUs(0.5) / 1e3;
    }

    private double baselineMs() {
        double minUs = Double.NaN;
        for (RttMinimum minimum : minima) {
            minUs = minimum.minUs() >= minUs ? minUs : minimum.minUs();
        }
        return minUs / 1e3;
    }

    private Pane[] withPanes(Pane[] due, long expiredMs) {
        List<Pane> kept = new ArrayList<>(panes.length + due.length);
        for (Pane pane : panes) {
            if (pane.endMs() > expiredMs) {
                kept.add(pane);
            }
        }
        for (Pane pane : due) {
            int last = kept.size() - 1;
            if (!pane.hasEvents() || pane.endMs() <= expiredMs) {
                continue;
            }
            if (last >= 0 && kept.get(last).endMs() == pane.endMs()) {
                kept.set(last, kept.get(last).plus(pane));
            } else {
                kept.add(pane);
            }
        }
        return kept.toArray(Pane[]::new);
    }

    private RttBlock[] withBlocks(Pane[] due, long nowMs, long spanMs) {
        List<RttBlock> kept = new ArrayList<>(blocks.length + 1);
        for (RttBlock block : blocks) {
            if (block.endMs() > nowMs - spanMs) {
                kept.add(block);
            }
        }
        for (Pane pane : due) {
            long endMs = blockEnd(pane.endMs(), spanMs / BLOCKS);
            int last = kept.size() - 1;
            if (pane.rtt().count() == 0 || endMs <= nowMs - spanMs) {
                continue;
            }
            if (last >= 0 && kept.get(last).endMs() == endMs) {
                kept.set(last, new RttBlock(endMs, kept.get(last).rtt().plus(pane.rtt())));
            } else {
                kept.add(new RttBlock(endMs, pane.rtt()));
            }
        }
        return kept.toArray(RttBlock[]::new);
    }

    private RttMinimum[] withMinima(Pane[] due, long nowMs, long spanMs) {
        List<RttMinimum> kept = new ArrayList<>(minima.length + 1);
        for (RttMinimum minimum : minima) {
            if (minimum.endMs() > nowMs - spanMs) {
                kept.add(minimum);
            }
        }
        for (Pane pane : due) {
            long endMs = blockEnd(pane.endMs(), spanMs / BLOCKS);
            int last = kept.size() - 1;
            if (pane.rtt().count() == 0 || endMs <= nowMs - spanMs) {
                continue;
            }
            if (last >= 0 && kept.get(last).endMs() == endMs) {
                kept.set(
                        last,
                        new RttMinimum(
                                endMs,
                                Math.min(kept.get(last).minUs(), pane.rtt().minUs())));
            } else {
                kept.add(new RttMinimum(endMs, pane.rtt().minUs()));
            }
        }
        return kept.toArray(RttMinimum[]::new);
    }

    private SourceGauges[] withGauges(Pane[] due) {
        List<SourceGauges> latest = new ArrayList<>(Arrays.asList(gauges));
        for (Pane pane : due) {
            latest.removeIf(known -> known.source().equals(pane.source()));
            if (!pane.gauges().equals(SocketGauges.NONE)) {
                latest.add(new SourceGauges(pane.source(), pane.gauges()));
            }
        }
        return latest.toArray(SourceGauges[]::new);
    }

    private static long blockEnd(long paneEndMs, long blockMs) {
        return -Math.floorDiv(-paneEndMs, blockMs) * blockMs;
    }
}
