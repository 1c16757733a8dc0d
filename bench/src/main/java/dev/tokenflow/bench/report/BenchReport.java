package dev.tokenflow.bench.report;

import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of one benchmark: printed as they come, and written as JSON at the end. */
public final class BenchReport {
    private static final String LINE = "%-66s %12s  %-24s %-10s %s%n";

    private final PrintWriter out;
    private final List<BenchRow> rows = new ArrayList<>();

    /** Prints the heading. */
    public BenchReport(PrintWriter out) {
        this.out = out;
        out.println(machine());
        out.printf(LINE, "", "median", "[low, high] unit", "target", "");
        out.flush();
    }

    /** Prints and keeps a row. */
    public void add(BenchRow row) {
        rows.add(row);
        String verdict = row.target() == null ? "" : row.met() == null ? "cannot tell" : row.met() ? "met" : "MISSED";
        String range = "[" + number(row.low()) + ", " + number(row.high()) + "] " + row.unit();
        out.printf(LINE, row.name(), number(row.value()), range, row.target() == null ? "" : row.target(), verdict);
        out.flush();
    }

    /** Rows so far, in order. */
    public List<BenchRow> rows() {
        return List.copyOf(rows);
    }

    /** Writes {@code {"machine":…,"rows":[…]}}. */
    public void write(Path file) throws IOException {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .field("machine", machine())
                .name("rows")
                .beginArray();
        for (BenchRow row : rows) {
            json.beginObject()
                    .field("name", row.name())
                    .field("unit", row.unit())
                    .field("value", row.value())
                    .field("low", row.low())
                    .field("high", row.high())
                    .field("target", row.target());
            if (row.met() == null) {
                json.field("met", (String) null);
            } else {
                json.field("met", row.met());
            }
            json.field("peer", row.peer()).endObject();
        }
        Files.writeString(file, json.endArray().endObject() + "\n");
    }

    /** A number as people read it. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 1_000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String machine() {
        return cpu() + ", " + Runtime.getRuntime().availableProcessors() + " CPUs, " + System.getProperty("os.name")
                + " " + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
