package dev.tokenflow.gateway.carry;

import dev.tokenflow.protocol.event.IpAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The open token streams of each client, so that they share its budget and are told when its hint changes. Safe for any
 * thread.
 */
public final class ClientStreams {
    /** A stream that was silent for longer takes no share of the budget. */
    private static final long ACTIVE_NS = TimeUnit.SECONDS.toNanos(1);
    /** The count of active streams is made anew after this time. */
    private static final long COUNT_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** One client. */
    static final class Client {
        private final Set<TokenStream> streams = ConcurrentHashMap.newKeySet();
        private volatile int active = 1;
        private volatile long countedNs;

        /** Streams that have something to send now, as of a moment ago; at least 1. */
        int active(long nowNs) {
            if (nowNs - countedNs > COUNT_EVERY_NS) {
                countedNs = nowNs;
                int count = 0;
                for (TokenStream stream : streams) {
                    count += nowNs - stream.lastActiveNs() < ACTIVE_NS ? 1 : 0;
                }
                active = Math.max(1, count);
            }
            return active;
        }
    }

    private final ConcurrentHashMap<IpAddress, Client> clients = new ConcurrentHashMap<>();

    /** A stream to this client begins. */
    Client add(IpAddress address, TokenStream stream) {
        // Within compute, so that the last stream's end cannot drop an entry to which a new stream is just added.
        return clients.compute(address, (key, known) -> {
            Client client = known == null ? new Client() : known;
            client.streams.add(stream);
            client.countedNs = System.nanoTime() - 2 * COUNT_EVERY_NS;
            return client;
        });
    }

    /** A stream to this client is over. */
    void remove(IpAddress address, TokenStream stream) {
        clients.computeIfPresent(address, (key, client) -> {
            client.streams.remove(stream);
            return client.streams.isEmpty() ? null : client;
        });
    }

    /** The hint of a client changed or expired: its streams look at it now. */
    public void hintChanged(IpAddress address) {
        Client client = clients.get(address);
        if (client != null) {
            client.streams.forEach(TokenStream::hintChanged);
        }
    }

    /** Open token streams. */
    public int count() {
        return clients.values().stream()
                .mapToInt(client -> client.streams.size())
                .sum();
    }
}
