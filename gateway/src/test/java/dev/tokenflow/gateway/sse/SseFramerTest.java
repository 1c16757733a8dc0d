package dev.tokenflow.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where events end, whatever the pieces in which they come. */
class SseFramerTest {
    /** Notes what comes out; raw bytes that follow each other count as one. */
    private static final class Notes implements SseFramer.Sink {
        private final List<String> found = new ArrayList<>();
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        @Override
        public void event(byte[] bytes, int from, int to) {
            found.add(text(bytes, from, to));
        }

        @Override
        public void raw(byte[] bytes, int from, int to) {
            String piece = text(bytes, from, to);
            if (!found.isEmpty() && found.getLast().startsWith("RAW ")) {
                found.set(found.size() - 1, found.getLast() + piece);
            } else {
                found.add("RAW " + piece);
            }
        }

        private String text(byte[] bytes, int from, int to) {
            assertThat(to).as("nothing empty is handed out").isGreaterThan(from);
            all.write(bytes, from, to - from);
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    private static List<String> inOnePiece(String stream, int limit) {
        return inPieces(stream.getBytes(StandardCharsets.ISO_8859_1), limit).found;
    }

    /** Every piece lies in an array of its own with other bytes around it, and the array is spoiled afterwards. */
    private static Notes inPieces(byte[] stream, int limit, int... cuts) {
        SseFramer framer = new SseFramer(limit);
        Notes notes = new Notes();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i == cuts.length ? stream.length : cuts[i];
            byte[] piece = new byte[to - from + 4];
            Arrays.fill(piece, (byte) '\n');
            System.arraycopy(stream, from, piece, 2, to - from);
            framer.feed(piece, 2, piece.length - 2, notes);
            Arrays.fill(piece, (byte) '!');
            assertThat(framer.heldBytes()).isLessThanOrEqualTo(limit);
            from = to;
        }
        framer.finish(notes);
        assertThat(framer.heldBytes()).isZero();
        assertThat(notes.all.toByteArray()).isEqualTo(stream);
        return notes;
    }

    @Test
    void linesEndInThreeWays() {
        assertThat(inOnePiece("data: a\n\ndata:b\n\n", 99)).containsExactly("data: a\n\n", "data:b\n\n");
        assertThat(inOnePiece("data: a\r\n\r\ndata:b\r\n\r\n", 99))
                .containsExactly("data: a\r\n\r\n", "data:b\r\n\r\n");
        assertThat(inOnePiece("data: a\r\rdata:b\r\r", 99)).containsExactly("data: a\r\r", "data:b\r\r");
        assertThat(inOnePiece("data: a\n\r\ndata:b\r\n\rc\n\n", 99))
                .containsExactly("data: a\n\r\n", "data:b\r\n\r", "c\n\n");
    }

    @Test
    void anEventMayHaveManyLinesAndComments() {
        assertThat(inOnePiece("\u00ef\u00bb\u00bf: hi\n\nevent: x\ndata: 1\ndata: 2\n\n\n\ndata", 99))
                .containsExactly("\u00ef\u00bb\u00bf: hi\n\n", "event: x\ndata: 1\ndata: 2\n\n", "\n", "\n", "data");
    }

    @Test
    void anEventLeavesWithItsLastByte() {
        SseFramer framer = new SseFramer();
        Notes notes = new Notes();
        feed(framer, notes, "data: a\r\r");
        assertThat(notes.found).containsExactly("data: a\r\r");
        feed(framer, notes, "data: b\r\n\r");
        assertThat(notes.found).hasSize(1);
        feed(framer, notes, "\n");
        assertThat(notes.found).containsExactly("data: a\r\r", "data: b\r\n\r\n");
        feed(framer, notes, "data: c\n\n");
        assertThat(notes.found).hasSize(3);
    }

    @Test
    void anEventWithoutAnEndPassesRawAndTheNextIsFramed() {
        assertThat(inOnePiece("data: 1234\n\n", 12)).containsExactly("data: 1234\n\n");
        assertThat(inOnePiece("data: 12345\n\ndata: a\n\n", 12)).containsExactly("RAW data: 12345\n\n", "data: a\n\n");
        SseFramer framer = new SseFramer(8);
        Notes notes = new Notes();
        feed(framer, notes, "data: 12");
        assertThat(framer.insideRawEvent()).isFalse();
        feed(framer, notes, "3");
        assertThat(framer.insideRawEvent()).isTrue();
        assertThat(notes.found).containsExactly("RAW data: 123");
        feed(framer, notes, "\n");
        feed(framer, notes, "\na\n\n");
        assertThat(framer.insideRawEvent()).isFalse();
        assertThat(notes.found).containsExactly("RAW data: 123\n\n", "a\n\n");
    }

    @Test
    void anEventOf256MebibytesNeedsNoMemoryAndNoSecondLook() {
        SseFramer framer = new SseFramer();
        long[] out = new long[2];
        SseFramer.Sink sink = new SseFramer.Sink() {
            @Override
            public void event(byte[] bytes, int from, int to) {
                out[0] += to - from;
            }

            @Override
            public void raw(byte[] bytes, int from, int to) {
                out[1] += to - from;
            }
        };
        byte[] piece = new byte[1 << 16];
        Arrays.fill(piece, (byte) 'x');
        for (int i = 0; i < 1 << 12; i++) {
            framer.feed(piece, 0, piece.length, sink);
            assertThat(framer.heldBytes()).isLessThanOrEqualTo(SseFramer.DEFAULT_LIMIT_BYTES);
        }
        framer.finish(sink);
        assertThat(out).containsExactly(0, 1L << 28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyPairOfCutsGivesTheSameEvents(String end) {
        String stream = ("data: {\"é😀\"}||: c||event: x|data:y|data:z||||id: 1|data: [DONE]|").replace("|", end);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int limit : new int[] {1, 7, 18, 99}) {
            List<String> whole = inPieces(bytes, limit).found;
            for (int i = 0; i <= bytes.length; i++) {
                for (int j = i; j <= bytes.length; j++) {
                    assertThat(inPieces(bytes, limit, i, j).found).isEqualTo(whole);
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyMixOfLineEndsInAnyPiecesGivesTheSameEvents(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) "\n\r\n\rab: ".charAt(random.nextInt(8));
            }
            int limit = 1 + random.nextInt(20);
            int[] cuts =
                    random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();
            assertThat(inPieces(bytes, limit, cuts).found).isEqualTo(inPieces(bytes, limit).found);
        }
    }

    @Test
    void aLimitMustBePositive() {
        assertThatThrownBy(() -> new SseFramer(0)).hasMessage("limitBytes is 0, expected at least 1");
    }

    private static void feed(SseFramer framer, Notes notes, String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
        framer.feed(bytes, 0, bytes.length, notes);
    }
}
