package dev.tokenflow.testbed.netns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs inside a namespace: sends or reads a megabyte over one real TCP connection, and prints what it saw as one line.
 */
public final class TrafficProbe {
    /** What it sends. */
    public static final int BYTES = 1 << 20;

    private static final int PORT = 5400;
    private static final int TIMEOUT_MS = 30_000;

    private TrafficProbe() {}

    /** Its command line, {@code send} or {@code read}. */
    public static List<String> command(String role, String address) {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TrafficProbe.class.getName(),
                role,
                address);
    }

    public static void main(String[] args) throws IOException {
        if (args[0].equals("send")) {
            send(args[1]);
        } else {
            read(args[1]);
        }
    }

    private static void send(String address) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setSoTimeout(TIMEOUT_MS);
            server.bind(new InetSocketAddress(address, PORT));
            System.out.println("listening");
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(new byte[BYTES]);
                int done = socket.getInputStream().read();
                System.out.println(
                        "client " + socket.getInetAddress().getHostAddress() + " " + done + " " + socketStatistics());
            }
        }
    }

    private static void read(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), TIMEOUT_MS);
            int read = socket.getInputStream().readNBytes(BYTES).length;
            System.out.println("read " + read);
            socket.getOutputStream().write(7);
        }
    }

    private static String socketStatistics() throws IOException {
        Process process = new ProcessBuilder("ss", "-tinH", "sport", "=", ":" + PORT).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    }
}
