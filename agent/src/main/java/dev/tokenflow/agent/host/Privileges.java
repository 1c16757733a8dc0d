package dev.tokenflow.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Gives up what only loading the probe needs. Capabilities belong to threads, and a JVM has dozens of them before the
 * first line of a program runs; so the program is started again in the same process, by a thread that has given them up
 * and has promised the kernel to gain none by it, which holds for root too.
 */
public final class Privileges {
    private static final Path SELF = Path.of("/proc/self/exe");
    private static final Path ENVIRONMENT = Path.of("/proc/self/environ");
    private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");
    private static final String SEPARATOR = "\0";

    private Privileges() {}

    /**
     * Starts this program again, with the same arguments, without any capability. It does not return.
     *
     * @param descriptors that stay open
     * @param variables added to the environment
     * @throws IOException when it cannot; then nothing has changed for other threads than this one
     */
    public static void restartWithout(List<Integer> descriptors, Map<String, String> variables) throws IOException {
        List<String> environment = new ArrayList<>();
        environment.addAll(words(ENVIRONMENT));
        variables.forEach((name, value) -> environment.add(name + "=" + value));
        String program = SELF.toRealPath().toString();
        List<String> arguments = words(ARGUMENTS);
        Libc.closeOnExec();
        for (int fd : descriptors) {
            Libc.keepOnExec(fd);
        }
        Libc.dropCapabilities();
        Libc.execute(program, arguments, environment);
    }

    /** Bytes as they are, whatever their encoding; a word ends with a zero. */
    private static List<String> words(Path file) throws IOException {
        String[] words = Files.readString(file, StandardCharsets.ISO_8859_1).split(SEPARATOR, -1);
        return Arrays.asList(words).subList(0, words.length - 1);
    }
}
