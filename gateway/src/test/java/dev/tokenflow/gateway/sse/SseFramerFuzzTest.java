package dev.tokenflow.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tokenflow.gateway.oracle.Streams;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of any kind: all come out in their order, and the pieces make no difference to the events. */
class SseFramerFuzzTest {
    /** What came out, and where events began and ended. */
    private static final class Marks implements SseFramer.Sink {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final StringBuilder marks = new StringBuilder();

        @Override
        public void event(byte[] bytes, int from, int to) {
            all.write(bytes, from, to - from);
            marks.append(all.size()).append('\n');
        }

        @Override
        public void raw(byte[] bytes, int from, int to) {
            all.write(bytes, from, to - from);
        }
    }

    static Stream<byte[]> streams() {
        return Streams.all();
    }

    @MethodSource("streams")
    @FuzzTest(maxDuration = "1m")
    void everyByteComesOutAndPiecesMakeNoDifference(byte[] input) {
        int limit = input.length == 0 ? 1 : 1 + (input[0] & 0xff);
        int piece = input.length < 2 ? 1 : 1 + (input[1] & 0x3f);
        Marks whole = inPieces(input, limit, Math.max(1, input.length));
        Marks cut = inPieces(input, limit, piece);
        assertThat(Arrays.equals(whole.all.toByteArray(), input)).isTrue();
        assertThat(Arrays.equals(cut.all.toByteArray(), input)).isTrue();
        assertThat(cut.marks.toString()).isEqualTo(whole.marks.toString());
    }

    private static Marks inPieces(byte[] input, int limit, int piece) {
        SseFramer framer = new SseFramer(limit);
        Marks marks = new Marks();
        for (int at = 0; at < input.length; at += piece) {
            framer.feed(input, at, Math.min(input.length, at + piece), marks);
            if (framer.heldBytes() > limit) {
                throw new AssertionError(framer.heldBytes() + " B are held");
            }
        }
        framer.finish(marks);
        return marks;
    }
}
