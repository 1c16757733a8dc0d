package dev.tokenflow.ops.doctor;

import dev.tokenflow.ops.machine.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of {@code deploy/requirements.tsv}.
 *
 * @param part who needs it
 * @param what its name for people
 * @param check how to find it: {@code jdk}, {@code program NAME VERSION-OPTION}, or {@code file GLOB ...}
 * @param why what it is for
 * @param packages its package by {@link PackageManager#ordinal}; "-" where there is none
 */
record Requirement(Part part, String what, List<String> check, String why, List<String> packages) {
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+[\\w.+-]*");
    private static final long ANSWERS_WITHIN_S = 10;
    private static final int COLUMNS = 8;
    private static final int FIRST_PACKAGE = 4;

    /**
     * Every line of the table.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when a line is not as it should be
     */
    static List<Requirement> read(Path table) throws IOException {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Requirement::parse)
                    .toList();
        }
    }

    private static Requirement parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        if (fields.size() != COLUMNS) {
            throw new IllegalArgumentException(
                    "a line of the requirements has " + fields.size() + " columns, expected " + COLUMNS + ": " + line);
        }
        return new Requirement(
                Arrays.stream(Part.values())
                        .filter(part -> part.word().equals(fields.get(0)))
                        .findAny()
                        .orElseThrow(() -> new IllegalArgumentException("no part is called " + fields.get(0))),
                fields.get(1),
                List.of(fields.get(2).split(" ")),
                fields.get(3),
                fields.subList(FIRST_PACKAGE, COLUMNS));
    }

    /** The package to install, with this package manager. */
    Optional<String> packageOf(PackageManager manager) {
        String name = packages.get(manager.ordinal());
        return name.equals("-") ? Optional.empty() : Optional.of(name);
    }

    /** Whether it is there: looks for files and asks programs for their version. */
    Finding find() {
        Optional<String> found = switch (check.get(0)) {
            case "jdk" ->
                Optional.of(
                        System.getProperty("java.version") + "  " + System.getProperty("java.home")); // this runs on it
            case "program" -> Program.find(check.get(1)).map(file -> version(file) + "  " + file);
            default -> firstFile().map(Path::toString);
        };
        return new Finding(part, what, found.isPresent(), found.orElse(why), found.isEmpty());
    }

    private Optional<Path> firstFile() {
        List<Path> found = new ArrayList<>();
        for (String glob : check.subList(1, check.size())) {
            found.addAll(matching(glob));
        }
        return found.stream().findFirst();
    }

    /** The files that a glob with stars in whole names stands for; nothing where a folder cannot be read. */
    private static List<Path> matching(String glob) {
        List<Path> folders = List.of(Path.of("/"));
        for (Path name : Path.of(glob)) {
            List<Path> next = new ArrayList<>();
            for (Path folder : folders) {
                if (!name.toString().contains("*")) {
                    next.add(folder.resolve(name));
                } else {
                    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name.toString())) {
                        entries.forEach(next::add);
                    } catch (IOException e) {
                        // A folder that is not there or not readable holds nothing for us.
                    }
                }
            }
            folders = next;
        }
        return folders.stream().filter(Files::exists).toList();
    }

    private String version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), check.get(2))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            if (!process.waitFor(ANSWERS_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "(does not answer)";
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(said);
            return matcher.find() ? matcher.group() : "(unknown version)";
        } catch (IOException e) {
            return "(cannot be run)";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
