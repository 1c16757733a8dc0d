package dev.tokenflow.core.window;

import dev.tokenflow.core.pane.PaneBody;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.RttHistogram;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathSignals;
import java.util.Arrays;

/** Reads a {@link PathWindow}: what models learn from, and what the pacing law may look at. */
final class WindowReader {
    private WindowReader() {}

    /** Features of the window that ends with the pane it has advanced to. */
    static PathFeatures features(PathWindow path, long windowEndMs, boolean alarm, RollSpans spans) {
        double min = Double.NaN;
        double max = Double.NaN;
        double p50 = Double.NaN;
        double p95 = Double.NaN;
        if (path.count > PaneBody.EXACT_SAMPLES && path.dense != null && path.least != null && path.most != null) {
            min = path.least.value() / 1e3;
            max = path.most.value() / 1e3;
            p50 = Math.max(min, Math.min(max, path.dense.quantileUs(0.5) / 1e3));
            p95 = Math.max(min, Math.min(max, path.dense.quantileUs(0.95) / 1e3));
        } else if (path.count > 0) {
            int n = sortSamples(path, path.windowAt, spans);
            min = exact(spans.samples, 0, n);
            max = exact(spans.samples, 1, n);
            p50 = exact(spans.samples, 0.5, n);
            p95 = exact(spans.samples, 0.95, n);
        }
        double longP50 = Double.NaN;
        double longP95 = Double.NaN;
        if (path.longCount > PaneBody.EXACT_SAMPLES && path.longDense != null) {
            longP50 = path.longDense.quantileUs(0.5) / 1e3;
            longP95 = path.longDense.quantileUs(0.95) / 1e3;
        } else if (path.longCount > 0) {
            int n = sortSamples(path, path.longAt, spans);
            longP50 = exact(spans.samples, 0.5, n);
            longP95 = exact(spans.samples, 0.95, n);
        }
        long segments = path.delivered + path.retransmits;
        return new PathFeatures(
                path.name,
                windowEndMs,
                path.count,
                min,
                max,
                path.count == 0 ? Double.NaN : (double) path.sumUs / path.count / 1e3,
                p50,
                p95,
                path.count == 0 ? Double.NaN : path.variationUs / 1e3 / path.count,
                segments,
                path.retransmits,
                path.dsacks,
                segments == 0 ? Double.NaN : (double) path.retransmits / segments,
                1e3 * path.bytesAcked / (spans.windowPanes * spans.paneMs),
                path.activeStreams(),
                path.openConnections(),
                path.unsentBytes(),
                path.count == 0 ? Double.NaN : (double) path.appLimited / path.count,
                path.longCount == 0 ? Double.NaN : (double) path.longSumUs / path.longCount / 1e3,
                longP50,
                longP95,
                baselineMs(path),
                path.oldestNewNs == PaneTimes.NO_EVENT ? Double.NaN : path.oldestNewNs / 1e6,
                alarm,
                path.facts());
    }

