package dev.tokenflow.simulator.virtual;

import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.sender.Generation;
import dev.tokenflow.simulator.sender.OutgoingAnswer;
import dev.tokenflow.simulator.tcp.TcpConnection;
import dev.tokenflow.simulator.tcp.TcpSender;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.VirtualTimer;
import dev.tokenflow.simulator.wire.AnswerBytes;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: the stream of the server, sent as its pacer allows, and the reader at the other end of
 * the connection.
 */
final class VirtualAnswer implements TcpConnection.Exchange {
    /** With TCP_NOTSENT_LOWAT = 1 a socket is writable when everything written has been sent. */
    private static final long SELFCLOCKED_LOWAT = 1;

    /** What a server's transport holds for a socket that takes no more before it refuses. */
    private static final long TRANSPORT_BUFFER_BYTES = 64 << 10;

    /**
     * What the client's server knows when it sends.
     *
     * @param hint in force; the server replaces it when it changes or expires
     * @param activeStreams streams to the client
     */
    record Advice(Hint hint, int activeStreams) {}

    /** The end of a chunk in the connection's bytes, and the tokens complete there. */
    private record Mark(long endByte, int tokens) {}

    private final EventQueue queue;
    private final VirtualRunConfig config;
    private final int tokens;
    private final AnswerLog log;
    private final ArrayDeque<Mark> underWay = new ArrayDeque<>();
    private final VirtualTimer timer;
    private final Runnable written;
    private final Consumer<TcpConnection> received;
    private final AnswerBytes cost;
    private @Nullable OutgoingAnswer answer;
    private @Nullable TcpConnection connection;
    private Advice latest;
    private boolean begun;

    /**
     * @param written runs when the last token was written
     * @param received takes the connection when the reader has the last token
     */
    VirtualAnswer(
            EventQueue queue,
            VirtualRunConfig config,
            AnswerLog log,
            Advice advice,
            Runnable written,
            Consumer<TcpConnection> received) {
        this.queue = queue;
        this.config = config;
        this.tokens = log.tokensAsked();
        this.latest = advice;
        this.log = log;
        this.written = written;
        this.received = received;
        cost = config.bytes(log);
        timer = new VirtualTimer(queue, this::advance);
    }

    @Override
    public void requested(TcpConnection established) {
        connection = established;
        WireCost guess = config.wireCost();
        answer = config.policy()
                .answer(
                        new Generation(queue.nowNs(), config.tokensPerSecond(), tokens),
                        new EventCost(guess.envelopeBytes() + guess.segmentBytes(), guess.tokenBytes()));
        advise(latest);
    }

    @Override
    public void writable() {
        if (answer != null && answer.waitsForWritable()) {
            advance();
        }
    }

    /** The advice for the client may have changed. */
    void advise(Advice next) {
        latest = next;
        if (answer != null) {
            if (config.policy().sender().obeysHints()) {
                long nowNs = queue.nowNs();
                answer.obey(HeldHint.withoutEnd(next.hint(), nowNs), next.activeStreams(), nowNs);
            }
            advance();
        }
    }

    @Override
    public void delivered(long bytes) {
        int complete = 0;
        for (Mark mark = underWay.peek(); mark != null && mark.endByte <= bytes; mark = underWay.peek()) {
            complete = mark.tokens;
            underWay.remove();
        }
        if (complete > 0) {
            log.arrived(queue.nowNs(), complete);
            TcpConnection idle = connection;
            if (complete == tokens && idle != null) {
                received.accept(idle);
            }
        }
    }

    private void advance() {
        OutgoingAnswer paced = answer;
        TcpConnection socket = connection;
        if (paced == null || socket == null || paced.finished()) {
            return;
        }
        int chunk = paced.tokensToSend(queue.nowNs(), isWritable(socket));
        while (chunk > 0) {
            write(paced, socket, chunk);
            chunk = paced.tokensToSend(queue.nowNs(), isWritable(socket));
        }
        if (paced.finished()) {
            timer.cancel();
            written.run();
        } else if (paced.wakeAtNs() != OutgoingAnswer.NEVER) {
            timer.set(paced.wakeAtNs());
        } else {
            timer.cancel();
        }
    }

    private void write(OutgoingAnswer paced, TcpConnection socket, int chunk) {
        int bytes = (begun ? 0 : cost.head()) + cost.event(chunk) + (paced.finished() ? cost.ending() : 0);
        begun = true;
        underWay.add(new Mark(socket.writtenBytes() + bytes, paced.sent()));
        socket.write(bytes);
        paced.wrote(queue.nowNs(), chunk, bytes);
    }

    private boolean isWritable(TcpConnection socket) {
        TcpSender sender = socket.sender();
        return config.policy().sender().selfClocked()
                ? sender.writable(SELFCLOCKED_LOWAT)
                : sender.queuedBytes() < sender.sendBufferBytes() + TRANSPORT_BUFFER_BYTES;
    }
}
