package dev.tokenflow.http.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives each stream an encoder that its reader accepts. A zstd stream costs twice the memory of a gzip one, all of it
 * outside the heap, so the memory of all zstd streams together has a bound; beyond it the next best coding is taken.
 * Safe for any thread.
 */
public final class StreamEncoders {
    private final List<ContentCoding> preference;
    private final List<ContentCoding> withoutZstd;
    private final long zstdBytes;
    private final AtomicLong zstdInUse = new AtomicLong();

    /**
     * @param preference the codings to offer beside the identity, best first; empty = never compress
     * @param zstdBytes most native memory of all zstd streams together, bytes, &ge; 0
     */
    public StreamEncoders(List<ContentCoding> preference, long zstdBytes) {
        if (zstdBytes < 0) {
            throw new IllegalArgumentException("zstd memory is " + zstdBytes + " bytes, expected >= 0");
        }
        this.preference = List.copyOf(preference);
        this.zstdBytes = zstdBytes;
        List<ContentCoding> rest = new ArrayList<>(preference);
        rest.remove(ContentCoding.ZSTD);
        withoutZstd = List.copyOf(rest);
    }

    /**
     * The encoder for a stream of a reader that accepts this. It must be closed.
     *
     * @return empty when the reader accepts nothing that can be sent, not even the identity
     */
    public Optional<StreamEncoder> open(AcceptEncoding accepted) {
        Optional<ContentCoding> best = accepted.choose(preference);
        if (best.isPresent() && best.get() == ContentCoding.ZSTD && !reserve()) {
            best = accepted.choose(withoutZstd);
        }
        return best.map(this::encoder);
    }

    /** A gzip stream, whatever anybody accepts. It must be closed. */
    public static StreamEncoder gzip() {
        return new GzipEncoder();
    }

    /** A stream that is not encoded. */
    public static StreamEncoder identity() {
        return new IdentityEncoder();
    }

    /** Native memory of the zstd streams now open, bytes. */
    public long zstdBytesInUse() {
        return zstdInUse.get();
    }

    private StreamEncoder encoder(ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> new IdentityEncoder();
            case GZIP -> new GzipEncoder();
            case ZSTD -> new ZstdEncoder(() -> zstdInUse.addAndGet(-ZstdEncoder.STATE_BYTES));
        };
    }

    private boolean reserve() {
        if (zstdInUse.addAndGet(ZstdEncoder.STATE_BYTES) <= zstdBytes) {
            return true;
        }
        zstdInUse.addAndGet(-ZstdEncoder.STATE_BYTES);
        return false;
    }
}
