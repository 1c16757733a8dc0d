package dev.tokenflow.simulator.tun;

/**
 * The line {@code start <CLOCK_MONOTONIC ns>} by which the parent process says when all timelines begin. Safe for
 * several threads.
 */
final class StartLine {
    private static final long NOT_GIVEN = Long.MAX_VALUE;

    private volatile long originNs = NOT_GIVEN;

    /** Whether {@code line} was a start line; the first one counts. */
    boolean accept(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length != 2 || !words[0].equals("start")) {
            return false;
        }
        try {
            long parsed = Long.parseLong(words[1]);
            if (originNs == NOT_GIVEN) {
                originNs = parsed;
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    boolean given() {
        return originNs != NOT_GIVEN;
    }

    /** CLOCK_MONOTONIC of the timelines' zero. */
    long originNs() {
        return originNs;
    }
}
