package dev.tokenflow.protocol.stats;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.HintKey;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.hint.Tenant;

/**
 * One stream of tokens during about one second, as its sender saw it. A stream that ends has a shorter last row; a
 * stream in which nothing happened has none, unless it waits for its engine.
 *
 * @param client remote address of the connection
 * @param tenant whose client it is, see {@link Tenant}
 * @param stream names the stream at its sender: 1 to {@value #MAX_STREAM_LENGTH} printable ASCII characters
 * @param engine names whoever makes the tokens, as its sender calls it: at most {@value #MAX_STREAM_LENGTH} printable
 *     ASCII characters; empty = unknown
 * @param atMs end of the time this row is about, wall clock of the sender, ms since 1970
 * @param spanMs length of that time, 1 to {@value #MAX_SPAN_MS}
 * @param tokens that left in chunks, 0 to {@value #MAX_TOKENS}
 * @param bytes payload bytes written to the connection, 0 to {@value #MAX_BYTES}
 * @param engineGap time between one token and the next as the engine made them
 * @param engineFirstMs time from the request to the engine's first text, ms, if that came in this row's time; else NaN
 * @param engineWaitMs time since the engine's last text, or since the request as long as there was none, at the end of
 *     this row's time, ms; NaN = unknown or over
 * @param senderGap time between one chunk and the next as they were written
 * @param held time from a token's arrival at the sender to the writing of its chunk
 * @param readerStalledMs time in which the sender had something to write and the connection took nothing, 0 to
 *     {@code spanMs}; NaN = unknown
 */
public record StreamStats(
        IpAddress client,
        String tenant,
        String stream,
        String engine,
        long atMs,
        long spanMs,
        long tokens,
        long bytes,
        MeanAndMax engineGap,
        double engineFirstMs,
        double engineWaitMs,
        MeanAndMax senderGap,
        MeanAndMax held,
        double readerStalledMs) {

    /** The topic of these rows. */
    public static final String TOPIC = "stream-stats";

    public static final int MAX_STREAM_LENGTH = 64;
    public static final long MAX_SPAN_MS = 10_000;
    public static final long MAX_TOKENS = 1_000_000;
    public static final long MAX_BYTES = 1_000_000_000_000L;

    public StreamStats {
        Tenant.require(tenant);
        if (!isName(stream)) {
            throw new IllegalArgumentException(
                    "stream is '" + stream + "', expected 1 to " + MAX_STREAM_LENGTH + " printable ASCII characters");
        }
        if (!engine.isEmpty() && !isName(engine)) {
            throw new IllegalArgumentException("engine is '" + engine + "', expected at most " + MAX_STREAM_LENGTH
                    + " printable ASCII characters");
        }
        requireTime("engine_first_ms", engineFirstMs);
        requireTime("engine_wait_ms", engineWaitMs);
        requireWithin("at", atMs, 0, Long.MAX_VALUE);
        requireWithin("span_ms", spanMs, 1, MAX_SPAN_MS);
        requireWithin("tokens", tokens, 0, MAX_TOKENS);
        requireWithin("bytes", bytes, 0, MAX_BYTES);
        if (!(Double.isNaN(readerStalledMs) || (readerStalledMs >= 0 && readerStalledMs <= spanMs))) {
            throw new IllegalArgumentException(
                    "reader_stalled_ms is " + readerStalledMs + ", expected 0 to span_ms, " + spanMs + ", or null");
        }
    }

    /** Key of the row in its topic: that of the client's hint, so that a client's rows stay in order. */
    public String kafkaKey() {
        return new HintKey(tenant, Scope.CLIENT, client.toString()).kafkaKey();
    }

    /** A text as far as a row can carry it as a name: what is no printable ASCII character becomes {@code _}. */
    public static String nameOf(String text) {
        String name = text.replaceAll("[^!-~]", "_");
        return name.length() <= MAX_STREAM_LENGTH ? name : name.substring(0, MAX_STREAM_LENGTH);
    }

    private static boolean isName(String stream) {
        return !stream.isEmpty()
                && stream.length() <= MAX_STREAM_LENGTH
                && stream.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static void requireWithin(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " to " + most);
        }
    }

    private static void requireTime(String name, double ms) {
        if (!(Double.isNaN(ms) || (ms >= 0 && ms <= MeanAndMax.LONGEST_MS))) {
            throw new IllegalArgumentException(
                    name + " is " + ms + ", expected 0 to " + MeanAndMax.LONGEST_MS + ", or null");
        }
    }

    /** The same of another client. */
    public StreamStats withClient(IpAddress other) {
        return new StreamStats(
                other,
                tenant,
                stream,
                engine,
                atMs,
                spanMs,
                tokens,
                bytes,
                engineGap,
                engineFirstMs,
                engineWaitMs,
                senderGap,
                held,
                readerStalledMs);
    }
}
