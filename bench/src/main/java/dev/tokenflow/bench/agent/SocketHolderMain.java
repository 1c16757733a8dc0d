package dev.tokenflow.bench.agent;

import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of many connections that stay open, in a process of its own. {@code serve COUNT} says {@code {"port":…}},
 * accepts that many and sends a message to each; {@code connect PORT COUNT} opens them, reads the messages, and says
 * {@code {"open":…}}. Both end when standard input does.
 */
final class SocketHolderMain {
    private static final int MESSAGE_BYTES = 245;
    private static final int BACKLOG = 1024;

    private SocketHolderMain() {}

    public static void main(String[] args) throws IOException {
        List<SocketChannel> open = args[0].equals("serve")
                ? serve(Integer.parseInt(args[1]))
                : connect(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.println(
                new JsonWriter().beginObject().field("open", open.size()).endObject());
        while (System.in.read() >= 0) {
            Thread.onSpinWait(); // until it ends
        }
        Runtime.getRuntime().halt(0);
    }

    private static List<SocketChannel> serve(int count) throws IOException {
        List<SocketChannel> open = new ArrayList<>(count);
        try (ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), BACKLOG)) {
            System.out.println(new JsonWriter()
                    .beginObject()
                    .field("port", listener.socket().getLocalPort())
                    .endObject());
            ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
            for (int i = 0; i < count; i++) {
                SocketChannel channel = listener.accept();
                channel.write(message.clear());
                open.add(channel);
            }
        }
        return open;
    }

    private static List<SocketChannel> connect(int port, int count) throws IOException {
        List<SocketChannel> open = new ArrayList<>(count);
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            message.clear();
            while (message.hasRemaining()) {
                channel.read(message);
            }
            open.add(channel);
        }
        return open;
    }
}
