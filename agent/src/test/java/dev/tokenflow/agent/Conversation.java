package dev.tokenflow.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection over loopback on which the serving side sends and the other side answers each message, with a byte
 * unless told otherwise.
 */
public final class Conversation implements AutoCloseable {
    private final ServerSocket listener;

    private Conversation(ServerSocket listener) {
        this.listener = listener;
    }

    /** Listens on a free port of the address. */
    public static Conversation on(String address) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        return new Conversation(listener);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Opens a connection, exchanges messages, closes it, the serving side first.
     *
     * @return the client's port
     */
    public int hold(int messages, int bytes) throws IOException {
        return hold(messages, bytes, 1);
    }

    /** As {@link #hold(int, int)}, with answers of this many bytes. */
    public int hold(int messages, int bytes, int answerBytes) throws IOException {
        return hold(messages, bytes, answerBytes, Duration.ZERO);
    }

    /** As {@link #hold(int, int)}, with a pause before the last message, like a reader's between two questions. */
    public int holdWithPause(int messages, int bytes, Duration pause) throws IOException {
        return hold(messages, bytes, 1, pause);
    }

    private int hold(int messages, int bytes, int answerBytes, Duration pause) throws IOException {
        try (Socket client = new Socket(listener.getInetAddress(), port());
                Socket server = listener.accept()) {
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            byte[] message = new byte[bytes];
            byte[] answer = new byte[answerBytes];
            for (int i = 0; i < messages; i++) {
                if (i == messages - 1) {
                    LockSupport.parkNanos(pause.toNanos());
                }
                server.getOutputStream().write(message);
                client.getInputStream().readNBytes(bytes);
                client.getOutputStream().write(answer);
                server.getInputStream().readNBytes(answerBytes);
            }
            int clientPort = client.getLocalPort();
            client.close();
            server.getInputStream().read(); // the end of the stream
            return clientPort;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
