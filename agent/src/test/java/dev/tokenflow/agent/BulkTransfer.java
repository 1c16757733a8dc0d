package dev.tokenflow.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * {@code serve ADDRESS BYTES [CONNECTIONS]}: prints its port and sends that much to whoever connects, to one after the
 * other. {@code fetch ADDRESS PORT [CONNECTIONS]}: reads to the end, that often, and prints how much it was in all.
 */
public final class BulkTransfer {
    private BulkTransfer() {}

    public static void main(String[] args) throws IOException {
        int connections = args.length > 3 ? Integer.parseInt(args[3]) : 1;
        if (args[0].equals("serve")) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(args[1]))) {
                System.out.println(listener.getLocalPort());
                for (int i = 0; i < connections; i++) {
                    try (Socket socket = listener.accept()) {
                        socket.getOutputStream().write(new byte[Integer.parseInt(args[2])]);
                        socket.shutdownOutput();
                        socket.getInputStream().read(); // until the other side has everything
                    }
                }
            }
        } else {
            long bytes = 0;
            for (int i = 0; i < connections; i++) {
                try (Socket socket = new Socket(args[1], Integer.parseInt(args[2]))) {
                    bytes += socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            }
            System.out.println(bytes);
        }
    }
}
