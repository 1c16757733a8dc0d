package dev.tokenflow.bench.window.traffic;

import dev.tokenflow.protocol.event.IpAddress;
import java.util.SplittableRandom;

/** The clients of a workload: their addresses, agents and base round trips, all made from their number and the seed. */
final class Clients {
    private static final double MIN_BASE_US = 10_000;
    private static final double MAX_BASE_US = 200_000;
    private static final int FIRST_IPV4 = 16 << 24;
    private static final long FIRST_IPV6 = 0x2a00_0000_0000_0000L;
    private static final int IPV6_EVERY = 10;

    private final EventLoad workload;
    private final double[] baseUs;

    Clients(EventLoad workload) {
        this.workload = workload;
        SplittableRandom random = new SplittableRandom(workload.seed());
        baseUs = new double[workload.keys()];
        for (int i = 0; i < baseUs.length; i++) {
            baseUs[i] = MIN_BASE_US * Math.pow(MAX_BASE_US / MIN_BASE_US, random.nextDouble());
        }
    }

    /** Median round trip in us, spread evenly on a logarithmic scale. */
    double baseUs(int client) {
        return baseUs[client];
    }

    /** Neighbours are routed to the same agent. */
    int agent(int client) {
        return prefix(client) % EventLoad.AGENTS;
    }

    /** Every tenth prefix is IPv6. */
    IpAddress address(int client) {
        int prefix = prefix(client);
        int host = client % workload.prefixClients();
        return prefix % IPV6_EVERY == IPV6_EVERY - 1
                ? new IpAddress(FIRST_IPV6 | (long) prefix << 8, 1L + host)
                : IpAddress.ofIpv4(FIRST_IPV4 + (prefix << 8) + 1 + host);
    }

    private int prefix(int client) {
        return client / workload.prefixClients();
    }
}
