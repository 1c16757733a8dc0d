package dev.tokenflow.gateway.carry;

import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.gateway.merge.PendingEvents;
import dev.tokenflow.gateway.merge.StreamWatch;
import dev.tokenflow.gateway.sse.SseFramer;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.http.encoding.StreamEncoder;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.stats.StreamStats;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries one answer of an engine to its reader. It runs on the event loop of both connections.
 *
 * <p>While the reader's connection takes everything and no hint asks for more, each event leaves as the engine wrote
 * it. Otherwise deltas wait and are merged until the pacer lets them go, or the connection takes them.
 */
public final class TokenStream implements StreamChores.Stream {
    /** Numbers streams, so that their rows can be told apart. */
    private static final AtomicLong STREAMS = new AtomicLong();

    private static final String PROCESS = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    /** Changes of the waiting bytes below this are not reported to the budget of all streams. */
    private static final int REPORTED_BYTES = 4 << 10;

    /** After the engine is read again, what it said meanwhile has been found by then. */
    private static final long FOUND_NS = TimeUnit.MICROSECONDS.toNanos(300);

    private static final byte[] EVENT_END = {'\n', '\n'};

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
    private final EventWriter writer;
    private final Surroundings surroundings;
    private final CarryServices services;
    private final IpAddress address;
    private final String name = PROCESS + "-" + STREAMS.incrementAndGet();
    private final StreamRecord record;
    private final SseFramer framer;
    private final StreamWatch watch;
    private final PendingEvents pending;
    private final Release release;
    private final EngineReading reading;
    private final EngineInput input;
    private final WakeTimer timer;

    private @Nullable HttpHeaders trailers;
    private @Nullable String brokenOff;
    private boolean ending;
    private boolean over;

    private long accountedBytes;
    private volatile long lastActiveNs;

