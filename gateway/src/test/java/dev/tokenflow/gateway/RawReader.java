package dev.tokenflow.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A socket and nothing more: sends any bytes, and reads what comes back. */
final class RawReader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    RawReader(int port) throws IOException {
        this(port, 0);
    }

    RawReader(int port, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = socket.getInputStream();
    }

    RawReader send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    /** A chat completion that wants a stream, with more header lines, each with its line end. */
    RawReader ask(String moreHeaders) throws IOException {
        return post("/v1/chat/completions", moreHeaders, "{\"model\":\"m\",\"stream\":true}");
    }

    RawReader post(String path, String moreHeaders, String body) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: gateway\r\n" + moreHeaders + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    /** Status line and headers, as text, with the blank line. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                return head.toString();
            }
            head.append((char) c);
        }
        return head.toString();
    }

    /** A chunked body, decoded, with its trailers behind a line {@code --}. */
    byte[] chunkedBytes() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                    body.writeBytes(("--" + trailer).getBytes(StandardCharsets.UTF_8));
                }
                return body.toByteArray();
            }
            body.writeBytes(in.readNBytes(size));
            line();
        }
    }

    String chunked() throws IOException {
        return new String(chunkedBytes(), StandardCharsets.UTF_8);
    }

    /** One chunk of a chunked body. */
    byte[] oneChunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        byte[] bytes = in.readNBytes(size);
        line();
        return bytes;
    }

    /** Head and body of an answer with a length. */
    String answer() throws IOException {
        String head = head();
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    String all() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    InputStream in() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended within an answer");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
