package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.simulator.qoe.Sample;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The pace that one client's senders were asked for, over time. One thread writes it during the run; it is read
 * afterwards.
 */
public final class HintTrack {
    private static final double MINUTE_NS = 60e9;

    private long[] atNs = new long[64];
    private double[] rates = new double[64];
    private double[] chunks = new double[64];
    private int size;
    private final Sample latencies = new Sample();

    /** From {@code nowNs} on this holds; of no effect when it held before. */
    public synchronized void add(long nowNs, double rate, double chunk) {
        if (size > 0 && Double.compare(rates[size - 1], rate) == 0 && chunks[size - 1] == chunk) {
            return;
        }
        if (size == atNs.length) {
            atNs = Arrays.copyOf(atNs, 2 * size);
            rates = Arrays.copyOf(rates, 2 * size);
            chunks = Arrays.copyOf(chunks, 2 * size);
        }
        atNs[size] = nowNs;
        rates[size] = rate;
        chunks[size++] = chunk;
    }

    /** A hint became visible that was the first to include an event so old. */
    public synchronized void latency(long ns) {
        latencies.add(ns);
    }

    /** Age of the oldest event when the first hint that includes it is visible, nearest rank, ms. */
    public double latencyMs(double percent) {
        return latencies.percentileMs(percent);
    }

    /** Changes a minute of what a sender does: full rate without a limit is the same as the cap. */
    public double changesPerMinute(long fromNs, long toNs, double cap) {
        int changes = 0;
        for (int i = 1; i < size; i++) {
            boolean same = chunks[i] == chunks[i - 1] && bounded(rates[i], cap) == bounded(rates[i - 1], cap);
            changes += !same && atNs[i] >= fromNs && atNs[i] < toNs ? 1 : 0;
        }
        return changes / ((toNs - fromNs) / MINUTE_NS);
    }

    /** Chunk in force, tokens; 1 before the first hint. */
    public double chunkAt(long nowNs) {
        int at = indexAt(nowNs);
        return at < 0 ? 1 : chunks[at];
    }

    /** Largest chunk ever asked for, tokens. */
    public double largestChunk() {
        return Arrays.stream(chunks, 0, size).max().orElse(1);
    }

    /** Rate in force, tokens/s, at most the cap. */
    public double rateAt(long nowNs, double cap) {
        int at = indexAt(nowNs);
        return at < 0 ? cap : bounded(rates[at], cap);
    }

    /** Whether anything but full rate and one token a chunk was asked for. */
    public boolean holdsBackAt(long nowNs, double cap) {
        return chunkAt(nowNs) > 1 || rateAt(nowNs, cap) < cap;
    }

    /** First time in [from, to) at which holding back is (or is not) asked for; -1 = never. */
    public long firstNs(boolean holdsBack, long fromNs, long toNs, double cap) {
        if (holdsBackAt(fromNs, cap) == holdsBack) {
            return fromNs;
        }
        for (int i = 0; i < size; i++) {
            if (atNs[i] >= fromNs && atNs[i] < toNs && holdsBackAt(atNs[i], cap) == holdsBack) {
                return atNs[i];
            }
        }
        return -1;
    }

    /**
     * Share of the time in question during which anything but full rate and one token a chunk was asked for; NaN
     * without such time.
     */
    public double heldBackShare(long fromNs, long toNs, long stepNs, LongPredicate inQuestion, double cap) {
        long asked = 0;
        long held = 0;
        for (long at = fromNs; at < toNs; at += stepNs) {
            if (inQuestion.test(at)) {
                asked++;
                held += holdsBackAt(at, cap) ? 1 : 0;
            }
        }
        return asked == 0 ? Double.NaN : (double) held / asked;
    }

    /** Standard deviation over mean of what one stream was allowed to load the link with, wire bytes a second. */
    public double oscillation(long fromNs, long toNs, long stepNs, double cap, WireCost wire) {
        double sum = 0;
        double squares = 0;
        long steps = 0;
        for (long at = fromNs; at < toNs; at += stepNs) {
            double load = wire.streamBytesPerSecond(rateAt(at, cap), chunkAt(at));
            sum += load;
            squares += load * load;
            steps++;
        }
        double mean = sum / steps;
        return Math.sqrt(Math.max(0, squares / steps - mean * mean)) / mean;
    }

    private int indexAt(long nowNs) {
        int found = Arrays.binarySearch(atNs, 0, size, nowNs);
        return found >= 0 ? found : -found - 2;
    }

    private static double bounded(double rate, double cap) {
        return Double.isNaN(rate) ? cap : Math.min(cap, rate);
    }
}
