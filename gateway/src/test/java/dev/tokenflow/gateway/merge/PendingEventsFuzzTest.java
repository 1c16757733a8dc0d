package dev.tokenflow.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.gateway.oracle.Accumulated;
import dev.tokenflow.gateway.oracle.Streams;
import dev.tokenflow.gateway.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of any kind: drained one by one nothing changes, and drained together a client has the same. */
class PendingEventsFuzzTest {
    static Stream<byte[]> streams() {
        return Streams.all();
    }

    @MethodSource("streams")
    @FuzzTest(maxDuration = "1m")
    void aClientHasTheSame(byte[] input) {
        assertThat(Arrays.equals(drained(input, 1), input)).isTrue();
        byte[] joined = drained(input, Integer.MAX_VALUE);
        assertThat(joined.length).isLessThanOrEqualTo(input.length);
        byte[] some = drained(input, 3);
        if (joined.length < input.length && isText(input)) {
            Accumulated expected = Accumulated.of(input);
            assertThat(Accumulated.of(joined)).isEqualTo(expected);
            assertThat(Accumulated.of(some)).isEqualTo(expected);
        }
    }

    private static byte[] drained(byte[] input, int everyEvents) {
        PendingEvents pending =
                new PendingEvents(new StreamWatch(Protocol.UNKNOWN), PendingEvents.DEFAULT_LONGEST_JOINED_BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteSink sink = (bytes, from, to) -> out.write(bytes, from, to - from);
        int[] events = new int[1];
        SseFramer.Sink framed = new SseFramer.Sink() {
            @Override
            public void event(byte[] bytes, int from, int to) {
                pending.add(bytes, from, to, 0);
                if (++events[0] % everyEvents == 0) {
                    pending.drain(sink, Long.MAX_VALUE);
                }
            }

            @Override
            public void raw(byte[] bytes, int from, int to) {
                pending.addRaw(bytes, from, to, 0);
            }
        };
        SseFramer framer = new SseFramer(4096);
        framer.feed(input, 0, input.length, framed);
        framer.finish(framed);
        long waiting = pending.bytes();
        assertThat(pending.drain(sink, Long.MAX_VALUE).bytes()).isEqualTo(waiting);
        return out.toByteArray();
    }

    /** Halves of characters are joined to whole ones, which a client that decodes each event by itself never sees. */
    private static boolean isText(byte[] input) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input))
                    .hasRemaining();
        } catch (CharacterCodingException notText) {
            return false;
        }
    }
}
