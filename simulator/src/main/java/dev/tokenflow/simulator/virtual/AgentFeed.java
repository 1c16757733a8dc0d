package dev.tokenflow.simulator.virtual;

import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.hint.Tenant;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.time.EventQueue;
import java.util.Arrays;

/**
 * Takes the place of the agent: it collects events and hands them on as {@code tcp-events} records every 20 ms, with an
 * empty record as heartbeat when 100 ms brought none.
 */
public final class AgentFeed implements TcpEventListener {
    private static final long FLUSH_NS = 20_000_000L;
    private static final long HEARTBEAT_NS = 100_000_000L;

    /** Takes finished records. */
    @FunctionalInterface
    public interface Sink {
        /**
         * A record for {@code tcp-events}; its key is {@link BatchHeader#kafkaKey}, its time {@link BatchHeader#wallMs}
         * of {@link BatchHeader#closedNs}.
         */
        void record(BatchHeader header, byte[] value);
    }

    private final EventQueue queue;
    private final String agent;
    private final long epoch;
    private final long monoToWallNs;
    private final Sink sink;
    private byte[] events = new byte[256 * TcpEventLayout.SIZE];
    private int count;
    private long sequence;
    private long lastRecordNs;
    private long records;
    private long eventsSent;
    private boolean stopped;

    /**
     * @param agent id in the records
     * @param epoch wall-clock ms at which this agent started
     * @param monoToWallNs what to add to the queue's clock to get ns since 1970
     */
    public AgentFeed(EventQueue queue, String agent, long epoch, long monoToWallNs, Sink sink) {
        this.queue = queue;
        this.agent = agent;
        this.epoch = epoch;
        this.monoToWallNs = monoToWallNs;
        this.sink = sink;
    }

    /** Begins to hand on what comes, at the queue's present time. */
    public void start() {
        lastRecordNs = queue.nowNs();
        queue.at(queue.nowNs() + FLUSH_NS, this::tick);
    }

    /** Hands on what is left and stops. */
    public void stop() {
        stopped = true;
        if (count > 0) {
            handOn();
        }
    }

    @Override
    public void event(long tsNs, byte[] struct) {
        int offset = count * TcpEventLayout.SIZE;
        if (offset == events.length) {
            events = Arrays.copyOf(events, 2 * events.length);
        }
        System.arraycopy(struct, 0, events, offset, TcpEventLayout.SIZE);
        count++;
    }

    /** Records handed on, heartbeats included. */
    public long records() {
        return records;
    }

    /** Events handed on. */
    long eventsSent() {
        return eventsSent;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        if (count > 0 || queue.nowNs() - lastRecordNs >= HEARTBEAT_NS) {
            handOn();
        }
        queue.at(queue.nowNs() + FLUSH_NS, this::tick);
    }

    private void handOn() {
        lastRecordNs = queue.nowNs();
        BatchHeader header = new BatchHeader(
                agent,
                0,
                1,
                epoch,
                sequence++,
                lastRecordNs,
                monoToWallNs,
                0,
                Tenant.NONE,
                lastRecordNs + monoToWallNs);
        sink.record(header, BatchCodec.encode(header, events, count));
        records++;
        eventsSent += count;
        count = 0;
    }
}