    /**
     * What the pacing law may look at.
     *
     * @param now number of the pane it has advanced to
     * @param nowMs the instant itself
     * @param missingMs part of the newest pane that has not passed yet
     */
    static PathSignals signals(PathWindow path, long now, long nowMs, long missingMs, RollSpans spans) {
        PaneBody pane = spans.body;
        int samples = 0;
        long limited = 0;
        long bytes = 0;
        long segments = 0;
        long newestPane = Long.MIN_VALUE;
        int newestFrom = 0;
        int newestSamples = 0;
        long newestComplete = missingMs > 0 ? now - 1 : now;
        double newestBytes = 0;
        long retransmits = 0;
        long busyMs = 0;
        long receiverLimitedMs = 0;
        boolean few = true;
        RttHistogram many = spans.shortHistogram;
        long paneNumber = path.shortBase;
        for (int at = path.shortAt; at < path.end; at = spans.next) {
            paneNumber = spans.peek(path.log, at, paneNumber);
            spans.readBody();
            bytes += pane.bytesAcked;
            segments += pane.delivered;
            if (paneNumber == newestComplete) {
                newestBytes += pane.bytesAcked + spans.headerBytes * pane.delivered;
            }
            limited += pane.appLimited;
            retransmits += pane.retransmits;
            busyMs += pane.facts.busyMs;
            receiverLimitedMs += pane.facts.receiverLimitedMs;
            if (pane.count > 0) {
                if (paneNumber > newestPane) {
                    newestPane = paneNumber;
                    newestFrom = at;
                    newestSamples = 0;
                }
                newestSamples += pane.count;
                if (few && samples + pane.count > PaneBody.EXACT_SAMPLES) {
                    few = false;
                    many.clear();
                    for (int i = 0; i < samples; i++) {
                        many.add(spans.samples[i]);
                    }
                }
                if (few) {
                    System.arraycopy(pane.values, 0, spans.samples, samples, pane.count);
                } else {
                    many.add(pane, 1);
                }
                samples += pane.count;
            }
        }
        double p50 = Double.NaN;
        if (samples > 0 && few) {
            Arrays.sort(spans.samples, 0, samples);
            p50 = exact(spans.samples, 0.5, samples);
        } else if (samples > 0) {
            p50 = many.quantileUs(0.5) / 1e3;
        }
        double appLimitedShare = samples == 0 ? Double.NaN : (double) limited / samples;
        double newest = newestSamples == 0 ? Double.NaN : medianMs(path, newestFrom, newestSamples, spans);
        long sampleMs = path.newestSampleMs;
        double baseline = baselineMs(path);
        if (path.baseline.isEmpty() && path.handshakeUs > 0) {
            // the handshake's is the only round trip so far; later it would be one without the delays of data
            sampleMs = Math.max(sampleMs, path.handshakeMs);
            baseline = path.handshakeUs / 1e3;
            if (nowMs - path.handshakeMs < spans.shortPanes * spans.paneMs) {
                samples = 1;
                p50 = baseline;
                newest = baseline;
            }
        }
        return new PathSignals(
                nowMs,
                samples,
                ageMs(sampleMs, nowMs),
                p50,
                newest,
                baseline,
                (bytes + spans.headerBytes * segments) * 1e3 / (spans.shortPanes * spans.paneMs - missingMs),
                newestBytes * 1e3 / spans.paneMs,
                path.lossDelivered + path.lossRetransmits,
                path.lossRetransmits,
                path.lossDsacks,
                path.activeStreams(),
                path.unsentBytes(),
                appLimitedShare,
                path.inFlight(),
                path.openConnections(),
                new PathCauses(
                        path.timeoutMs > sampleMs ? ageMs(path.timeoutMs, nowMs) : PathCauses.NEVER_AGE_MS,
                        retransmits,
                        PathFacts.share(receiverLimitedMs, busyMs),
                        path.lossFastRetransmits,
                        path.lossReorderings));
    }

    private static long ageMs(long atMs, long nowMs) {
        return atMs == PaneTimes.NEVER ? PathCauses.NEVER_AGE_MS : Math.max(0, nowMs - atMs);
    }

    /** Median of the samples of the path.log from a record on, in scratch space. */
    private static double medianMs(PathWindow path, int from, int samples, RollSpans spans) {
        if (samples <= PaneBody.EXACT_SAMPLES) {
            return exact(spans.samples, 0.5, sortSamples(path, from, spans));
        }
        RttHistogram many = spans.shortHistogram;
        many.clear();
        for (int at = from; at < path.end; at = spans.next) {
            spans.peek(path.log, at, 0);
            PaneBody pane = spans.readBody();
            if (pane.count > 0) {
                many.add(pane, 1);
            }
        }
        return many.quantileUs(0.5) / 1e3;
    }

    /**
     * Puts the samples of the path.log from a record on, which are few, into scratch space, sorted; how many there are.
     */
    private static int sortSamples(PathWindow path, int from, RollSpans spans) {
        int n = 0;
        for (int at = from; at < path.end; at = spans.next) {
            spans.peek(path.log, at, 0);
            PaneBody pane = spans.readBody();
            int fitting = Math.min(pane.count, spans.samples.length - n);
            System.arraycopy(pane.values, 0, spans.samples, n, fitting);
            n += fitting;
        }
        Arrays.sort(spans.samples, 0, n);
        return n;
    }

    private static double exact(int[] sorted, double q, long n) {
        return n == 0 ? Double.NaN : sorted[(int) RttHistogram.rank(q, n) - 1] / 1e3;
    }

    private static double baselineMs(PathWindow path) {
        return path.baseline.isEmpty() ? Double.NaN : path.baseline.value() / 1e3;
    }
}
