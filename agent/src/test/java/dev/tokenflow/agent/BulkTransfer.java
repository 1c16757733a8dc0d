package dev.tokenflow.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * {@code serve ADDRESS BYTES}: prints its port and sends that much to whoever connects. {@code fetch ADDRESS PORT}:
 * reads to the end and prints how much.
 */
public final class BulkTransfer {
    private BulkTransfer() {}

    public static void main(String[] args) throws IOException {
        if (args[0].equals("serve")) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(args[1]))) {
                System.out.println(listener.getLocalPort());
                try (Socket socket = listener.accept()) {
                    socket.getOutputStream().write(new byte[Integer.parseInt(args[2])]);
                    socket.shutdownOutput();
                    socket.getInputStream().read(); // until the other side has everything
                }
            }
        } else {
            try (Socket socket = new Socket(args[1], Integer.parseInt(args[2]))) {
                System.out.println(socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
            }
        }
    }
}
