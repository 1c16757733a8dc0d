package dev.tokenflow.gateway.carry;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.client.pacer.EventPacer;
import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.gateway.carry.StreamRecord.WaitingFor;
import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.gateway.merge.Drained;
import dev.tokenflow.gateway.merge.PendingEvents;
import dev.tokenflow.gateway.merge.StreamWatch;
import dev.tokenflow.gateway.sse.SseFramer;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries one answer of an engine to its reader. It runs on the event loop of both connections.
 *
 * <p>While the reader's connection takes everything and no hint asks for more, each event leaves as the engine wrote
 * it. Otherwise deltas wait and are merged until the pacer lets them go, or the connection takes them.
 */
public final class TokenStream {
    /** Around each chunk of HTTP: its size in hex and two line ends. */
    private static final int CHUNK_FRAME_BYTES = 7;
    /** Most bytes of one write; what remains can still be merged with what comes. */
    private static final int MOST_WRITTEN_BYTES = 64 << 10;
    /** First sizes of buffers, which grow: one event, and one event compressed. */
    private static final int BATCH_BYTES = 512;

    private static final int CODED_BYTES = 128;

    private static final long REPORT_EVERY_MS = 1_000;
    /** Numbers streams, so that their rows can be told apart. */
    private static final AtomicLong STREAMS = new AtomicLong();

    private static final String PROCESS = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    /** Changes of the waiting bytes below this are not reported to the budget of all streams. */
    private static final int REPORTED_BYTES = 4 << 10;

