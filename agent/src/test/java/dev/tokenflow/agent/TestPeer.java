package dev.tokenflow.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/**
 * One end of a connection in a process of its own. It does what each line of its input says and answers with a line.
 */
public final class TestPeer {
    private final ServerSocket listener = new ServerSocket();
    private Socket socket = new Socket();

    private TestPeer() throws IOException {}

    public static void main(String[] args) throws IOException {
        TestPeer peer = new TestPeer();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(peer.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) throws IOException {
        switch (words[0]) {
            case "listen" -> {
                listener.bind(new InetSocketAddress(InetAddress.getByName(words[1]), 0));
                return Integer.toString(listener.getLocalPort());
            }
            case "accept" -> begin(listener.accept());
            case "connect" -> begin(new Socket(words[1], Integer.parseInt(words[2])));
            case "write" -> socket.getOutputStream().write(new byte[Integer.parseInt(words[1])]);
            case "read" -> socket.getInputStream().readNBytes(Integer.parseInt(words[1]));
            case "end" -> socket.shutdownOutput();
            case "close" -> socket.close();
            case "flood" -> flood(words[1], Integer.parseInt(words[2]));
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "done";
    }

    private void begin(Socket connected) throws SocketException {
        socket = connected;
        socket.setTcpNoDelay(true);
    }

    /** Sends datagrams of 1,400 bytes to a port that nobody listens at. */
    private static void flood(String address, int datagrams) throws IOException {
        try (DatagramSocket out = new DatagramSocket()) {
            byte[] payload = new byte[1_400];
            for (int i = 0; i < datagrams; i++) {
                out.send(new DatagramPacket(payload, payload.length, InetAddress.getByName(address), 9));
            }
        }
    }
}
