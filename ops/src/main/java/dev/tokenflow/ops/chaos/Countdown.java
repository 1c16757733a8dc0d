package dev.tokenflow.ops.chaos;

import dev.tokenflow.report.terminal.Terminal;
import java.io.PrintWriter;
import java.time.Duration;

/** Tells how much time is left: on a terminal in one line that changes, elsewhere in a line now and then. */
final class Countdown {
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final boolean redraw;
    private long nextLineNs = Long.MAX_VALUE;

    Countdown(PrintWriter out) {
        this.out = out;
        redraw = Terminal.detect(System.getenv()).interactive();
    }

    void tell(long leftNs) {
        String text = Math.ceilDiv(leftNs, 1_000_000_000L) + " s left";
        if (redraw) {
            out.print(CLEAR_LINE + text);
        } else if (leftNs <= nextLineNs) {
            out.println(text);
            nextLineNs = leftNs - LINE_EVERY.toNanos();
        }
        out.flush();
    }

    /** Clears the line, so that what is printed next begins on an empty one. */
    void end() {
        if (redraw) {
            out.print(CLEAR_LINE);
        }
    }
}
