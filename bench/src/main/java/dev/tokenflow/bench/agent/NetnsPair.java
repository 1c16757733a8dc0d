package dev.tokenflow.bench.agent;

import dev.tokenflow.bench.report.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two network namespaces joined by a veth pair; deleting them undoes everything. */
final class NetnsPair implements AutoCloseable {
    static final String SERVER_ADDRESS = "10.78.1.1";

    private final String server = "tfbs" + ProcessHandle.current().pid();
    private final String client = "tfbc" + ProcessHandle.current().pid();

    NetnsPair() throws IOException, BenchException {
        try {
            ip("netns add " + server);
            ip("netns add " + client);
            ip("-n " + server + " link add eth0 type veth peer name eth0 netns " + client);
            ip("-n " + server + " addr add " + SERVER_ADDRESS + "/24 dev eth0");
            ip("-n " + client + " addr add 10.78.1.2/24 dev eth0");
            ip("-n " + server + " link set eth0 up");
            ip("-n " + client + " link set eth0 up");
        } catch (BenchException e) {
            close();
            throw e;
        }
    }

    /** Words that run a command on the serving side. */
    List<String> inServer() {
        return List.of("ip", "netns", "exec", server);
    }

    List<String> inClient() {
        return List.of("ip", "netns", "exec", client);
    }

    @Override
    public void close() throws IOException {
        for (String namespace : List.of(server, client)) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                try {
                    ip("netns delete " + namespace);
                } catch (BenchException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
        }
    }

    private static void ip(String arguments) throws IOException, BenchException {
        Process process = new ProcessBuilder(("ip " + arguments).split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new BenchException("ip " + arguments + " failed (" + said + "): namespaces need root");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
