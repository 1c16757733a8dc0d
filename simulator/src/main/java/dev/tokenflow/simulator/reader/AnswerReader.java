package dev.tokenflow.simulator.reader;

import dev.tokenflow.simulator.qoe.AnswerLog;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection that gets one answer after the other, as clients with keep-alive do: it connects, asks, and notes each
 * arrival in the answer's log.
 */
final class AnswerReader {
    private final ReaderTarget target;
    private final SocketChannel channel;
    private final SelectionKey key;
    private AnswerLog log;
    private ByteBuffer request;
    private TokenCounter counter = new TokenCounter();
    private ResponseParser parser = new ResponseParser(counter::forBody);

    /** Begins to connect; network errors are thrown by {@link #advance}. */
    AnswerReader(ReaderTarget target, AnswerLog log, Selector selector) throws IOException {
        this.target = target;
        this.log = log;
        this.request = target.request(log.tokensAsked());
        this.channel = SocketChannel.open(
                target.address().getAddress() instanceof Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (target.localAddress() != null) {
                channel.bind(target.localAddress());
            }
            boolean connected = channel.connect(target.address());
            key = channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Asks for the next answer on the connection whose last answer is complete. */
    void ask(AnswerLog next) {
        if (!isComplete()) {
            throw new IllegalStateException("the answer before is not complete");
        }
        parser.close();
        log = next;
        request = target.request(next.tokensAsked());
        counter = new TokenCounter();
        parser = new ResponseParser(counter::forBody);
        key.interestOps(SelectionKey.OP_WRITE);
    }

    /** Whether the answer is complete and the connection can be used for another one. */
    boolean isReusable() {
        return isComplete() && parser.keepsAlive() && channel.isOpen();
    }

    /**
     * Does what the connection is ready for.
     *
     * @param buffer to read through, shared by all readers of the thread
     * @return tokens that arrived just now
     * @throws IOException when the answer ended too early
     * @throws MalformedResponseException when the server does not speak HTTP
     */
    int advance(ByteBuffer buffer) throws IOException, MalformedResponseException {
        if (key.isConnectable() && channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_WRITE);
        }
        if (key.isWritable()) {
            channel.write(request);
            if (!request.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ);
            }
        }
        return key.isReadable() ? read(buffer) : 0;
    }

    /** Whether the answer is complete. */
    boolean isComplete() {
        return parser.isComplete();
    }

    AnswerLog log() {
        return log;
    }

    /** Closes the connection. */
    void close() {
        parser.close();
        try {
            channel.close();
        } catch (IOException e) {
            // There is nothing else to do with a connection that cannot be closed.
            return;
        }
    }

    private int read(ByteBuffer buffer) throws IOException, MalformedResponseException {
        int before = counter.tokens();
        buffer.clear();
        int count = channel.read(buffer);
        long nowNs = System.nanoTime();
        if (count < 0 && parser.isComplete()) {
            close(); // the server will not serve another request on it
            return 0;
        }
        if (count < 0) {
            throw new IOException("the server closed the connection before the answer was complete");
        }
        parser.accept(buffer.flip());
        if (parser.status() != 0 && parser.status() != 200) {
            throw new IOException("the server answered with status " + parser.status());
        }
        int arrived = counter.tokens() - before;
        if (counter.tokens() > log.tokensAsked()) {
            throw new IOException("the server sent more than the " + log.tokensAsked() + " tokens asked for");
        }
        if (arrived > 0) {
            log.arrived(nowNs, counter.tokens());
        }
        return arrived;
    }
}
