package dev.tokenflow.testbed.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process wrote last, for a message about its end. */
public final class LogEnd {
    private LogEnd() {}

    /**
     * The last lines of a log that are not blank, as one line. It says so when there are none, and when the log cannot
     * be read.
     *
     * @param most how many lines at most
     */
    public static String of(Path log, int most) {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.filter(line -> !line.isBlank()).toList();
            return all.isEmpty()
                    ? "it said nothing"
                    : String.join(" | ", all.subList(Math.max(0, all.size() - most), all.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read";
        }
    }
}
