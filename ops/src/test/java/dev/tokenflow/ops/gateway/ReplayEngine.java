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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An engine that replays answers byte for byte: the model {@code NAME@CUT} is the fixture of that name, written in the
 * pieces of that {@link Cut}, or as the test allows with the word {@code steps}. {@code status@429} fails with this
 * status, {@code status@429-2000} after so many ms, and {@code endless@N} sends N MiB of one event. It also keeps
 * pages, and what is posted to it.
 */
final class ReplayEngine implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"@]+)@([^\"]+)\"");

    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private final ServerSocket server;
    private final Map<String, StreamFixture> fixtures;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final Map<String, String> posted = new ConcurrentHashMap<>();

    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger completed = new AtomicInteger();
    private final Semaphore steps = new Semaphore(0);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private record Asked(String method, String path, String body) {}

    ReplayEngine() throws IOException {
        fixtures = new ConcurrentHashMap<>(
                StreamFixture.all().stream().collect(Collectors.toMap(StreamFixture::name, Function.identity())));
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** One more answer. */
    void add(StreamFixture fixture) {
        fixtures.put(fixture.name(), fixture);
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

    /** Bytes of endless answers that the gateway took. */
    long sent() {
        return sent.get();
    }

    /** Open connections. */
    int connections() {
        return sockets.size();
    }

    /** Answers that were written to their end. */
    int completed() {
        return completed.get();
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
        boolean named = asked.method().equals("POST") && model.find();
        if (named && fixtures.containsKey(model.group(1))) {
            replay(fixtures.get(model.group(1)).bytes(), model.group(2), out);
            completed.incrementAndGet();
        } else if (named && model.group(1).equals("status")) {
            refuse(model.group(2), out);
        } else if (named && model.group(1).equals("endless")) {
            endless(Integer.parseInt(model.group(2)), out);
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
        if (cut.equals("length")) {
            write(out, (STREAM + "Content-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII));
            write(out, body);
            return;
        }
        boolean twice = cut.equals("length-and-chunks");
        String length = twice ? "Content-Length: " + body.length + "\r\n" : "";
        write(out, (STREAM + length + CHUNKED).getBytes(US_ASCII));
        boolean stepping = cut.equals("steps");
        for (Cut.Piece piece : Cut.of(body, stepping || twice ? "events" : cut)) {
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

    private static void refuse(String how, OutputStream out) throws IOException, InterruptedException {
        String[] statusAndDelay = how.split("-");
        String status = statusAndDelay[0];
        if (statusAndDelay.length > 1) {
            TimeUnit.MILLISECONDS.sleep(Integer.parseInt(statusAndDelay[1])); // the engine's own pace
        }
        String body = "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":" + status + "}}";
        write(
                out,
                ("HTTP/1.1 " + status + " Refused\r\nContent-Type: application/json\r\nRetry-After: 7\r\n"
                                + "x-ratelimit-remaining: 0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(US_ASCII));
    }

    /** One event without an end. */
    private void endless(int mebibytes, OutputStream out) throws IOException {
        write(out, (STREAM + CHUNKED + "6\r\ndata: \r\n").getBytes(US_ASCII));
        byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(US_ASCII);
        for (int i = 0; i < mebibytes * 16; i++) {
            write(out, chunk);
            sent.addAndGet(1 << 16);
        }
        write(out, "0\r\n\r\n".getBytes(US_ASCII));
        completed.incrementAndGet();
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
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
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
