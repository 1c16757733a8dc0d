package dev.tokenflow.gateway.proxy;

import dev.tokenflow.http.Request;
import dev.tokenflow.protocol.event.IpAddress;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose hint counts for a request: that of the other end of the connection, or, when that is a proxy that is trusted,
 * of the client which the proxy names. Of a chain of proxies, the last address that is not itself a trusted proxy
 * counts, since anybody can write what stands before it.
 */
public final class ClientAddresses {
    /** A block of addresses, such as {@code 10.0.0.0/8}. */
    private record Block(IpAddress network, int bits) {
        boolean contains(IpAddress address) {
            return prefix(address.hi(), Math.min(bits, Long.SIZE)) == prefix(network.hi(), Math.min(bits, Long.SIZE))
                    && prefix(address.lo(), Math.max(0, bits - Long.SIZE))
                            == prefix(network.lo(), Math.max(0, bits - Long.SIZE));
        }

        private static long prefix(long half, int bits) {
            return bits == 0 ? 0 : half >>> (Long.SIZE - bits);
        }
    }

    private static final int BITS = 128;
    private static final int IPV4_OFFSET = 96;

    private final List<Block> trusted;

    private ClientAddresses(List<Block> trusted) {
        this.trusted = trusted;
    }

    /**
     * Trusts the proxies in these blocks.
     *
     * @param blocks addresses or blocks in CIDR form
     * @throws IllegalArgumentException when one is not; names it
     */
    public static ClientAddresses trusting(List<String> blocks) {
        return new ClientAddresses(blocks.stream().map(ClientAddresses::block).toList());
    }

    /** The address whose hint counts. */
    IpAddress of(Request request) {
        return of(request.remoteAddress(), request.headers());
    }

    IpAddress of(IpAddress peer, HttpHeaders headers) {
        IpAddress address = peer;
        if (trusted.isEmpty() || !isTrusted(address)) {
            return address;
        }
        List<@Nullable IpAddress> named = named(headers);
        for (int i = named.size() - 1; i >= 0; i--) {
            IpAddress next = named.get(i);
            if (next == null) {
                return address;
            }
            address = next;
            if (!isTrusted(address)) {
                return address;
            }
        }
        return address;
    }

    private boolean isTrusted(IpAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }

    /** The chain that the proxies wrote, oldest first; null where an entry is no address. */
    private static List<@Nullable IpAddress> named(HttpHeaders headers) {
        List<@Nullable IpAddress> chain = new ArrayList<>();
        List<String> forwarded = headers.getAll("Forwarded");
        if (!forwarded.isEmpty()) {
            for (String element : String.join(",", forwarded).split(",")) {
                chain.add(parse(forParameter(element)));
            }
            return chain;
        }
        List<String> forwardedFor = headers.getAll("X-Forwarded-For");
        if (!forwardedFor.isEmpty()) {
            for (String element : String.join(",", forwardedFor).split(",")) {
                chain.add(parse(element.strip()));
            }
        }
        return chain;
    }

    /** The value of {@code for=} of one element of the Forwarded header (RFC 7239). */
    private static String forParameter(String element) {
        for (String parameter : element.split(";")) {
            String[] pair = parameter.strip().split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("for")) {
                String value = pair[1].strip();
                return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value;
            }
        }
        return "";
    }

    private static @Nullable IpAddress parse(String text) {
        String address = text;
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            address = end < 0 ? "" : address.substring(1, end);
        } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
            address = address.substring(0, address.indexOf(':'));
        }
        try {
            return IpAddress.parse(address);
        } catch (IllegalArgumentException e) {
            return null; // such as "unknown" or a hidden name, which RFC 7239 allows
        }
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        String network = slash < 0 ? text : text.substring(0, slash);
        try {
            IpAddress address = IpAddress.parse(network);
            boolean ipv4 = address.toString().indexOf(':') < 0;
            int most = ipv4 ? BITS - IPV4_OFFSET : BITS;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("a prefix of " + bits + " bits");
            }
            return new Block(address, ipv4 ? bits + IPV4_OFFSET : bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address and no block of addresses such as 10.0.0.0/8 or fd00::/8");
        }
    }
}
