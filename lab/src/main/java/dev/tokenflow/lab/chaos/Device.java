package dev.tokenflow.lab.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network interface, and the commands that are run on it.
 *
 * @param name      of the interface
 * @param namespace named network namespace it is in; empty = this process's own
 */
record Device(String name, String namespace) {
    /** Queueing disciplines the kernel puts there by itself: nobody's work is lost with them. */
    private static final List<String> DEFAULTS = List.of("noqueue", "pfifo_fast", "mq", "fq_codel", "fq", "pfifo");

    Device {
        if (!name.matches("[A-Za-z0-9_.:@-]{1,15}") || !namespace.matches("[A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException(
                    "'" + name + "'" + (namespace.isEmpty() ? "" : " in namespace '" + namespace + "'")
                            + ": expected the name of an interface such as eth0");
        }
    }

    /** Name of the file that remembers a fault on it. */
    String word() {
        return namespace.isEmpty() ? name : name + "@" + namespace;
    }

    /** The device of a {@link #word}. */
    static Device ofWord(String word) {
        int at = word.lastIndexOf('@');
        return at < 0 ? new Device(word, "") : new Device(word.substring(0, at), word.substring(at + 1));
    }

    /**
     * Fails unless faults may be put here.
     *
     * @param force whether this may be the way to everything else
     * @throws IOException with the reason in one line
     */
    void require(boolean force) throws IOException {
        run("ip", "link", "show", "dev", name);
        for (String family : List.of("-4", "-6")) {
            boolean isDefault = Arrays.stream(
                            run("ip", family, "route", "show", "default").split("\n", -1))
                    .anyMatch(route -> Arrays.asList(route.split(" ", -1)).contains(name));
            if (isDefault && !force) {
                throw new IOException(
                        "--dev: " + word() + " carries the default route: a fault there may cut this machine"
                                + " off; --force if that is wanted");
            }
        }
        String discipline = discipline();
        if (!DEFAULTS.contains(discipline)) {
            throw new IOException("--dev: " + word() + " has a queueing discipline already, " + discipline
                    + ": './tokenflow chaos undo' if it is ours, else remove it yourself");
        }
    }

    /** The root queueing discipline. */
    String discipline() throws IOException {
        for (String line : run("tc", "qdisc", "show", "dev", name).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length > 3 && words[0].equals("qdisc") && line.contains(" root")) {
                return words[1];
            }
        }
        return "noqueue";
    }

    /** Takes the root queueing discipline away; of no effect when there is none or no device. */
    void clear() {
        try {
            run("tc", "qdisc", "del", "dev", name, "root");
        } catch (IOException e) {
            // nothing there
        }
    }

    /** The words of a command in this device's namespace. */
    List<String> command(String... words) {
        List<String> command = new ArrayList<>();
        if (!namespace.isEmpty()) {
            command.addAll(List.of("ip", "netns", "exec", namespace));
        }
        command.addAll(Arrays.asList(words));
        return command;
    }

    /**
     * Runs a command in this device's namespace.
     *
     * @return what it printed
     * @throws IOException when it cannot be run or fails, with its own words
     */
    String run(String... words) throws IOException {
        List<String> command = command(words);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot run '" + command.getFirst() + "': install iproute2 (" + e.getMessage() + ")", e);
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException("'" + String.join(" ", command) + "' failed: "
                    + output.strip().replace('\n', ' '));
        }
        return output;
    }
}