    private static final HeldHint NO_HINT = new HeldHint(Hint.unpaced("nobody"), 0);

    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[MOST_WRITTEN_BYTES];
        }
    };

    /** What surrounds a stream. */
    public interface Surroundings {
        /** Whether to read on from the engine. */
        void read(boolean on);

        /**
         * The answer has ended.
         *
         * @param properly false when the engine broke it off, and the reader was told so
         */
        void answered(boolean properly);
    }

    private final ResponseStream out;
    private final StreamEncoder encoder;
    private final Surroundings surroundings;
    private final CarryServices services;
    private final IpAddress address;
    private final ClientStreams.Client client;
    private final String name = PROCESS + "-" + STREAMS.incrementAndGet();
    private final StreamRecord record;
    private final int frameBytes;
    private final SseFramer framer;
    private final StreamWatch watch;
    private final PendingEvents pending;
    private final EventPacer pacer;
    private final Framed framed = new Framed();

    private @Nullable ByteBuf batch;
    private @Nullable Future<?> timer;
    private long timerAtNs;
    private @Nullable HttpHeaders trailers;
    private @Nullable String brokenOff;
    private boolean ending;
    private boolean over;
    private boolean reading = true;
    private boolean waitedForNetwork;
    private long accountedBytes;
    private volatile long lastActiveNs;

    /**
     * One stream, whose head has been written.
     *
     * @param out the reader's connection
     * @param encoder of what is written; ends with the stream
     * @param expected the protocol that the request asks for
     * @param address of the reader, whose hint counts
     * @param tls whether the reader's connection is encrypted
     * @param requestNs when the request came
     */
    public TokenStream(
            ResponseStream out,
            StreamEncoder encoder,
            Protocol expected,
            IpAddress address,
            boolean tls,
            long requestNs,
            StreamRecord.Observer observer,
            CarryServices services,
            Surroundings surroundings) {
        this.out = out;
        this.encoder = encoder;
        this.services = services;
        this.surroundings = surroundings;
        this.address = address;
        this.frameBytes = CHUNK_FRAME_BYTES + (tls ? EventCost.TLS_RECORD_BYTES : 0);
        this.record = new StreamRecord(observer, requestNs);
        record.coding(encoder.coding().token());
        framer = new SseFramer(services.limits().eventBytes());
        watch = new StreamWatch(expected);
        pending = new PendingEvents(watch, PendingEvents.DEFAULT_LONGEST_JOINED_BYTES);
        boolean plain = encoder.coding() == ContentCoding.IDENTITY;
        long nowNs = System.nanoTime();
        pacer = new EventPacer(plain ? EventCost.PLAIN : EventCost.COMPRESSED, nowNs);
        lastActiveNs = nowNs;
        client = services.clients().add(address, this);
        out.clockItself();
        out.onWritable(this::advance);
        keepAliveLater();
        reportLater();
    }

    /** What happened so far. */
    public StreamRecord record() {
        return record;
    }

    /** Tokens of the answer so far, as well as it is known. */
    public long tokens() {
        return watch.tokens();
    }

    /** Whether the engine ended the answer in the way of its protocol. */
    public boolean endedProperly() {
        return watch.ended();
    }

    /** The next bytes of the engine; takes over the buffer. Nothing is written before {@link #drained}. */
    public void body(ByteBuf part) {
        try {
            framed.begin();
            int length = part.readableBytes();
            if (part.hasArray()) {
                int from = part.arrayOffset() + part.readerIndex();
                framer.feed(part.array(), from, from + length, framed);
            } else {
                byte[] scratch = SCRATCH.get();
                while (length > 0) {
                    int piece = Math.min(length, scratch.length);
                    part.readBytes(scratch, 0, piece);
                    framer.feed(scratch, 0, piece, framed);
                    length -= piece;
                }
            }
            framed.end();
        } finally {
            part.release();
        }
    }

    /** For now everything that had arrived was given to {@link #body}. */
    public void drained() {
        if (!over) {
            advance();
        }
    }

    /** The engine's answer is complete. */
    public void end(HttpHeaders upstreamTrailers) {
        if (!over) {
            trailers = upstreamTrailers;
            finishInput();
        }
    }

    /** The engine's answer broke off. Unless its proper end was there already, the reader is told so. */
    public void brokenOff(String reason) {
        if (!over) {
            brokenOff = reason;
            finishInput();
        }
    }

    /** The reader has gone. */
    public void cancel() {
        if (!over) {
            finish();
        }
    }

    /** The client's hint changed; from any thread. */
    void hintChanged() {
        out.eventLoop().execute(() -> {
            if (!over) {
                advance();
            }
        });
    }

    /** When the stream last had something to write; from any thread. */
    long lastActiveNs() {
        return lastActiveNs;
    }

    private void finishInput() {
        framed.begin();
        framer.finish(framed);
        framed.end();
        ending = true;
        String reason = brokenOff;
        if (reason != null && !watch.ended()) {
            byte[] error = watch.errorEvent(reason);
            if (error.length > 0) {
                pending.addRaw(error, 0, error.length, System.nanoTime());
            }
        }
        advance();
    }

    /** Writes what may be written now, and sees to it that the rest is looked at in time. */
    private void advance() {
        long nowNs = System.nanoTime();
        if (batch != null) {
            writeBatch(nowNs);
        }
        while (!pending.isEmpty() && mayWrite(nowNs)) {
            drain();
            writeBatch(nowNs);
        }
        if (ending && pending.isEmpty()) {
            complete();
            return;
        }
        account(pending.bytes() + framer.heldBytes());
        boolean full = pending.bytes() >= services.limits().pendingBytes();
        boolean roomAgain = pending.bytes() < services.limits().pendingBytes() / 2;
        if (reading ? full : roomAgain) {
            reading = !reading;
            surroundings.read(reading);
        }
    }

    private boolean mayWrite(long nowNs) {
        boolean writable = out.isWritable();
        waitedForNetwork |= !writable;
        pacer.obey(hint(), client.active(nowNs), nowNs);
        boolean flush = pending.mustFlush() || ending;
        if (!flush && writable && pending.deltas() < services.limits().minDeltas() && record.deltasOut() > 0) {
            return isOverdue(nowNs);
        }
        if (pacer.mayWrite(nowNs, pending.deltas(), pending.oldestNs(), flush, writable)) {
            return true;
        }
        if (pacer.waitNs() != EventPacer.FOREVER) {
            wakeAt(nowNs + pacer.waitNs(), nowNs);
        }
        return false;
    }

    /** A floor that was configured also holds nothing longer than a hint may. */
    private boolean isOverdue(long nowNs) {
        long atNs = pending.oldestNs() + TimeUnit.MILLISECONDS.toNanos(EventPacer.LONGEST_HOLD_MS);
        if (nowNs >= atNs) {
            return true;
        }
        wakeAt(atNs, nowNs);
        return false;
    }

    private HeldHint hint() {
        HintClient hints = services.hints();
        return hints == null ? NO_HINT : hints.heldHint(address);
    }

    private void drain() {
        ByteBuf to = batchBuffer();
        long since = pending.oldestNs();
        Drained drained =
                pending.drain((bytes, from, end) -> to.writeBytes(bytes, from, end - from), MOST_WRITTEN_BYTES);
        framed.written(drained, since);
    }

    private ByteBuf batchBuffer() {
        ByteBuf to = batch;
        if (to == null) {
            to = switch (encoder.coding()) {
                case IDENTITY -> out.newPart(BATCH_BYTES);
                case GZIP -> PooledByteBufAllocator.DEFAULT.heapBuffer(BATCH_BYTES);
                case ZSTD -> PooledByteBufAllocator.DEFAULT.directBuffer(BATCH_BYTES);
            };
            batch = to;
        }
        return to;
    }

    private void writeBatch(long nowNs) {
        ByteBuf plain = batch;
        batch = null;
        if (plain == null) {
            return;
        }
        int plainBytes = plain.readableBytes();
        ByteBuf encoded = encoded(plain);
        long wire = encoded.isReadable() ? (long) encoded.readableBytes() + frameBytes : 0;
        out.writePart(encoded);
        pacer.wrote(nowNs, framed.deltas, EventCost.wireBytes(wire));
        record.wrote(
                nowNs,
                framed.events,
                framed.deltas,
                plainBytes,
                wire,
                framed.sinceNs,
                waitedForNetwork ? WaitingFor.NETWORK : WaitingFor.HINT);
        framed.forget();
        waitedForNetwork = false;
        lastActiveNs = nowNs;
    }

    private ByteBuf encoded(ByteBuf plain) {
        if (encoder.coding() == ContentCoding.IDENTITY) {
            return plain;
        }
        try {
            encoder.compress(!services.isCpuShort());
            ByteBuf coded = out.newPart(CODED_BYTES);
            encoder.encode(plain, coded);
            return coded;
        } finally {
            plain.release();
        }
    }

    private void complete() {
        ByteBuf last = out.newPart(encoder.coding() == ContentCoding.IDENTITY ? 0 : CODED_BYTES);
        encoder.finish(last);
        boolean cut = brokenOff != null && !watch.ended() && watch.protocol() == Protocol.UNKNOWN;
        if (cut) {
            last.release();
            out.abort();
        } else {
            out.writePart(last);
            HttpHeaders end = trailers;
            out.end(end == null ? EmptyHttpHeaders.INSTANCE : end);
        }
        finish();
        surroundings.answered(brokenOff == null || watch.ended());
    }

    private void finish() {
        over = true;
        report();
        Future<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
        }
        ByteBuf unwritten = batch;
        if (unwritten != null) {
            unwritten.release();
            batch = null;
        }
        encoder.close();
        account(0);
        services.clients().remove(address, this);
    }

    private void account(long bytes) {
        if (bytes == 0 || Math.abs(bytes - accountedBytes) >= REPORTED_BYTES) {
            services.memory().add(bytes - accountedBytes);
            accountedBytes = bytes;
        }
    }

    /** One timer serves all: it is only made anew for an earlier time, and a wake-up too early does no harm. */
    private void wakeAt(long atNs, long nowNs) {
        Future<?> waiting = timer;
        if (waiting != null && timerAtNs - atNs <= 0) {
            return;
        }
        if (waiting != null) {
            waiting.cancel(false);
        }
        timerAtNs = atNs;
        timer = out.eventLoop()
                .schedule(
                        () -> {
                            timer = null;
                            if (!over) {
                                advance();
                            }
                        },
                        Math.max(0, atNs - nowNs),
                        TimeUnit.NANOSECONDS);
    }

    private void keepAliveLater() {
        long everyNs = services.limits().keepAlive().toNanos();
        if (everyNs > 0 && !over) {
            long silentNs = System.nanoTime() - lastActiveNs;
            if (silentNs >= everyNs) {
                sendKeepAlive();
                silentNs = 0;
            }
            var unused = out.eventLoop().schedule(this::keepAliveLater, everyNs - silentNs, TimeUnit.NANOSECONDS);
        }
    }

    private void reportLater() {
        if (services.stats() != null && !over) {
            var unused = out.eventLoop()
                    .schedule(
                            () -> {
                                if (!over) {
                                    report();
                                    reportLater();
                                }
                            },
                            REPORT_EVERY_MS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void report() {
        StatsSink sink = services.stats();
        if (sink != null) {
            record.row(address, name, watch.tokens(), System.nanoTime(), System.currentTimeMillis())
                    .ifPresent(sink::row);
        }
    }

    private void sendKeepAlive() {
        if (pending.isEmpty() && batch == null && !framer.insideRawEvent() && out.isWritable()) {
            batchBuffer().writeBytes(watch.keepAlive());
            writeBatch(System.nanoTime());
        }
    }

    /** Takes the framer's events, and knows what of them is in the batch. */
    private final class Framed implements SseFramer.Sink {
        private long nowNs;
        private int before;
        private int arrived;
        private boolean asked;
        private boolean passes;

        private int events;
        private int deltas;
        private long sinceNs;

        void begin() {
            nowNs = System.nanoTime();
            arrived = 0;
            asked = false;
        }

        void end() {
            if (arrived > 0) {
                record.engineText(nowNs, arrived);
                lastActiveNs = nowNs;
            }
        }

        @Override
        public void event(byte[] bytes, int from, int to) {
            before = pending.deltas();
            pending.add(bytes, from, to, nowNs);
            arrived += pending.deltas() - before;
            pass();
        }

        @Override
        public void raw(byte[] bytes, int from, int to) {
            pending.addRaw(bytes, from, to, nowNs);
            pass();
        }

        /** While nothing holds the stream back, each event leaves as it came, however many came together. */
        private void pass() {
            if (!asked) {
                asked = true;
                passes = isFree() && out.isWritable();
            }
            if (passes) {
                drain();
                passes = pending.isEmpty();
            }
        }

        private boolean isFree() {
            if (services.limits().minDeltas() > 1) {
                return false;
            }
            HeldHint held = hint();
            Hint hint = held.hint();
            return held.remainingNs(nowNs) <= 0
                    || (Double.isNaN(hint.tokensPerSecond())
                            && hint.tokensPerChunk() <= 1
                            && Double.isNaN(hint.clientBytesPerSecond()));
        }

        void written(Drained drained, long oldestNs) {
            sinceNs = events == 0 ? oldestNs : Math.min(sinceNs, oldestNs);
            events += drained.events();
            deltas += drained.deltas();
        }

        void forget() {
            events = 0;
            deltas = 0;
        }
    }
}
