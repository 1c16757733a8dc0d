package dev.tokenflow.ops.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The SSH session this process was started from, if any. */
final class SshSession {
    private static final String VARIABLE = "SSH_CONNECTION";

    private SshSession() {}

    /** The client's address, or nothing. {@code sudo} removes the variable, so the processes above are asked too. */
    static List<String> addresses() {
        String here = System.getenv(VARIABLE);
        if (here != null) {
            return client(here);
        }
        Optional<ProcessHandle> process = ProcessHandle.current().parent();
        while (process.isPresent()) {
            String there = environment(process.get().pid()).get(VARIABLE);
            if (there != null) {
                return client(there);
            }
            process = process.flatMap(ProcessHandle::parent);
        }
        return List.of();
    }

    private static List<String> client(String connection) {
        String address = connection.strip().split(" ", 2)[0];
        return address.matches("[0-9a-fA-F:.]+(%\\S+)?") ? List.of(address) : List.of();
    }

    private static Map<String, String> environment(long pid) {
        try {
            String all = Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            for (String variable : all.split("\0")) {
                if (variable.startsWith(VARIABLE + "=")) {
                    return Map.of(VARIABLE, variable.substring(VARIABLE.length() + 1));
                }
            }
        } catch (IOException e) {
            return Map.of(); // it has ended
        }
        return Map.of();
    }
}
