package dev.tokenflow.gateway.carry;

import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.gateway.merge.Drained;
import dev.tokenflow.gateway.merge.PendingEvents;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.http.encoding.StreamEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The reader's side of one stream: collects events for one write, encodes them, writes them with one flush, and knows
 * what the last write was.
 */
final class EventWriter {
    /** Around each chunk of HTTP: its size in hex and two line ends. */
    private static final int CHUNK_FRAME_BYTES = 7;
    /** Most bytes of one write; what remains can still be merged with what comes. */
    private static final int MOST_WRITTEN_BYTES = 64 << 10;
    /** First sizes of buffers, which grow: one event, and one event compressed. */
    private static final int BATCH_BYTES = 512;

    private static final int CODED_BYTES = 128;

    private final ResponseStream out;
    private final StreamEncoder encoder;
    private final int frameBytes;
    private @Nullable ByteBuf batch;
    private int events;
    private int deltas;
    private long sinceNs;
    private long plainBytes;
    private long wireBytes;

    /** @param tls whether the connection is encrypted, which adds to each write */
    EventWriter(ResponseStream out, StreamEncoder encoder, boolean tls) {
        this.out = out;
        this.encoder = encoder;
        this.frameBytes = CHUNK_FRAME_BYTES + (tls ? EventCost.TLS_RECORD_BYTES : 0);
    }

    /** Takes what waits, as much as one write may have. */
    void collect(PendingEvents pending) {
        ByteBuf to = batch();
        long oldestNs = pending.oldestNs();
        Drained drained =
                pending.drain((bytes, from, end) -> to.writeBytes(bytes, from, end - from), MOST_WRITTEN_BYTES);
        sinceNs = events == 0 ? oldestNs : Math.min(sinceNs, oldestNs);
        events += drained.events();
        deltas += drained.deltas();
    }

    /** Takes bytes that are no text, such as a comment. */
    void collect(byte[] bytes) {
        batch().writeBytes(bytes);
    }

    boolean isEmpty() {
        return batch == null;
    }

    /** Writes what was collected. What it was can be asked until the next {@link #forget}. */
    void write() {
        ByteBuf plain = batch;
        batch = null;
        if (plain == null) {
            return;
        }
        plainBytes = plain.readableBytes();
        out.writePart(measured(encoded(plain)));
    }

    /** Writes what was collected, the end of the coding and the end of the answer, in one go. */
    void end(HttpHeaders trailers) {
        ByteBuf plain = batch;
        batch = null;
        plainBytes = plain == null ? 0 : plain.readableBytes();
        ByteBuf last = plain == null ? out.newPart(CODED_BYTES) : encoded(plain);
        if (encoder.coding() != ContentCoding.IDENTITY) {
            encoder.finish(last);
        }
        out.end(measured(last), trailers);
    }

    /** Events in the last write. */
    int events() {
        return events;
    }

    /** Deltas in the last write. */
    int deltas() {
        return deltas;
    }

    /** When the oldest text in the last write came. */
    long sinceNs() {
        return sinceNs;
    }

    /** Bytes of the last write before it was encoded. */
    long plainBytes() {
        return plainBytes;
    }

    /** Bytes of the last write as given to the connection. */
    long wireBytes() {
        return wireBytes;
    }

    /** Begins to count anew. */
    void forget() {
        events = 0;
        deltas = 0;
    }

    /** Gives all memory back. */
    void close() {
        ByteBuf unwritten = batch;
        batch = null;
        if (unwritten != null) {
            unwritten.release();
        }
        encoder.close();
    }

    /** In the memory that its coding reads without a copy. */
    private ByteBuf batch() {
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

    private ByteBuf measured(ByteBuf encoded) {
        wireBytes = encoded.isReadable() ? (long) encoded.readableBytes() + frameBytes : 0;
        return encoded;
    }

    private ByteBuf encoded(ByteBuf plain) {
        if (encoder.coding() == ContentCoding.IDENTITY) {
            return plain;
        }
        try {
            ByteBuf coded = out.newPart(CODED_BYTES);
            encoder.encode(plain, coded);
            return coded;
        } finally {
            plain.release();
        }
    }
}
