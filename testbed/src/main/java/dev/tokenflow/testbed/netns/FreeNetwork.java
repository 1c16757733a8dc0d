package dev.tokenflow.testbed.netns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a /30 of 10.78.0.0/16 that no route of the host covers.
 *
 * @param network its first address as 32 bits
 */
record FreeNetwork(int network) {
    private static final int FIRST = 10 << 24 | 78 << 16;
    private static final int CANDIDATES = 1 << 14;
    private static final int MASK_BITS = 30;
    private static final Pattern DESTINATION =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");

    /**
     * The first free one.
     *
     * @throws IOException when {@code ip} fails or every one is taken
     */
    static FreeNetwork find() throws IOException {
        return find(IpCommand.run("-4", "route", "show", "table", "all"));
    }

    /** The first that no destination in the output of {@code ip route} overlaps; the default route does not count. */
    static FreeNetwork find(String routes) throws IOException {
        List<long[]> taken = new ArrayList<>();
        for (String line : routes.split("\n")) {
            Matcher matcher = DESTINATION.matcher(destination(line));
            if (matcher.matches()) {
                int bits = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
                long start = 0;
                for (int octet = 1; octet <= 4; octet++) {
                    start = start << 8 | Integer.parseInt(matcher.group(octet));
                }
                taken.add(new long[] {start, start + (1L << (32 - bits))});
            }
        }
        for (int i = 0; i < CANDIDATES; i++) {
            long start = FIRST + 4L * i;
            if (taken.stream().noneMatch(range -> start < range[1] && range[0] < start + 4)) {
                return new FreeNetwork((int) start);
            }
        }
        throw new IOException(
                "no free network in 10.78.0.0/16: every /30 has a route already; remove one (see 'ip route')");
    }

    /** The host's own address, {@code a.b.c.d}. */
    String hostAddress() {
        return dotted(network + 1);
    }

    /** The server namespace's address. */
    String serverAddress() {
        return dotted(network + 2);
    }

    /** An address of this network with its length, as {@code ip address add} takes it. */
    static String withLength(String address) {
        return address + "/" + MASK_BITS;
    }

    private static String destination(String line) {
        String[] words = line.strip().split("\\s+");
        boolean typed = words.length > 1 && words[0].matches("[a-z]+");
        return words[typed ? 1 : 0];
    }

    private static String dotted(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }
}