    /**
     * One stream, whose head has been written.
     *
     * @param out the reader's connection
     * @param encoder of what is written; ends with the stream
     * @param expected the protocol that the request asks for
     * @param address of the reader, whose hint counts
     * @param engine name of whoever makes the tokens
     * @param tls whether the reader's connection is encrypted
     * @param requestNs when the request came
     */
    public TokenStream(
            ResponseStream out,
            StreamEncoder encoder,
            Protocol expected,
            IpAddress address,
            String engine,
            boolean tls,
            long requestNs,
            StreamRecord.Observer observer,
            CarryServices services,
            Surroundings surroundings) {
        this.out = out;
        this.writer = new EventWriter(out, encoder, tls);
        this.services = services;
        this.surroundings = surroundings;
        this.address = address;
        this.timer = new WakeTimer(out.eventLoop(), this::wake);
        this.record = new StreamRecord(observer, StreamStats.nameOf(engine), requestNs);
        record.coding(encoder.coding().token());
        framer = new SseFramer(services.limits().eventBytes());
        watch = new StreamWatch(expected);
        pending = new PendingEvents(watch, PendingEvents.DEFAULT_LONGEST_JOINED_BYTES);
        boolean plain = encoder.coding() == ContentCoding.IDENTITY;
        lastActiveNs = System.nanoTime();
        release = new Release(
                out,
                services,
                address,
                services.clients().add(address, this),
                pending,
                plain ? EventCost.PLAIN : EventCost.COMPRESSED);
        reading = new EngineReading(surroundings, services.limits().pendingBytes());
        input = new EngineInput(framer, pending, writer, record, release, reading);
        out.clockItself();
        out.onWritable(this::advance);
        new StreamChores(this, out.eventLoop(), services.limits().keepAlive().toNanos(), services.stats() != null);
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
        long nowNs = System.nanoTime();
        if (input.body(part, nowNs)) {
            lastActiveNs = nowNs;
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
        out.eventLoop().execute(this::obeyNewHint);
    }

    /** When the stream last had something to write; from any thread. */
    @Override
    public long lastActiveNs() {
        return lastActiveNs;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void sendKeepAlive() {
        if (pending.isEmpty() && writer.isEmpty() && !framer.insideRawEvent() && out.isWritable()) {
            writer.collect(watch.keepAlive());
            write(System.nanoTime());
        }
    }

    @Override
    public void report() {
        StatsSink sink = services.stats();
        if (sink != null) {
            boolean isWaiting = !over && !ending && pending.isEmpty() && writer.isEmpty();
            record.row(address, name, watch.tokens(), isWaiting, System.nanoTime(), System.currentTimeMillis())
                    .ifPresent(sink::row);
        }
    }

    private void finishInput() {
        ending = true;
        String reason = brokenOff;
        if (reason == null || watch.protocol() == Protocol.UNKNOWN) {
            input.finish(System.nanoTime());
        } else {
            sayBrokenOff(reason);
        }
        advance();
    }

    /** Half an event is dropped, since what follows it would be read as a part of it. */
    private void sayBrokenOff(String reason) {
        boolean inside = framer.insideRawEvent();
        framer.discard();
        if (watch.ended()) {
            return;
        }
        byte[] error = watch.errorEvent(reason);
        long nowNs = System.nanoTime();
        if (inside) {
            pending.addRaw(EVENT_END, 0, EVENT_END.length, nowNs);
        }
        pending.addRaw(error, 0, error.length, nowNs);
    }

    /** The time may have come for something. */
    private void wake() {
        long nowNs = System.nanoTime();
        if (over) {
            return;
        }
        if (!reading.isDeferred()) {
            advance();
        } else if (nowNs - reading.deferredUntilNs() >= 0) {
            lookAtEngine(nowNs);
        } else {
            timer.at(reading.deferredUntilNs(), nowNs);
        }
    }

    private void obeyNewHint() {
        if (over) {
            return;
        }
        if (reading.isDeferred()) {
            lookAtEngine(System.nanoTime());
        } else {
            advance();
        }
    }

    /** What waits in the kernel is found first, so that it can leave with the rest, which does not wait long for it. */
    private void lookAtEngine(long nowNs) {
        reading.resume();
        if (!pending.isEmpty()) {
            timer.at(nowNs + FOUND_NS, nowNs);
        }
    }

    /** Writes what may be written now, and sees to it that the rest is looked at in time. */
    private void advance() {
        long nowNs = System.nanoTime();
        writeCollected(nowNs);
        while (!pending.isEmpty() && mayWrite(nowNs)) {
            writer.collect(pending);
            writeCollected(nowNs);
        }
        if (ending && pending.isEmpty()) {
            complete(nowNs);
            return;
        }
        account(pending.bytes() + framer.heldBytes());
        reading.waiting(pending.bytes());
        reading.defer(release.quietUntilNs(nowNs, input.gapNs()), nowNs, input.gapNs());
        if (reading.isDeferred()) {
            timer.at(reading.deferredUntilNs(), nowNs);
        }
    }

    private boolean mayWrite(long nowNs) {
        boolean may = release.mayWrite(nowNs, ending);
        if (!may && release.changesNs() != Long.MAX_VALUE) {
            timer.at(release.changesNs(), nowNs);
        }
        return may;
    }

    /** What comes last is left for the end, which then needs no packet of its own. */
    private void writeCollected(long nowNs) {
        if (!writer.isEmpty() && !(ending && pending.isEmpty())) {
            write(nowNs);
        }
    }

    private void write(long nowNs) {
        writer.write();
        wrote(nowNs);
    }

    private void wrote(long nowNs) {
        record.wrote(nowNs, writer, release.waited());
        release.wrote(nowNs, writer.deltas(), writer.wireBytes());
        writer.forget();
        lastActiveNs = nowNs;
    }

    private void complete(long nowNs) {
        boolean cut = brokenOff != null && !watch.ended() && watch.protocol() == Protocol.UNKNOWN;
        boolean hasText = !writer.isEmpty();
        if (cut) {
            if (hasText) {
                write(nowNs);
            }
            out.abort();
        } else {
            HttpHeaders end = trailers;
            writer.end(end == null ? EmptyHttpHeaders.INSTANCE : end);
            if (hasText) {
                wrote(nowNs);
            }
        }
        finish();
        surroundings.answered(brokenOff == null || watch.ended());
    }

    private void finish() {
        over = true;
        report();
        timer.cancel();
        writer.close();
        account(0);
        services.clients().remove(address, this);
    }

    private void account(long bytes) {
        if (bytes == 0 || Math.abs(bytes - accountedBytes) >= REPORTED_BYTES) {
            services.memory().add(bytes - accountedBytes);
            accountedBytes = bytes;
        }
    }
}
