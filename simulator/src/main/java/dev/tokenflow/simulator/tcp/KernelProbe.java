package dev.tokenflow.simulator.tcp;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.simulator.time.EventQueue;

/** Writes what the kernel probe would have written of one socket, with deltas since its last event. */
final class KernelProbe implements TcpObserver {
    private static final int STATE_ESTABLISHED = 1;
    private static final int STATE_CLOSED = 7;
    private static final long NO_THRESHOLD = 0x7fffffffL;

    private final EventQueue queue;
    private final TcpEndpoints endpoints;
    private final TcpEventListener listener;
    private final TcpEventBuilder builder = new TcpEventBuilder();
    private long bytesSeen;
    private long deliveredSeen;
    private long duplicatesSeen;

    KernelProbe(EventQueue queue, TcpEndpoints endpoints, TcpEventListener listener) {
        this.queue = queue;
        this.endpoints = endpoints;
        this.listener = listener;
    }

    @Override
    public void roundTrip(TcpSender socket) {
        begin(EventKind.RTT, STATE_ESTABLISHED, socket).rtt(socket.rtt().latestNs() / 1_000);
        emit();
    }

    @Override
    public void retransmitted(TcpSender socket, int segments) {
        begin(EventKind.RETRANSMIT, STATE_ESTABLISHED, socket).retransmitted(segments, socket.retransmissions());
        emit();
    }

    void opened(TcpSender socket) {
        begin(EventKind.OPEN, STATE_ESTABLISHED, socket);
        emit();
    }

    void closed(TcpSender socket) {
        begin(EventKind.CLOSE, STATE_CLOSED, socket);
        emit();
    }

    private TcpEventBuilder begin(EventKind kind, int state, TcpSender socket) {
        RttEstimator rtt = socket.rtt();
        double threshold = socket.cubic().threshold();
        builder.clear()
                .kind(kind)
                .state(state)
                .tsNs(queue.nowNs())
                .sockCookie(endpoints.cookie())
                .local(endpoints.server(), endpoints.serverPort())
                .remote(endpoints.client(), endpoints.clientPort())
                .netns(endpoints.netns())
                .bytesAcked(socket.acknowledgedBytes(), socket.acknowledgedBytes() - bytesSeen)
                .delivered(socket.segmentsDelivered(), socket.segmentsDelivered() - deliveredSeen)
                .dsacks(socket.duplicates(), socket.duplicates() - duplicatesSeen)
                .estimators(rtt.smoothedNs() / 1_000, rtt.variationNs() / 1_000, rtt.minNs() / 1_000)
                .window(
                        socket.cubic().window(),
                        threshold == Double.POSITIVE_INFINITY ? NO_THRESHOLD : (long) threshold,
                        socket.packetsOut())
                .retransmitted(0, socket.retransmissions())
                .unsentBytes(socket.unsentBytes())
                .deliveryRate(socket.deliveryRate(), socket.deliveryAppLimited());
        bytesSeen = socket.acknowledgedBytes();
        deliveredSeen = socket.segmentsDelivered();
        duplicatesSeen = socket.duplicates();
        return builder;
    }

    private void emit() {
        listener.event(queue.nowNs(), builder.toBytes());
    }
}
