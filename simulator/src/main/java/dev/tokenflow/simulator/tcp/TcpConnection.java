package dev.tokenflow.simulator.tcp;

import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.VirtualTimer;

/**
 * One connection from a client's connect to the server's close: handshake, the request, the answer's bytes, the end.
 */
public final class TcpConnection {
    private static final int SYN_WIRE_BYTES = 60;
    private static final long FIRST_SYN_TIMEOUT_NS = 1_000_000_000L;

    /** One request and its answer, at both ends. */
    public interface Exchange {
        /** The request has arrived at the server. */
        void requested(TcpConnection connection);

        /** The server may write more than before. */
        void writable();

        /** The client has received {@code bytes} of this connection in order. */
        void delivered(long bytes);
    }

    private final EventQueue queue;
    private final VirtualPath path;
    private final int requestBytes;
    private Exchange exchange;
    private final KernelProbe probe;
    private final TcpSender sender;
    private final TcpReceiver receiver;
    private final VirtualTimer synTimer;
    private long synTimeoutNs = FIRST_SYN_TIMEOUT_NS;
    private long synAckSentNs;
    private boolean synAckArrived;
    private boolean established;
    private boolean ending;
    private boolean closed;
    private long writtenBytes;

    /** @param first what is asked as soon as the connection stands */
    public TcpConnection(
            EventQueue queue,
            VirtualPath path,
            TcpEndpoints endpoints,
            int requestBytes,
            TcpEventListener events,
            Exchange first) {
        this.queue = queue;
        this.path = path;
        this.requestBytes = requestBytes;
        exchange = first;
        probe = new KernelProbe(queue, endpoints, events);
        sender = new TcpSender(queue, this::toClient, probe, this::acknowledged);
        receiver = new TcpReceiver(queue, this::toServer, bytes -> exchange.delivered(bytes));
        synTimer = new VirtualTimer(queue, this::sendSynAck);
    }

    /** The client connects now and sends its request as soon as it can. */
    public void connect() {
        path.toServer(SYN_WIRE_BYTES, this::sendSynAck);
    }

    /** The client sends its next request on this connection, whose last answer it has received. */
    public void ask(Exchange next) {
        exchange = next;
        path.toServer(requestBytes, () -> next.requested(this));
    }

    /** Sends {@code bytes} to the client. */
    public void write(int bytes) {
        writtenBytes += bytes;
        sender.write(bytes);
    }

    /** Bytes written so far. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /** No more will be written: closes once everything is acknowledged. */
    public void end() {
        ending = true;
        closeIfDone();
    }

    public TcpSender sender() {
        return sender;
    }

    private void sendSynAck() {
        synAckSentNs = queue.nowNs();
        path.toClient(SYN_WIRE_BYTES, this::synAckArrived);
        synTimer.set(queue.nowNs() + synTimeoutNs);
        synTimeoutNs *= 2;
    }

    private void synAckArrived() {
        if (!synAckArrived) {
            synAckArrived = true;
            path.toServer(requestBytes, this::requestArrived);
        }
    }

    private void requestArrived() {
        if (!established) {
            established = true;
            synTimer.cancel();
            sender.handshakeRtt(queue.nowNs() - synAckSentNs);
            probe.opened(sender);
            exchange.requested(this);
        }
    }

    private void toClient(long start, long end, boolean pushed, long sentNs) {
        int bytes = (int) (end - start) + TcpSender.HEADER_BYTES;
        path.toClient(bytes, () -> receiver.receive(start, end, pushed, sentNs));
    }

    private void toServer(Ack ack) {
        path.toServer(Ack.WIRE_BYTES, () -> {
            if (!closed) {
                sender.receive(ack);
            }
        });
    }

    private void acknowledged() {
        closeIfDone();
        if (!ending) {
            exchange.writable();
        }
    }

    private void closeIfDone() {
        if (ending && !closed && sender.queuedBytes() == 0) {
            closed = true;
            sender.stop();
            probe.closed(sender);
        }
    }
}
