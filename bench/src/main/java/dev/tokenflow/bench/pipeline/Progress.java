package dev.tokenflow.bench.pipeline;

import java.io.PrintWriter;
import java.util.Locale;

/** Lines that say what is going on. */
record Progress(PrintWriter out) {
    void say(String format, Object... arguments) {
        out.println("bench: " + String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
