package dev.tokenflow.protocol.event;

import java.nio.ByteBuffer;

/**
 * An IP address as 128 bits. IPv4 is held in its mapped form ({@code ::ffff:a.b.c.d}) and always written as IPv4, so
 * that a client has one name however its address arrived.
 *
 * @param hi the first 64 bits, network order
 * @param lo the last 64 bits, network order
 */
public record IpAddress(long hi, long lo) {
    private static final long MAPPED = 0xffffL << 32;
    private static final int V4_PREFIX_BITS = 24;
    private static final int V6_PREFIX_BITS = 56;

    /** An IPv4 address from its 32 bits, first octet highest. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(0, MAPPED | Integer.toUnsignedLong(bits));
    }

    /**
     * An address as the network writes it.
     *
     * @param network 4 or 16 bytes
     * @throws IllegalArgumentException for any other length
     */
    public static IpAddress ofBytes(byte[] network) {
        ByteBuffer bytes = ByteBuffer.wrap(network);
        return switch (network.length) {
            case Integer.BYTES -> ofIpv4(bytes.getInt());
            case 2 * Long.BYTES -> new IpAddress(bytes.getLong(), bytes.getLong());
            default ->
                throw new IllegalArgumentException("an address has " + network.length + " bytes, expected 4 or 16");
        };
    }

    /** Whether this is IPv4, mapped or not. */
    public boolean isIpv4() {
        return hi == 0 && (lo & 0xffffffff00000000L) == MAPPED;
    }

    /**
     * Reads {@code 203.0.113.7}, {@code 2001:db8::1}, {@code ::ffff:203.0.113.7}; no names, no scope ids, no brackets.
     *
     * @throws IllegalArgumentException with the text and what was expected
     */
    public static IpAddress parse(String text) {
        IpAddress parsed = text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
        if (parsed == null) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address");
        }
        return parsed;
    }

    /** The network this address is aggregated under: /24 for IPv4, /56 for IPv6, as {@code 203.0.113.0/24}. */
    public String prefix() {
        return network() + "/" + (isIpv4() ? V4_PREFIX_BITS : V6_PREFIX_BITS);
    }

    /** First address of that network. */
    public IpAddress network() {
        return isIpv4()
                ? new IpAddress(hi, lo & -(1L << (32 - V4_PREFIX_BITS)))
                : new IpAddress(hi & -(1L << (64 - V6_PREFIX_BITS)), 0);
    }

    /** IPv4 dotted, or IPv6 in the canonical form of RFC 5952. */
    @Override
    public String toString() {
        if (isIpv4()) {
            return ((lo >> 24) & 0xff) + "." + ((lo >> 16) & 0xff) + "." + ((lo >> 8) & 0xff) + "." + (lo & 0xff);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
            i += length;
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < 4 ? hi : lo;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private static @org.jspecify.annotations.Nullable IpAddress parseIpv4(String text) {
        long bits = parseIpv4Bits(text);
        return bits < 0 ? null : ofIpv4((int) bits);
    }

    private static long parseIpv4Bits(String text) {
        long bits = 0;
        int octets = 0;
        int position = 0;
        while (octets < 4) {
            int start = position;
            int value = 0;
            while (position < text.length() && position - start < 3 && isDigit(text.charAt(position))) {
                value = value * 10 + text.charAt(position++) - '0';
            }
            boolean leadingZero = position - start > 1 && text.charAt(start) == '0';
            if (position == start || value > 255 || leadingZero) {
                return -1;
            }
            bits = bits << 8 | value;
            octets++;
            if (octets < 4 && (position >= text.length() || text.charAt(position++) != '.')) {
                return -1;
            }
        }
        return position == text.length() ? bits : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static @org.jspecify.annotations.Nullable IpAddress parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            return null;
        }
        int[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int given = head.length + tail.length;
        if (gap < 0 ? given != 8 : given > 7) {
            return null;
        }
        int[] all = new int[8];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
        return new IpAddress(join(all, 0), join(all, 4));
    }

    private static long join(int[] groups, int from) {
        long bits = 0;
        for (int i = from; i < from + 4; i++) {
            bits = bits << 16 | groups[i];
        }
        return bits;
    }

    /** The 16-bit groups of one side of "::"; null when malformed. Only the last part may be dotted IPv4. */
    private static int @org.jspecify.annotations.Nullable [] groups(String side, boolean mayEndInIpv4) {
        if (side.isEmpty()) {
            return new int[0];
        }
        String[] parts = side.split(":", -1);
        if (parts.length > 8) {
            return null;
        }
        boolean dotted = mayEndInIpv4 && parts[parts.length - 1].indexOf('.') >= 0;
        int[] groups = new int[dotted ? parts.length + 1 : parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (dotted && i == parts.length - 1) {
                long bits = parseIpv4Bits(parts[i]);
                if (bits < 0) {
                    return null;
                }
                groups[i] = (int) (bits >>> 16);
                groups[i + 1] = (int) bits & 0xffff;
            } else {
                int value = hexGroup(parts[i]);
                if (value < 0) {
                    return null;
                }
                groups[i] = value;
            }
        }
        return groups;
    }

    private static int hexGroup(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = Character.digit(part.charAt(i), 16);
            if (digit < 0 || part.charAt(i) > 'f') {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
