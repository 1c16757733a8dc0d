package dev.tokenflow.ops.model;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A CSV file: names in its first line, plain or gzipped. Cells are kept as text and read as numbers where numbers are
 * needed.
 *
 * @param file where it is from
 * @param columns names, in order
 * @param rows cells of each row
 * @param lines line of each row in the file, from 1
 */
record NumberTable(Path file, List<String> columns, List<String[]> rows, List<Integer> lines) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int GZIP_MAGIC = 0x1f8b;

    /** @throws IOException naming the line and what is wrong with it */
    static NumberTable read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("'" + file + "' is not a file that can be read");
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            return read(file, in);
        } catch (ZipException e) {
            throw new IOException("'" + file + "' is damaged: " + e.getMessage(), e);
        }
    }

    private static NumberTable read(Path file, BufferedReader in) throws IOException {
        List<String> columns = List.of();
        List<String[]> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        int number = 0;
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            if (columns.isEmpty()) {
                columns = header(file, text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
                continue;
            }
            String[] cells = text.split(",", -1);
            if (cells.length != columns.size()) {
                throw new IOException("'" + file + "', line " + number + ": " + cells.length + " cells, expected "
                        + columns.size() + " as in the first line");
            }
            rows.add(cells);
            lines.add(number);
        }
        if (rows.isEmpty()) {
            throw new IOException("'" + file + "' has no rows below its first line, expected at least one");
        }
        return new NumberTable(file, columns, rows, lines);
    }

    private static List<String> header(Path file, String text) throws IOException {
        List<String> columns =
                Arrays.stream(text.split(",", -1)).map(String::trim).toList();
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new IOException("'" + file + "', line 1: a column name stands twice in " + columns);
        }
        return columns;
    }

    private static InputStream open(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** @throws IOException when there is no such column */
    int column(String option, String name) throws IOException {
        int at = columns.indexOf(name);
        if (at < 0) {
            throw new IOException(
                    option + ": '" + file + "' has no column '" + name + "', it has " + String.join(", ", columns));
        }
        return at;
    }

    /** A cell as a finite number. */
    double number(int row, int column) throws IOException {
        String text = rows.get(row)[column].trim();
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the same words
        }
        throw new IOException("'" + file + "', line " + lines.get(row) + ", column " + columns.get(column) + ": '"
                + text + "' is not a finite number");
    }

    String text(int row, int column) {
        return rows.get(row)[column].trim();
    }
}
