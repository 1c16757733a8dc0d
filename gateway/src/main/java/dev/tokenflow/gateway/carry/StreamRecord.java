package dev.tokenflow.gateway.carry;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.stats.MeanAndMax;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one token stream so far, on both of its sides. Written by its event loop. Times are ns of one
 * monotonic clock; {@link #NEVER} = not yet.
 */
public final class StreamRecord {
    public static final long NEVER = Long.MIN_VALUE;

    /** Is told of each single event, to count it in histograms. */
    public interface Observer {
        /** Text came from the engine, {@code gapNs} after the text before it (or after the request). */
        void engineText(long gapNs, boolean first);

        /** Text was written to the reader, {@code gapNs} after the text before it (or after the request). */
        void readerText(long gapNs, int deltas, boolean first);

        /** Text that was written had waited so long for its event. */
        void held(long ns);

        /** The reader waited for text, and this was what it waited for. */
        void waited(WaitingFor cause, long ns);
    }

    /** What a reader waits for. */
    public enum WaitingFor {
        /** Nothing was there to be sent. */
        ENGINE,
        /** The connection did not take what was there. */
        NETWORK,
        /** The hint, or the shortest event allowed, asked for larger events. */
        HINT
    }

    private final Observer observer;
    private final String engine;
    private final long requestNs;
    private long engineTextNs = NEVER;
    private long firstEngineTextNs = NEVER;
    private long readerTextNs = NEVER;
    private long firstReaderTextNs = NEVER;
    private long deltasIn;
    private long deltasOut;
    private long eventsOut;
    private long plainBytes;
    private long wireBytes;
    private long longestEngineGapNs;
    private long longestReaderGapNs;
    private long longestHeldNs;
    private long heldNs;
    private long engineNs;
    private long networkNs;
    private long hintNs;
    private WaitingFor longestGapCause = WaitingFor.ENGINE;
    private @Nullable String coding;

    private final SpanCounts engineGaps = new SpanCounts();
    private final SpanCounts readerGaps = new SpanCounts();
    private final SpanCounts helds = new SpanCounts();
    private long spanBeganNs;
    private long spanTokens;
    private long spanBytes;
    private long spanNetworkNs;
    private double spanFirstMs = Double.NaN;

    /** @param engine names whoever makes the tokens */
    StreamRecord(Observer observer, String engine, long requestNs) {
        this.observer = observer;
        this.engine = engine;
        this.requestNs = requestNs;
        this.spanBeganNs = System.nanoTime();
    }

    /**
     * Deltas arrived from the engine.
     *
     * @param spread whether they may have arrived at any time since the ones before; otherwise together
     */
    void engineText(long nowNs, int deltas, boolean spread) {
        boolean first = engineTextNs == NEVER;
        long gapNs = (nowNs - (first ? requestNs : engineTextNs)) / (spread ? deltas : 1);
        firstEngineTextNs = first ? nowNs : firstEngineTextNs;
        spanFirstMs = first ? Math.min(gapNs / 1e6, MeanAndMax.LONGEST_MS) : spanFirstMs;
        longestEngineGapNs = first ? longestEngineGapNs : Math.max(longestEngineGapNs, gapNs);
        engineTextNs = nowNs;
        deltasIn += deltas;
        if (!first) {
            engineGaps.add(gapNs);
        }
        observer.engineText(gapNs, first);
    }

    /**
     * Something was written.
     *
     * @param writer tells what it was
     * @param cause why its text had to wait: NETWORK or HINT; null = it did not have to
     */
    void wrote(long nowNs, EventWriter writer, @Nullable WaitingFor cause) {
        int deltas = writer.deltas();
        long waitedSinceNs = writer.sinceNs();
        eventsOut += writer.events();
        plainBytes += writer.plainBytes();
        wireBytes += writer.wireBytes();
        if (deltas == 0) {
            return;
        }
        boolean first = readerTextNs == NEVER;
        long beforeNs = first ? requestNs : readerTextNs;
        long gapNs = nowNs - beforeNs;
        firstReaderTextNs = first ? nowNs : firstReaderTextNs;
        long waitedNs = Math.max(0, nowNs - waitedSinceNs);
        if (!first && gapNs > longestReaderGapNs) {
            longestReaderGapNs = gapNs;
            longestGapCause = cause != null && waitedNs > gapNs / 2 ? cause : WaitingFor.ENGINE;
        }
        if (!first) {
            readerGaps.add(gapNs);
        }
        helds.add(waitedNs);
        readerTextNs = nowNs;
        deltasOut += deltas;
        observer.readerText(gapNs, deltas, first);
        heldNs += waitedNs;
        longestHeldNs = Math.max(longestHeldNs, waitedNs);
        observer.held(waitedNs);
        waited(WaitingFor.ENGINE, Math.max(0, waitedSinceNs - beforeNs));
        if (cause != null) {
            waited(cause, Math.min(waitedNs, gapNs));
        }
    }

    void coding(String token) {
        coding = token;
    }

    /**
     * The row about the time since the last row, or since the beginning; empty when nothing happened in it, unless the
     * stream has been waiting for its engine all the time.
     *
     * @param stream names it
     * @param tokens of the answer so far
     * @param isWaiting whether everything that came from the engine was written, and more is to come
     * @param atMs now, ms since 1970
     */
    Optional<StreamStats> row(IpAddress client, String stream, long tokens, boolean isWaiting, long nowNs, long atMs) {
        long spanMs = Math.clamp(TimeUnit.NANOSECONDS.toMillis(nowNs - spanBeganNs), 1, StreamStats.MAX_SPAN_MS);
        long newTokens = Math.clamp(tokens - spanTokens, 0, StreamStats.MAX_TOKENS);
        long newBytes = wireBytes - spanBytes;
        long engineNs = nowNs - (engineTextNs == NEVER ? requestNs : engineTextNs);
        boolean isWaitingLong = isWaiting && nowNs - spanBeganNs <= engineNs;
        if (newTokens == 0 && newBytes == 0 && !isWaitingLong) {
            return Optional.empty();
        }
        double waitMs = isWaiting ? Math.min(engineNs / 1e6, MeanAndMax.LONGEST_MS) : Double.NaN;
        double firstMs = spanFirstMs;
        spanFirstMs = Double.NaN;
        double stalledMs = Math.clamp((networkNs - spanNetworkNs) / 1e6, 0, spanMs);
        spanBeganNs = nowNs;
        spanTokens = tokens;
        spanBytes = wireBytes;
        spanNetworkNs = networkNs;
        return Optional.of(new StreamStats(
                client,
                "",
                stream,
                engine,
                atMs,
                spanMs,
                newTokens,
                newBytes,
                engineGaps.take(),
                firstMs,
                waitMs,
                readerGaps.take(),
                helds.take(),
                stalledMs));
    }

    private void waited(WaitingFor cause, long ns) {
        if (ns > 0) {
            switch (cause) {
                case ENGINE -> engineNs += ns;
                case NETWORK -> networkNs += ns;
                case HINT -> hintNs += ns;
            }
            observer.waited(cause, ns);
        }
    }

    /** When the request came. */
    public long requestNs() {
        return requestNs;
    }

    /** When the first text came from the engine. */
    public long firstEngineTextNs() {
        return firstEngineTextNs;
    }

    /** When the last text came from the engine. */
    public long lastEngineTextNs() {
        return engineTextNs;
    }

    /** When the first text was written to the reader. */
    public long firstReaderTextNs() {
        return firstReaderTextNs;
    }

    public long deltasIn() {
        return deltasIn;
    }

    public long deltasOut() {
        return deltasOut;
    }

    public long eventsOut() {
        return eventsOut;
    }

    /** Bytes of the body before compression. */
    public long plainBytes() {
        return plainBytes;
    }

    /** Bytes given to the connection: compressed, with the framing of HTTP, without packet headers. */
    public long wireBytes() {
        return wireBytes;
    }

    public long longestEngineGapNs() {
        return longestEngineGapNs;
    }

    public long longestReaderGapNs() {
        return longestReaderGapNs;
    }

    public long longestHeldNs() {
        return longestHeldNs;
    }

    /** Sum of the times that the oldest text of each event waited. */
    public long heldNs() {
        return heldNs;
    }

    /** How long the reader waited for what, ns. */
    public long waitedNs(WaitingFor cause) {
        return switch (cause) {
            case ENGINE -> engineNs;
            case NETWORK -> networkNs;
            case HINT -> hintNs;
        };
    }

    /** What most of the longest gap at the reader's side was spent waiting for. */
    public WaitingFor longestGapCause() {
        return longestGapCause;
    }

    /** The content coding; null before the answer began. */
    public @Nullable String coding() {
        return coding;
    }
}
