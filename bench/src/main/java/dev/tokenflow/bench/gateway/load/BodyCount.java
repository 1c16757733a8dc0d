package dev.tokenflow.bench.gateway.load;

import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer as cheaply as can be: its head, the chunks of its body, gzip if that is what comes, and the number
 * of deltas in it (see {@link EventScript}). Anything unexpected is an error.
 */
final class BodyCount implements AutoCloseable {
    private enum At {
        HEAD,
        SIZE,
        CONTENT,
        CONTENT_END,
        TRAILER,
        END
    }

    private static final int MOST_HEAD_BYTES = 4_096;
    private static final int GZIP_HEADER_BYTES = 10;
    private static final int LOWER = 0x20;

    private final byte[] scratch;
    private final StringBuilder head = new StringBuilder();
    private @Nullable Inflater inflater;
    private boolean gzip;
    private int gzipHeader;
    private At at = At.HEAD;
    private long size;
    private int line;
    private byte before;
    private long deltas;

    /** @param scratch where decoded bytes are put for a moment; may be shared within a thread */
    BodyCount(byte[] scratch) {
        this.scratch = scratch;
    }

    /** The next answer begins. */
    void begin() {
        head.setLength(0);
        at = At.HEAD;
        size = 0;
        line = 0;
        deltas = 0;
        gzipHeader = GZIP_HEADER_BYTES;
        if (inflater != null) {
            inflater.reset();
        }
    }

    /** Deltas of the answer so far. */
    long deltas() {
        return deltas;
    }

    /** Whether the answer came to its end. */
    boolean isComplete() {
        return at == At.END;
    }

    boolean isGzip() {
        return gzip;
    }

    /**
     * Takes the next bytes.
     *
     * @throws IllegalStateException when they are not the answer that was expected
     */
    void read(byte[] in, int from, int to) {
        int i = from;
        while (i < to) {
            switch (at) {
                case HEAD -> head((char) in[i++]);
                case SIZE -> size(in[i++]);
                case CONTENT -> {
                    int length = (int) Math.min(size, to - i);
                    content(in, i, i + length);
                    i += length;
                    size -= length;
                    at = size == 0 ? At.CONTENT_END : At.CONTENT;
                }
                case CONTENT_END -> at = in[i++] == '\n' ? At.SIZE : At.CONTENT_END;
                case TRAILER -> trailer(in[i++]);
                case END -> throw new IllegalStateException("bytes follow the answer");
            }
        }
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }

    private void head(char next) {
        head.append(next);
        if (head.length() > MOST_HEAD_BYTES) {
            throw new IllegalStateException("the head of the answer does not end");
        }
        int length = head.length();
        if (next == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
            String text = head.toString().toLowerCase(Locale.ROOT);
            if (!text.startsWith("http/1.1 200 ") || !text.contains("transfer-encoding: chunked")) {
                throw new IllegalStateException(
                        "the answer is " + text.lines().findFirst().orElse("empty"));
            }
            gzip = text.contains("content-encoding: gzip");
            if (gzip && inflater == null) {
                inflater = new Inflater(true);
            }
            at = At.SIZE;
        }
    }

    private void size(byte next) {
        if (next == '\n') {
            at = size == 0 ? At.TRAILER : At.CONTENT;
            line = 0;
        } else if (next != '\r') {
            size = size * 16 + Character.digit(next | LOWER, 16);
        }
    }

    private void trailer(byte next) {
        if (next == '\n') {
            at = line == 0 ? At.END : At.TRAILER;
            line = 0;
        } else if (next != '\r') {
            line++;
        }
    }

    private void content(byte[] in, int from, int to) {
        Inflater running = inflater;
        if (!gzip || running == null) {
            count(in, from, to);
            return;
        }
        int skipped = Math.min(gzipHeader, to - from);
        gzipHeader -= skipped;
        if (running.finished()) {
            return; // the trailer of gzip
        }
        running.setInput(in, from + skipped, to - from - skipped);
        try {
            for (int made = running.inflate(scratch); made > 0; made = running.inflate(scratch)) {
                count(scratch, 0, made);
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("the answer is not well-formed gzip: " + e.getMessage(), e);
        }
    }

    private void count(byte[] bytes, int from, int to) {
        byte last = before;
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == ' ' && last != ':') {
                deltas++;
            }
            last = next;
        }
        before = last;
    }
}
