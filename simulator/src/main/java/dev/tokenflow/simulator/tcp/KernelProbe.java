package dev.tokenflow.simulator.tcp;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.simulator.time.EventQueue;

/** Writes what the kernel probe would have written of one socket, with deltas since its last event. */
final class KernelProbe implements TcpObserver {
    private final EventQueue queue;
    private final TcpEndpoints endpoints;
    private final TcpEventListener listener;
    private final TcpEventBuilder builder = new TcpEventBuilder();
    private long bytesSeen;
    private long deliveredSeen;
    private long duplicatesSeen;
    private long retransmissionsSeen;

    KernelProbe(EventQueue queue, TcpEndpoints endpoints, TcpEventListener listener) {
        this.queue = queue;
        this.endpoints = endpoints;
        this.listener = listener;
    }

    @Override
    public void roundTrip(TcpSender socket) {
        begin(EventKind.RTT, socket).rtt(socket.rtt().latestNs() / 1_000);
        emit();
    }

    @Override
    public void retransmitted(TcpSender socket, int segments, RetransmitCause cause) {
        begin(EventKind.RETRANSMIT, socket).segments(segments).cause(cause);
        emit();
    }

    void opened(TcpSender socket) {
        begin(EventKind.OPEN, socket);
        emit();
    }

    void closed(TcpSender socket) {
        begin(EventKind.CLOSE, socket);
        emit();
    }

    private TcpEventBuilder begin(EventKind kind, TcpSender socket) {
        builder.clear()
                .kind(kind)
                .tsNs(queue.nowNs())
                .sockCookie(endpoints.cookie())
                .localPort(endpoints.serverPort())
                .remote(endpoints.client(), endpoints.clientPort())
                .bytesAcked(socket.acknowledgedBytes() - bytesSeen)
                .delivered(socket.segmentsDelivered() - deliveredSeen)
                .dsacks(socket.duplicates() - duplicatesSeen)
                .retransDelta(socket.retransmissions() - retransmissionsSeen)
                .mdevUs(socket.rtt().variationNs() / 1_000)
                .packetsOut(socket.packetsOut())
                .unsentBytes(socket.unsentBytes())
                .appLimited(socket.deliveryAppLimited());
        bytesSeen = socket.acknowledgedBytes();
        deliveredSeen = socket.segmentsDelivered();
        duplicatesSeen = socket.duplicates();
        retransmissionsSeen = socket.retransmissions();
        return builder;
    }

    private void emit() {
        listener.event(queue.nowNs(), builder.toBytes());
    }
}
