package dev.tokenflow.ops.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How a program ended.
 *
 * @param status exit status
 * @param output what it wrote, both streams
 */
record Tool(int status, String output) {
    private static final long PATIENCE_S = 60;

    static Tool run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(DeployFiles.ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
            return new Tool(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** What a main class of ours says with {@code --help}, after the words by which its command line begins. */
    static Tool help(List<String> command) throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.stream().takeWhile(word -> !word.startsWith("--")).forEach(java::add);
        java.add("--help");
        return run(java);
    }

    /**
     * Options of a command line that this help does not speak of. (A parser that is asked for help lets anything else
     * pass.)
     */
    List<String> unknownOptions(List<String> command) {
        return command.stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(option -> !Pattern.compile("(?<![\\w-])" + option + "(?![\\w-])")
                        .matcher(output)
                        .find())
                .toList();
    }

    static boolean installed(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }
}
