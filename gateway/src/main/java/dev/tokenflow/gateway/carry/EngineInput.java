package dev.tokenflow.gateway.carry;

import dev.tokenflow.gateway.merge.PendingEvents;
import dev.tokenflow.gateway.sse.SseFramer;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Takes what the engine of one stream says: cuts it into events and puts them to those that wait, or, while nothing
 * holds the stream back, straight into the next write. It knows how fast the engine is.
 */
final class EngineInput implements SseFramer.Sink {
    /** Bytes that are looked at in one go. */
    private static final int SCRATCH_BYTES = 64 << 10;

    /** Weight of the newest gap in their mean. */
    private static final double NEWEST = 0.2;

    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[SCRATCH_BYTES];
        }
    };

    private final SseFramer framer;
    private final PendingEvents pending;
    private final EventWriter writer;
    private final StreamRecord record;
    private final Release release;
    private final EngineReading reading;

    private double gapNs = Double.NaN;
    private long latestNs = StreamRecord.NEVER;
    private long cameNs;
    private int arrived;
    private boolean asked;
    private boolean passes;

    EngineInput(
            SseFramer framer,
            PendingEvents pending,
            EventWriter writer,
            StreamRecord record,
            Release release,
            EngineReading reading) {
        this.framer = framer;
        this.pending = pending;
        this.writer = writer;
        this.record = record;
        this.release = release;
        this.reading = reading;
    }

    /**
     * The next bytes; takes over the buffer.
     *
     * @return whether there was text in them
     */
    boolean body(ByteBuf part, long nowNs) {
        try {
            begin(nowNs);
            int length = part.readableBytes();
            if (part.hasArray()) {
                int from = part.arrayOffset() + part.readerIndex();
                framer.feed(part.array(), from, from + length, this);
            } else {
                byte[] scratch = SCRATCH.get();
                while (length > 0) {
                    int piece = Math.min(length, scratch.length);
                    part.readBytes(scratch, 0, piece);
                    framer.feed(scratch, 0, piece, this);
                    length -= piece;
                }
            }
            end(nowNs);
            return arrived > 0;
        } finally {
            part.release();
        }
    }

    /** Nothing more comes: what is left is an event as well. */
    void finish(long nowNs) {
        begin(nowNs);
        framer.finish(this);
        end(nowNs);
    }

    /** Between two deltas lately, ns; NaN while there were none. */
    double gapNs() {
        return gapNs;
    }

    @Override
    public void event(byte[] bytes, int from, int to) {
        int before = pending.deltas();
        pending.add(bytes, from, to, cameNs);
        arrived += pending.deltas() - before;
        pass();
    }

    @Override
    public void raw(byte[] bytes, int from, int to) {
        pending.addRaw(bytes, from, to, cameNs);
        pass();
    }

    /** What waited in the kernel counts from when it is likely to have come. */
    private void begin(long nowNs) {
        long sinceNs = reading.mayHaveComeSinceNs(nowNs);
        cameNs = sinceNs == nowNs || Double.isNaN(gapNs)
                ? nowNs
                : Math.min(nowNs, Math.max(sinceNs, latestNs + (long) gapNs));
        arrived = 0;
        asked = false;
    }

    private void end(long nowNs) {
        if (arrived == 0) {
            return;
        }
        boolean wasDeferred = cameNs != nowNs;
        if (latestNs != StreamRecord.NEVER) {
            double gap = (double) (nowNs - latestNs) / arrived;
            gapNs = Double.isNaN(gapNs) ? gap : gapNs + NEWEST * (gap - gapNs);
        }
        latestNs = nowNs;
        record.engineText(nowNs, arrived, wasDeferred);
    }

    /** While nothing holds the stream back, each event leaves as it came, however many came together. */
    private void pass() {
        if (!asked) {
            asked = true;
            passes = release.isFree(cameNs);
        }
        if (passes) {
            writer.collect(pending);
            passes = pending.isEmpty();
        }
    }
}
