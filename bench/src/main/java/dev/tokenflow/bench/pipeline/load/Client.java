package dev.tokenflow.bench.pipeline.load;

import dev.tokenflow.protocol.event.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client of the made-up agents.
 *
 * @param number from 0
 * @param agent index of the agent that serves it
 * @param address IPv4, 64 clients to a /24
 * @param usualRttUs median of its round trips
 * @param watched whether its hints are fetched and alarms are made for it
 * @param restless whether its round trips jump about; never of a watched one
 */
public record Client(int number, int agent, IpAddress address, int usualRttUs, boolean watched, boolean restless) {
    private static final int FIRST_ADDRESS = 10 << 24;
    private static final int PER_PREFIX = 64;
    private static final double MIN_RTT_US = 15_000;
    private static final double MAX_RTT_US = 150_000;

    /**
     * So many clients, split evenly among the agents, their usual round trips log-uniform from 15 to 150 ms; the
     * watched ones are spread over all.
     */
    public static List<Client> all(Load load, int clients, int agents, int watched, long seed) {
        Random random = new Random(seed);
        List<Client> all = new ArrayList<>(clients);
        for (int i = 0; i < clients; i++) {
            double rttUs = MIN_RTT_US * Math.pow(MAX_RTT_US / MIN_RTT_US, random.nextDouble());
            boolean isWatched = (long) i * watched / clients != (i + 1L) * watched / clients;
            boolean isRestless = random.nextDouble() < load.restless() && !isWatched;
            int address = FIRST_ADDRESS + ((i / PER_PREFIX) << 8) + 1 + i % PER_PREFIX;
            int agent = (int) ((long) i * agents / clients);
            all.add(new Client(i, agent, IpAddress.ofIpv4(address), (int) rttUs, isWatched, isRestless));
        }
        return all;
    }
}
