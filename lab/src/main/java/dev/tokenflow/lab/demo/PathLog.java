package dev.tokenflow.lab.demo;

import dev.tokenflow.core.event.EventKind;
import dev.tokenflow.core.event.TcpEventView;
import java.util.Arrays;

/** Round trips and retransmits of one client as the kernel saw them, by monotonic time. Safe for one writer and many readers. */
final class PathLog {
    private long[] atNs = new long[1024];
    private int[] rttUs = new int[1024];
    private int[] segments = new int[1024];
    private int size;

    /** Takes what matters of an event: its newest RTT sample or the segments it sent again. */
    synchronized void add(TcpEventView event) {
        boolean rtt = event.kindCode() == EventKind.RTT.code() && event.rttCount() > 0;
        boolean retransmit = event.kindCode() == EventKind.RETRANSMIT.code();
        if (!rtt && !retransmit) {
            return;
        }
        if (size == atNs.length) {
            atNs = Arrays.copyOf(atNs, 2 * size);
            rttUs = Arrays.copyOf(rttUs, 2 * size);
            segments = Arrays.copyOf(segments, 2 * size);
        }
        atNs[size] = event.tsNs();
        rttUs[size] = rtt ? (int) event.rttUs() : 0;
        segments[size] = retransmit ? (int) event.segments() : 0;
        size++;
    }

    /** RTT samples of [from, to) in ms, in order of arrival. */
    synchronized double[] rttsMs(long fromNs, long toNs) {
        double[] found = new double[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (rttUs[i] > 0 && atNs[i] >= fromNs && atNs[i] < toNs) {
                found[count++] = rttUs[i] / 1e3;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Segments sent again in [from, to). */
    synchronized long retransmits(long fromNs, long toNs) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            if (atNs[i] >= fromNs && atNs[i] < toNs) {
                sum += segments[i];
            }
        }
        return sum;
    }
}
