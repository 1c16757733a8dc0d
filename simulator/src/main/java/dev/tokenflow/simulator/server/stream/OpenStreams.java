package dev.tokenflow.simulator.server.stream;

import dev.tokenflow.protocol.event.IpAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of each client address. All methods may be called from any thread. */
public final class OpenStreams {
    private final ConcurrentHashMap<IpAddress, Set<AnswerStream>> streamsByClient = new ConcurrentHashMap<>();

    /** A stream to {@code client} begins; from here on it is told when the client's hint changes. */
    public void add(IpAddress client, AnswerStream stream) {
        // Within compute, so that the last stream's end cannot drop a set to which a new stream is just added.
        streamsByClient.compute(client, (key, open) -> {
            Set<AnswerStream> streams = open == null ? ConcurrentHashMap.newKeySet() : open;
            streams.add(stream);
            return streams;
        });
    }

    /** A stream ended. */
    public void remove(IpAddress client, AnswerStream stream) {
        streamsByClient.computeIfPresent(client, (key, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }

    /** The hint of a client changed: its streams look at it now. */
    public void hintChanged(IpAddress client) {
        Set<AnswerStream> open = streamsByClient.get(client);
        if (open != null) {
            open.forEach(AnswerStream::hintChanged);
        }
    }

    /** The addresses with an open stream. */
    public Set<IpAddress> clients() {
        return streamsByClient.keySet();
    }

    /** How many streams a client has; 1 for one that is about to begin. */
    public int count(IpAddress client) {
        Set<AnswerStream> open = streamsByClient.get(client);
        return open == null ? 1 : Math.max(1, open.size());
    }

    /** How many streams are open. */
    public int count() {
        return streamsByClient.values().stream().mapToInt(Set::size).sum();
    }

    /** Tokens generated and not yet written, of all streams. */
    public long pendingTokens(long nowNs) {
        long pending = 0;
        for (Set<AnswerStream> open : streamsByClient.values()) {
            for (AnswerStream stream : open) {
                pending += stream.pendingTokens(nowNs);
            }
        }
        return pending;
    }
}
