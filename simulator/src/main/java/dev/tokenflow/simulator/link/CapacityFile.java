package dev.tokenflow.simulator.link;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads recorded capacities, plain or gzipped; which form it is shows in the first line:
 *
 * <ul>
 *   <li>one whole number a line: milliseconds at which a packet of {@value #OPPORTUNITY_BYTES} bytes can pass
 *       (Mahimahi). The rate of a millisecond is what passes in it;
 *   <li>two numbers, comma or blank between them: {@code seconds Mbit/s}. A rate holds until the next row, the last one
 *       for as long as the median row.
 * </ul>
 *
 * Lines that are empty or begin with {@code #} are passed over.
 */
public final class CapacityFile {
    private static final int OPPORTUNITY_BYTES = 1500;
    private static final long BITS_PER_OPPORTUNITY_MS = OPPORTUNITY_BYTES * 8L * 1000;
    private static final double MAX_MBIT = LinkPhase.MAX_RATE / 1e6;
    private static final long MAX_MS = 86_400_000L;
    private static final int GZIP_MAGIC = 0x8b1f;

    private CapacityFile() {}

    /**
     * Whether a file's first line is a line of numbers, as against a schedule of phases.
     *
     * @throws IOException when it cannot be read
     */
    public static boolean looksRecorded(Path file) throws IOException {
        try (BufferedReader lines = open(file)) {
            String first = nextLine(lines);
            return first == null || first.matches("[-+.,;\\deE\\sNaInfity]+");
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when it is not such a recording; names file, line, and what was expected
     */
    public static Capacity read(Path file) throws IOException {
        try (BufferedReader lines = open(file)) {
            return new Reading(file, lines).read();
        } catch (ZipException e) {
            throw new IOException(file + " is a damaged gzip file: " + e.getMessage(), e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean zipped = bytes.length > 1 && ((bytes[1] & 0xff) << 8 | (bytes[0] & 0xff)) == GZIP_MAGIC;
        InputStream in = new ByteArrayInputStream(bytes);
        return new BufferedReader(new InputStreamReader(zipped ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
    }

    private static @Nullable String nextLine(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && (line.isBlank() || line.startsWith("#"))) {
            line = lines.readLine();
        }
        return line == null ? null : line.strip();
    }

    /** One pass over one file. */
    private static final class Reading {
        private final Path file;
        private final BufferedReader lines;
        private int number;

        Reading(Path file, BufferedReader lines) {
            this.file = file;
            this.lines = lines;
        }

        Capacity read() throws IOException {
            String first = next();
            if (first == null) {
                throw new IllegalArgumentException(file + " is empty, expected a line for every delivery opportunity"
                        + " (milliseconds) or rows 'seconds Mbit/s'");
            }
            int columns = columns(first).length;
            try {
                return switch (columns) {
                    case 1 -> opportunities(first);
                    case 2 -> rates(first);
                    default -> throw wrong(first, "one number (ms of a delivery opportunity) or two (seconds, Mbit/s)");
                };
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw message.startsWith(file.toString()) ? e : new IllegalArgumentException(file + ": " + message, e);
            }
        }

        private Capacity opportunities(String firstLine) throws IOException {
            Capacity.Builder capacity = new Capacity.Builder();
            long doneMs = 0;
            long atMs = -1;
            long packets = 0;
            for (String line = firstLine; line != null; line = next()) {
                long ms = Math.max(1, millisecond(line)); // the millisecond that ends then; there is none before 0
                if (ms < atMs) {
                    throw wrong(line, "a time not before that of the line above, " + atMs);
                }
                if (ms > atMs) {
                    doneMs = close(capacity, doneMs, atMs, packets);
                    packets = 0;
                }
                atMs = ms;
                packets++;
            }
            var unused = close(capacity, doneMs, atMs, packets);
            return capacity.build();
        }

        /**
         * Adds the silence up to {@code atMs} and the packets in the millisecond that ends then; returns where the
         * capacity ends now.
         */
        private static long close(Capacity.Builder capacity, long doneMs, long atMs, long packets) {
            if (packets == 0) {
                return doneMs;
            }
            capacity.add((atMs - 1 - doneMs) * 1_000_000L, 0);
            capacity.add(1_000_000L, packets * BITS_PER_OPPORTUNITY_MS);
            return atMs;
        }

        private Capacity rates(String firstLine) throws IOException {
            double[] seconds = new double[256];
            double[] mbit = new double[256];
            int size = 0;
            for (String line = firstLine; line != null; line = next()) {
                String[] columns = columns(line);
                if (columns.length != 2) {
                    throw wrong(line, "two numbers: seconds and Mbit/s");
                }
                if (size == seconds.length) {
                    seconds = Arrays.copyOf(seconds, 2 * size);
                    mbit = Arrays.copyOf(mbit, 2 * size);
                }
                seconds[size] = number(line, columns[0], MAX_MS / 1e3, "seconds from 0 to a day");
                mbit[size] = number(line, columns[1], MAX_MBIT, "Mbit/s from 0 to " + (long) MAX_MBIT);
                if (size > 0 && seconds[size] <= seconds[size - 1]) {
                    throw wrong(line, "a time after that of the line above, " + seconds[size - 1]);
                }
                size++;
            }
            Capacity.Builder capacity = new Capacity.Builder();
            double last = size == 1 ? 1 : median(seconds, size);
            for (int row = 0; row < size; row++) {
                double length = row + 1 < size ? seconds[row + 1] - seconds[row] : last;
                capacity.add(Math.round(length * 1e9), Math.round(mbit[row] * 1e6));
            }
            return capacity.build();
        }

        private static double median(double[] seconds, int size) {
            double[] steps = new double[size - 1];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = seconds[i + 1] - seconds[i];
            }
            Arrays.sort(steps);
            return steps[steps.length / 2];
        }

        private long millisecond(String line) {
            try {
                long ms = Long.parseLong(line);
                if (ms >= 0 && ms <= MAX_MS) {
                    return ms;
                }
            } catch (NumberFormatException e) {
                // says what was expected, below
            }
            throw wrong(line, "whole milliseconds from 0 to a day");
        }

        private double number(String line, String text, double most, String expected) {
            try {
                double value = Double.parseDouble(text);
                if (value >= 0 && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // says what was expected, below
            }
            throw wrong(line, expected);
        }

        private @Nullable String next() throws IOException {
            String line;
            do {
                line = lines.readLine();
                number++;
            } while (line != null && (line.isBlank() || line.startsWith("#")));
            return line == null ? null : line.strip();
        }

        private static String[] columns(String line) {
            return line.split("\\s*[,;\\s]\\s*", -1);
        }

        private IllegalArgumentException wrong(String line, String expected) {
            String shown = line.length() > 40 ? line.substring(0, 40) + "…" : line;
            return new IllegalArgumentException(file + " line " + number + ": '" + shown + "', expected " + expected);
        }
    }
}
