package dev.tokenflow.ops.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** In which pieces an engine writes an answer, and how long it waits after each. */
final class Cut {
    /** All cuts of the tests that compare clients. */
    static final List<String> WORDS = List.of("whole", "events", "bytes", "random-1");

    private static final int LONGEST_RANDOM = 90;
    private static final int BYTES_TOGETHER = 64;

    /**
     * One write.
     *
     * @param pauseMs wait after it
     */
    record Piece(byte[] bytes, int pauseMs) {}

    private Cut() {}

    /**
     * Cuts.
     *
     * @param word {@code whole}; {@code events}: each event alone; {@code events-MS}: the same with so long a wait
     *     after each; {@code bytes}: each byte alone; {@code random-SEED}
     */
    static List<Piece> of(byte[] body, String word) {
        return switch (word) {
            case "whole" -> List.of(new Piece(body, 0));
            case "events" -> events(body, 1);
            case "bytes" -> bytes(body);
            default -> {
                int number = Integer.parseInt(word.substring(word.indexOf('-') + 1));
                yield word.startsWith("events-") ? events(body, number) : random(body, number);
            }
        };
    }

    private static List<Piece> events(byte[] body, int pauseMs) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < body.length; i++) {
            if (isBlankLine(body, i)) {
                pieces.add(new Piece(Arrays.copyOfRange(body, from, i + 1), pauseMs));
                from = i + 1;
            }
        }
        if (from < body.length) {
            pieces.add(new Piece(Arrays.copyOfRange(body, from, body.length), 0));
        }
        return pieces;
    }

    /** Whether an empty line ends here, by any of the three ends of lines. */
    private static boolean isBlankLine(byte[] body, int last) {
        return body[last] == '\r'
                ? body[last - 1] == '\r'
                : body[last] == '\n'
                        && (body[last - 1] == '\n' || (last > 1 && body[last - 1] == '\r' && body[last - 2] == '\n'));
    }

    private static List<Piece> bytes(byte[] body) {
        List<Piece> pieces = new ArrayList<>();
        int single = Math.min(body.length, 8 << 10); // the rest of a long answer at once
        for (int i = 0; i < single; i++) {
            pieces.add(new Piece(new byte[] {body[i]}, i % BYTES_TOGETHER == 0 ? 1 : 0));
        }
        if (single < body.length) {
            pieces.add(new Piece(Arrays.copyOfRange(body, single, body.length), 0));
        }
        return pieces;
    }

    private static List<Piece> random(byte[] body, long seed) {
        Random random = new Random(seed);
        List<Piece> pieces = new ArrayList<>();
        int longest = Math.max(LONGEST_RANDOM, body.length / 100);
        for (int from = 0; from < body.length; ) {
            int length = Math.min(body.length - from, 1 + random.nextInt(longest));
            pieces.add(new Piece(Arrays.copyOfRange(body, from, from + length), random.nextInt(3) / 2));
            from += length;
        }
        return pieces;
    }
}
