package dev.tokenflow.ops.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An engine that replays answers byte for byte: the model {@code NAME@CUT} is the fixture of that name, written in the
 * pieces of that {@link Cut}, or as the test allows with the word {@code steps}. It also keeps pages, and what is posted
 * to it.
 */
final class ReplayEngine implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"@]+)@([^\"]+)\"");

    private final ServerSocket server;
    private final Map<String, StreamFixture> fixtures;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final Map<String, String> posted = new ConcurrentHashMap<>();

    private final Semaphore steps = new Semaphore(0);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private record Asked(String method, String path, String body) {}

    ReplayEngine() throws IOException {
        fixtures = StreamFixture.all().stream().collect(Collectors.toMap(StreamFixture::name, Function.identity()));
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void page(String path, String html) {
        pages.put(path, html);
    }

    /** What was posted to a path, or null. */
    String posted(String path) {
        return posted.get(path);
    }

    /** Lets the answer with the cut {@code steps} go on by so many events. */
    void allow(int events) {
        steps.release(events);
    }

    /** Events that are allowed and not yet taken to be written. */
    int allowed() {
        return steps.availablePermits();
    }

    /** Every connection breaks, as when the engine crashes. */
    void reset() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        sockets.add(socket);
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Asked asked = read(in); asked != null; asked = read(in)) {
                answer(asked, out);
            }
        } catch (IOException e) {
            // The other end has gone: nobody to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(Asked asked, OutputStream out) throws IOException, InterruptedException {
        Matcher model = MODEL.matcher(asked.body());
        if (asked.method().equals("POST") && model.find() && fixtures.containsKey(model.group(1))) {
            replay(fixtures.get(model.group(1)).bytes(), model.group(2), out);
        } else if (asked.method().equals("POST")) {
            posted.put(asked.path(), asked.body());
            write(out, "HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII));
        } else {
            byte[] page = pages.getOrDefault(asked.path(), "").getBytes(UTF_8);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.write(("HTTP/1.1 " + (page.length > 0 ? "200 OK" : "404 Not Found")
                            + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + page.length
                            + "\r\n\r\n")
                    .getBytes(US_ASCII));
            answer.write(page);
            write(out, answer.toByteArray());
        }
    }

    private void replay(byte[] body, String cut, OutputStream out) throws IOException, InterruptedException {
        write(
                out,
                ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n")
                        .getBytes(US_ASCII));
        boolean stepping = cut.equals("steps");
        for (Cut.Piece piece : Cut.of(body, stepping ? "events" : cut)) {
            if (stepping) {
                steps.acquire();
            }
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.write((Integer.toHexString(piece.bytes().length) + "\r\n").getBytes(US_ASCII));
            chunk.write(piece.bytes());
            chunk.write("\r\n".getBytes(US_ASCII));
            write(out, chunk.toByteArray());
            if (piece.pauseMs() > 0) {
                TimeUnit.MILLISECONDS.sleep(piece.pauseMs()); // the engine's own pace
            }
        }
        write(out, "0\r\n\r\n".getBytes(US_ASCII));
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next request, or null at the end of the connection. */
    private static Asked read(InputStream in) throws IOException {
        String start = line(in);
        if (start.isEmpty()) {
            return null;
        }
        int length = 0;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        String[] words = start.split(" ");
        String body = new String(chunked ? chunks(in) : in.readNBytes(length), UTF_8);
        return new Asked(words[0], words[1], body);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
