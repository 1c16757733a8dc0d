package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.report.timeline.TransportSample;
import java.util.Arrays;

/**
 * One client's round trips, retransmits and acknowledged bytes, as the kernel's events report them, by monotonic time.
 * One writer, many readers.
 */
public final class PathLog {
    private static final int HEADER_BYTES = 52;

    private long[] atNs = new long[1024];
    private int[] rttUs = new int[1024];
    private int[] segments = new int[1024];
    private int[] delivered = new int[1024];
    private long[] wireBytes = new long[1024];
    private int size;

    /** Takes the newest RTT sample, the segments sent again and what was acknowledged. */
    public synchronized void add(TcpEventView event) {
        if (size == atNs.length) {
            grow();
        }
        atNs[size] = event.tsNs();
        rttUs[size] = event.rttCount() > 0 ? (int) event.rttUs() : 0;
        segments[size] = event.kindCode() == EventKind.RETRANSMIT.code() ? (int) event.segments() : 0;
        delivered[size] = (int) event.deliveredDelta();
        wireBytes[size] = event.bytesAckedDelta() + HEADER_BYTES * event.deliveredDelta();
        size++;
    }

    /** RTT samples of [from, to) in ms, in order of arrival. */
    public synchronized double[] rttsMs(long fromNs, long toNs) {
        double[] found = new double[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (rttUs[i] > 0 && atNs[i] >= fromNs && atNs[i] < toNs) {
                found[count++] = rttUs[i] / 1e3;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Takes a round trip and when it was seen. */
    @FunctionalInterface
    public interface RttSink {
        /**
         * A round trip.
         *
         * @param atNs monotonic time
         * @param rttUs microseconds
         */
        void rtt(long atNs, int rttUs);
    }

    /** Tells every round trip of [from, to), in order of arrival. */
    public synchronized void rtts(long fromNs, long toNs, RttSink sink) {
        for (int i = 0; i < size; i++) {
            if (rttUs[i] > 0 && within(i, fromNs, toNs)) {
                sink.rtt(atNs[i], rttUs[i]);
            }
        }
    }

    /** Segments sent again in [from, to). */
    public synchronized long retransmits(long fromNs, long toNs) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += within(i, fromNs, toNs) ? segments[i] : 0;
        }
        return sum;
    }

    /** Figures of [from, to); {@link TransportSample#UNKNOWN} without a round trip. */
    public synchronized TransportSample sample(long fromNs, long toNs) {
        double[] rtts = rttsMs(fromNs, toNs);
        if (rtts.length == 0) {
            return TransportSample.UNKNOWN;
        }
        Arrays.sort(rtts);
        long deliveredSum = 0;
        long bytes = 0;
        for (int i = 0; i < size; i++) {
            if (within(i, fromNs, toNs)) {
                deliveredSum += delivered[i];
                bytes += wireBytes[i];
            }
        }
        long again = retransmits(fromNs, toNs);
        return new TransportSample(
                nearestRank(rtts, 0.5),
                nearestRank(rtts, 0.95),
                rtts[0],
                Arrays.stream(rtts).average().orElse(Double.NaN),
                rtts[rtts.length - 1],
                again / (double) Math.max(1, deliveredSum + again),
                again,
                8e9 * bytes / (toNs - fromNs));
    }

    private boolean within(int i, long fromNs, long toNs) {
        return atNs[i] >= fromNs && atNs[i] < toNs;
    }

    private static double nearestRank(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private void grow() {
        int larger = 2 * size;
        atNs = Arrays.copyOf(atNs, larger);
        rttUs = Arrays.copyOf(rttUs, larger);
        segments = Arrays.copyOf(segments, larger);
        delivered = Arrays.copyOf(delivered, larger);
        wireBytes = Arrays.copyOf(wireBytes, larger);
    }
}
