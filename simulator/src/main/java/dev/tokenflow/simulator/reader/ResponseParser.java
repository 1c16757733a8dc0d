package dev.tokenflow.simulator.reader;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Parses one HTTP/1.1 response while its bytes come in, in pieces of any length: status line, headers, and a body that
 * is chunked or ends with the connection. Where the body's bytes go is decided when its encoding is known, so that a
 * decoder can stand in between.
 */
final class ResponseParser {
    private static final int MAX_LINE = 16 << 10;
    private static final String CONTENT_ENCODING = "content-encoding:";

    private enum State {
        STATUS_LINE,
        HEADERS,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        COMPLETE
    }

    /** Takes the bytes of a body. */
    @FunctionalInterface
    interface Body {
        /**
         * Takes in everything that {@code bytes} holds.
         *
         * @throws MalformedResponseException when they cannot be decoded
         */
        void accept(ByteBuffer bytes) throws MalformedResponseException;

        /** No more is coming. May be called more than once. */
        default void close() {}
    }

    /** Chooses where the bytes of a body go. */
    @FunctionalInterface
    interface Bodies {
        /**
         * The receiver of a body.
         *
         * @param encoding its {@code Content-Encoding} in small letters, {@code identity} without one
         * @throws MalformedResponseException when nothing here can read this encoding
         */
        Body of(String encoding) throws MalformedResponseException;
    }

    private final Bodies bodies;
    private Body body = bytes -> {};
    private String encoding = "identity";
    private final StringBuilder line = new StringBuilder(128);
    private State state = State.STATUS_LINE;
    private int status;
    private boolean chunked;
    private boolean keepAlive = true;
    private long chunkLeft;

    ResponseParser(Bodies bodies) {
        this.bodies = bodies;
    }

    /**
     * Takes in everything that {@code bytes} holds.
     *
     * @throws MalformedResponseException when this is no HTTP response
     */
    void accept(ByteBuffer bytes) throws MalformedResponseException {
        while (bytes.hasRemaining() && state != State.COMPLETE) {
            switch (state) {
                case CHUNK_DATA -> chunkData(bytes);
                case UNTIL_CLOSE -> body.accept(bytes);
                default -> {
                    if (readLine(bytes)) {
                        line(line.toString());
                        line.setLength(0);
                    }
                }
            }
        }
    }

    /** HTTP status; 0 before it arrived. */
    int status() {
        return status;
    }

    /** Whether the response ended as it should. */
    boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** Whether the server lets the connection be used again. */
    boolean keepsAlive() {
        return keepAlive && chunked;
    }

    /** Gives back what the body holds, whether it is complete or not. */
    void close() {
        body.close();
    }

    private void chunkData(ByteBuffer bytes) throws MalformedResponseException {
        int take = (int) Math.min(chunkLeft, bytes.remaining());
        ByteBuffer part = bytes.slice(bytes.position(), take);
        body.accept(part);
        bytes.position(bytes.position() + take);
        chunkLeft -= take;
        if (chunkLeft == 0) {
            state = State.CHUNK_END;
        }
    }

    private boolean readLine(ByteBuffer bytes) throws MalformedResponseException {
        while (bytes.hasRemaining()) {
            char c = (char) (bytes.get() & 0xff);
            if (c == '\n') {
                if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                    line.setLength(line.length() - 1);
                }
                return true;
            }
            if (line.length() == MAX_LINE) {
                throw new MalformedResponseException("a line of the response is longer than " + MAX_LINE + " bytes");
            }
            line.append(c);
        }
        return false;
    }

    private void line(String text) throws MalformedResponseException {
        switch (state) {
            case STATUS_LINE -> statusLine(text);
            case HEADERS -> header(text);
            case CHUNK_SIZE -> chunkSize(text);
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILERS -> state = text.isEmpty() ? State.COMPLETE : State.TRAILERS;
            default -> throw new IllegalStateException("no line is expected in " + state);
        }
    }

    private void statusLine(String text) throws MalformedResponseException {
        if (!text.startsWith("HTTP/1.") || text.length() < 12) {
            throw new MalformedResponseException("'" + text + "' is no HTTP/1.1 status line");
        }
        try {
            status = Integer.parseInt(text, 9, 12, 10);
        } catch (NumberFormatException e) {
            throw new MalformedResponseException("'" + text + "' is no HTTP/1.1 status line");
        }
        state = State.HEADERS;
    }

    private void header(String text) throws MalformedResponseException {
        if (text.isEmpty()) {
            body = bodies.of(encoding);
            state = chunked ? State.CHUNK_SIZE : State.UNTIL_CLOSE;
        } else {
            String header = text.toLowerCase(Locale.ROOT).replace(" ", "");
            chunked |= header.equals("transfer-encoding:chunked");
            keepAlive &= !header.equals("connection:close");
            if (header.startsWith(CONTENT_ENCODING)) {
                encoding = header.substring(CONTENT_ENCODING.length());
            }
        }
    }

    private void chunkSize(String text) throws MalformedResponseException {
        int end = text.indexOf(';') < 0 ? text.length() : text.indexOf(';');
        try {
            chunkLeft = Long.parseLong(text.substring(0, end).trim(), 16);
        } catch (NumberFormatException e) {
            throw new MalformedResponseException("'" + text + "' is no chunk size");
        }
        if (chunkLeft < 0) {
            throw new MalformedResponseException("'" + text + "' is no chunk size");
        }
        state = chunkLeft == 0 ? State.TRAILERS : State.CHUNK_DATA;
    }
}
