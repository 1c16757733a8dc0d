package dev.tokenflow.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server on loopback that answers with the very bytes a test wants, and tells what it was asked. */
final class ScriptedEngine implements AutoCloseable {
    /** What to do with a connection once a request has been read. */
    @FunctionalInterface
    interface Script {
        void answer(Asked asked, Wire wire) throws IOException, InterruptedException;
    }

    /** A request as it arrived. */
    record Asked(String line, Map<String, List<String>> headers, String body, String trailers) {
        String header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null ? "" : String.join(" | ", values);
        }
    }

    /** The engine's end of a connection. */
    static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Wire(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        Wire send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        Wire send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** One chunk of a chunked body. */
        Wire chunk(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
        }

        Wire lastChunk() throws IOException {
            return send("0\r\n\r\n");
        }

        /** Waits until the other end closes. */
        void awaitClose() throws IOException {
            while (in.read() >= 0) {
                // whatever it sends is not looked at
            }
        }

        /** Breaks the connection off with a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void close() throws IOException {
            socket.close();
        }
    }

    static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final ServerSocket listener;
    private final Script script;
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();

    ScriptedEngine(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The next request that arrived. */
    Asked asked() throws InterruptedException {
        Asked next = asked.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the engine was not asked within 20 s");
        }
        return next;
    }

    boolean wasAsked() {
        return !asked.isEmpty();
    }

    /** How the next script ended: "done", or the exception it met. */
    String ended() throws InterruptedException {
        String next = ended.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no connection of the engine ended within 20 s");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                synchronized (sockets) {
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Wire wire = new Wire(socket);
            for (Asked next = read(wire.in); next != null; next = read(wire.in)) {
                asked.add(next);
                script.answer(next, wire);
                ended.add("done");
            }
        } catch (IOException e) {
            ended.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Asked read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        Map<String, List<String>> headers = fields(in);
        StringBuilder body = new StringBuilder();
        StringBuilder trailers = new StringBuilder();
        if (headers.containsKey("transfer-encoding")) {
            while (true) {
                String length = line(in);
                if (length == null) {
                    return null; // taken back
                }
                int size = Integer.parseInt(length, 16);
                if (size == 0) {
                    fields(in)
                            .forEach((name, values) ->
                                    trailers.append(name).append(": ").append(values.getFirst()));
                    break;
                }
                body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
                line(in);
            }
        } else if (headers.containsKey("content-length")) {
            int length = Integer.parseInt(headers.get("content-length").getFirst());
            body.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        return new Asked(line, headers, body.toString(), trailers.toString());
    }

    private static Map<String, List<String>> fields(InputStream in) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            headers.computeIfAbsent(field.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.substring(colon + 1).strip());
        }
        return headers;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
