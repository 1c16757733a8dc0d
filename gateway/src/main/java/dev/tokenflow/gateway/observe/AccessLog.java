package dev.tokenflow.gateway.observe;

import dev.tokenflow.gateway.carry.StreamRecord;
import dev.tokenflow.gateway.carry.StreamRecord.WaitingFor;
import dev.tokenflow.gateway.carry.TokenStream;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each finished request. A thread of its own writes them; when it cannot follow, lines are dropped
 * and counted. The query of a request is left out, since people put secrets into it.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int MOST_WAITING = 10_000;
    private static final int LONGEST_TEXT = 256;
    private static final double NS_PER_MS = 1e6;
    private static final long CLOSE_MS = 2_000;

    private final OutputStream out;
    private final boolean wholeAddresses;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final LongAdder lost = new LongAdder();
    private final Thread writer;
    private volatile boolean closed;

    /**
     * @param out where lines go; closed with the log
     * @param wholeAddresses whether addresses of readers are written whole; else the last 8 bits of IPv4 and the last
     *     80 of IPv6 are zero
     */
    public AccessLog(OutputStream out, boolean wholeAddresses) {
        this.out = out;
        this.wholeAddresses = wholeAddresses;
        this.writer = Thread.ofPlatform().daemon().name("gateway-access-log").start(this::write);
    }

    /** Notes a finished request; never blocks. */
    public void finished(RequestRecord record) {
        if (!waiting.offer(line(record))) {
            lost.increment();
        }
    }

    /** Lines dropped so far. */
    public long lostLines() {
        return lost.sum();
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSE_MS);
            out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the access log's end could not be written: {}", e.getMessage());
        }
    }

    String line(RequestRecord record) {
        JsonWriter json = new JsonWriter().beginObject().instantField("at", record.beganAtMs());
        json.field("client", address(record.client()))
                .field("method", record.request().method())
                .field("path", shortened(record.request().path()))
                .field("status", record.status())
                .field("ending", record.ending())
                .field("upstream", record.upstream());
        String model = record.model();
        if (model != null) {
            json.field("model", model);
        }
        String trace = record.request().header("traceparent");
        if (trace != null) {
            json.field("traceparent", shortened(trace));
        }
        json.field("request_bytes", record.requestBytes())
                .field("response_bytes", record.responseBytes())
                .field("ms", (System.nanoTime() - record.beganNs()) / NS_PER_MS, 3);
        TokenStream stream = record.stream();
        if (stream != null) {
            stream(json, stream);
        }
        return json.endObject().toString();
    }

    private static void stream(JsonWriter json, TokenStream stream) {
        StreamRecord seen = stream.record();
        json.name("stream").beginObject();
        json.field("coding", String.valueOf(seen.coding()))
                .field("tokens", stream.tokens())
                .field("deltas", seen.deltasIn())
                .field("events", seen.eventsOut())
                .field("plain_bytes", seen.plainBytes());
        json.field("engine_first_ms", sinceRequestMs(seen, seen.firstEngineTextNs()), 3)
                .field("reader_first_ms", sinceRequestMs(seen, seen.firstReaderTextNs()), 3)
                .field("engine_gap_max_ms", seen.longestEngineGapNs() / NS_PER_MS, 3)
                .field("reader_gap_max_ms", seen.longestReaderGapNs() / NS_PER_MS, 3)
                .field("held_max_ms", seen.longestHeldNs() / NS_PER_MS, 3);
        json.name("waited_ms").beginObject();
        for (WaitingFor cause : WaitingFor.values()) {
            json.field(cause.name().toLowerCase(Locale.ROOT), seen.waitedNs(cause) / NS_PER_MS, 3);
        }
        json.endObject().endObject();
    }

    private static double sinceRequestMs(StreamRecord seen, long ns) {
        return ns == StreamRecord.NEVER ? Double.NaN : (ns - seen.requestNs()) / NS_PER_MS;
    }

    private String address(IpAddress address) {
        return (wholeAddresses ? address : address.network()).toString();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                String line = waiting.poll(1, TimeUnit.SECONDS);
                while (line != null) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    line = waiting.poll();
                }
                out.flush();
            }
        } catch (IOException e) {
            LOG.error("the access log cannot be written and is given up: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
