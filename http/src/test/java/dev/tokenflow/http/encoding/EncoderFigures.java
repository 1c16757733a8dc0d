package dev.tokenflow.http.encoding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints what the encoders cost over streams of 400 tokens: bytes and time an event, memory a stream. */
public final class EncoderFigures {
    private static final int STREAMS = 100;
    private static final int TOKENS = 400;
    private static final int MEMORY_STREAMS = 5_000;

    private EncoderFigures() {}

    public static void main(String[] args) throws IOException {
        byte[][][] streams = streams();
        System.out.printf(Locale.ROOT, "plain: %.1f B an event%n", plainBytes(streams));
        for (ContentCoding coding : List.of(ContentCoding.GZIP, ContentCoding.ZSTD)) {
            ByteBuf in = coding == ContentCoding.GZIP ? Unpooled.buffer(4096) : Unpooled.directBuffer(4096);
            ByteBuf out = coding == ContentCoding.GZIP ? Unpooled.buffer(4096) : Unpooled.directBuffer(4096);
            long bytes = 0;
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 8; round++) {
                long start = System.nanoTime();
                bytes = encode(streams, coding, in, out);
                best = Math.min(best, (System.nanoTime() - start) / 1e3 / (STREAMS * TOKENS));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.2f B an event, %.2f us%n",
                    coding.token(),
                    bytes / (1.0 * STREAMS * TOKENS),
                    best);
            in.release();
            out.release();
        }
        System.out.printf(Locale.ROOT, "gzip: %,d B of heap a stream%n", heapBytesAStream());
        System.out.printf(Locale.ROOT, "zstd: %,d B of resident memory a stream%n", residentBytesAStream());
    }

    /** Mean encoded bytes of an event of one token, the head of the stream included. */
    static double bytesAnEvent(ContentCoding coding) {
        return encode(streams(), coding, Unpooled.buffer(), Unpooled.buffer()) / (1.0 * STREAMS * TOKENS);
    }

    /** Heap that one running gzip stream holds, over many of them. */
    static long heapBytesAStream() {
        Runtime runtime = Runtime.getRuntime();
        List<StreamEncoder> held = new ArrayList<>(MEMORY_STREAMS);
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        open(held, StreamEncoders::gzip, Unpooled.buffer(4096));
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        long each = (after - before) / held.size();
        held.forEach(StreamEncoder::close);
        return each;
    }

    private static long residentBytesAStream() throws IOException {
        List<StreamEncoder> held = new ArrayList<>(MEMORY_STREAMS);
        System.gc();
        long before = residentBytes();
        open(held, () -> new ZstdEncoder(() -> {}), Unpooled.directBuffer(4096));
        long each = (residentBytes() - before) / held.size();
        held.forEach(StreamEncoder::close);
        return each;
    }

    private static void open(List<StreamEncoder> held, Supplier<StreamEncoder> made, ByteBuf out) {
        byte[][] events = EventStreams.openAi(8, 1);
        for (int i = 0; i < MEMORY_STREAMS; i++) {
            StreamEncoder encoder = made.get();
            for (byte[] event : events) {
                encoder.encode(Unpooled.wrappedBuffer(event), out.clear());
            }
            held.add(encoder);
        }
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }

    private static long encode(byte[][][] streams, ContentCoding coding, ByteBuf in, ByteBuf out) {
        long bytes = 0;
        StreamEncoders encoders = new StreamEncoders(ContentCoding.PREFERENCE, 1 << 20);
        for (byte[][] events : streams) {
            try (StreamEncoder encoder =
                    encoders.open(AcceptEncoding.of(List.of(coding.token()))).orElseThrow()) {
                for (byte[] event : events) {
                    in.clear().writeBytes(event);
                    encoder.encode(in, out.clear());
                    bytes += out.readableBytes();
                }
            }
        }
        return bytes;
    }

    private static double plainBytes(byte[][][] streams) {
        long bytes = 0;
        for (byte[][] events : streams) {
            for (byte[] event : events) {
                bytes += event.length;
            }
        }
        return bytes / (1.0 * STREAMS * TOKENS);
    }

    private static byte[][][] streams() {
        byte[][][] streams = new byte[STREAMS][][];
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = EventStreams.openAi(TOKENS, i);
        }
        return streams;
    }
}
