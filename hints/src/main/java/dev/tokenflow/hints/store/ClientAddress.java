package dev.tokenflow.hints.store;

import dev.tokenflow.protocol.event.IpAddress;

/**
 * What somebody asks a hint for: a client, or one of its connections.
 *
 * @param address remote address
 * @param port remote port of one connection; 0 = any
 */
public record ClientAddress(IpAddress address, int port) {
    private static final int MAX_PORT = 65_535;

    public ClientAddress {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to " + MAX_PORT);
        }
    }

    /**
     * Reads {@code 203.0.113.7}, {@code 2001:db8::1}, {@code 203.0.113.7:443} or {@code [2001:db8::1]:443}.
     *
     * @throws IllegalArgumentException with the text and what was expected
     */
    public static ClientAddress parse(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
                throw malformed(text);
            }
            IpAddress address = IpAddress.parse(text.substring(1, end));
            return new ClientAddress(address, end + 1 == text.length() ? 0 : port(text, end + 2));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return new ClientAddress(IpAddress.parse(text.substring(0, colon)), port(text, colon + 1));
        }
        return new ClientAddress(IpAddress.parse(text), 0);
    }

    /**
     * Reads the key of a flow hint, {@code address:port}; the port always stands after the last colon.
     *
     * @throws IllegalArgumentException with the text and what was expected
     */
    static ClientAddress parseFlow(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw malformed(text);
        }
        String address = text.substring(0, colon);
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        return new ClientAddress(
                IpAddress.parse(bracketed ? address.substring(1, address.length() - 1) : address),
                port(text, colon + 1));
    }

    @Override
    public String toString() {
        if (port == 0) {
            return address.toString();
        }
        return address.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
    }

    private static int port(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || port > MAX_PORT) {
                throw malformed(text);
            }
            port = port * 10 + c - '0';
        }
        if (from >= text.length() || port == 0 || port > MAX_PORT) {
            throw malformed(text);
        }
        return port;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not an address or address:port, expected such as 203.0.113.7 or [2001:db8::1]:443");
    }
}
