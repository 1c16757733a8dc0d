package dev.tokenflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.lab.observe.PathLog;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.report.timeline.TransportSample;
import org.junit.jupiter.api.Test;

class PathLogTest {
    private final PathLog log = new PathLog();

    @Test
    void knowsNothingAtFirst() {
        assertThat(log.sample(0, 1000)).isEqualTo(TransportSample.UNKNOWN);
        assertThat(log.retransmits(0, 1000)).isZero();
    }

    @Test
    void figuresOfAnIntervalLeaveOutItsEnd() {
        rtt(log, 100, 40_000, 1000, 2);
        rtt(log, 200, 60_000, 500, 1);
        resent(log, 250, 3);
        rtt(log, 300, 900_000, 1, 1);
        assertThat(log.rttsMs(100, 300)).containsExactly(40, 60);
        assertThat(log.retransmits(100, 300)).isEqualTo(3);
        assertThat(log.retransmits(100, 250)).isZero();
        TransportSample sample = log.sample(100, 300);
        assertThat(sample.rttP50Ms()).isEqualTo(40);
        assertThat(sample.rttP95Ms()).isEqualTo(60);
        assertThat(sample.rttMeanMs()).isEqualTo(50);
        assertThat(sample.retransmitRate()).isEqualTo(3 / 6.0); // 3 of 3 delivered and 3 again
        assertThat(sample.goodputBitsPerSecond()).isEqualTo(8e9 * (1500 + 3 * 52) / 200);
    }

    @Test
    void growsBeyondItsFirstArrays() {
        for (int i = 0; i < 5000; i++) {
            rtt(log, i, 1000 + i, 1, 1);
        }
        double[] all = log.rttsMs(0, 5000);
        assertThat(all).hasSize(5000);
        assertThat(all[4999]).isEqualTo(5.999);
    }

    static void rtt(PathLog log, long atNs, long rttUs, long bytes, long segments) {
        log.add(view(new TcpEventBuilder()
                .kind(EventKind.RTT)
                .tsNs(atNs)
                .rtt(rttUs)
                .bytesAcked(bytes)
                .delivered(segments)));
    }

    static void resent(PathLog log, long atNs, int segments) {
        log.add(view(new TcpEventBuilder().kind(EventKind.RETRANSMIT).tsNs(atNs).segments(segments)));
    }

    private static TcpEventView view(TcpEventBuilder event) {
        return new TcpEventView().at(event.toBytes(), 0);
    }
}
