package dev.tokenflow.simulator.server;

import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.protocol.event.IpAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is being sent to: the open streams of each client address, and the hints they obey. All methods from any thread.
 */
final class Clients {
    private final ConcurrentHashMap<IpAddress, Set<AnswerStream>> streamsByClient = new ConcurrentHashMap<>();
    private final HintSource hints;

    Clients(HintSource hints) {
        this.hints = hints;
        hints.onChange(this::paceChanged);
    }

    /** A stream to {@code client} begins; from here on it is told of every change of pace. */
    void add(IpAddress client, AnswerStream stream) {
        // Within compute, so that the last stream's end cannot drop a set into which a new stream is just put.
        streamsByClient.compute(client, (key, open) -> {
            Set<AnswerStream> streams = open == null ? ConcurrentHashMap.newKeySet() : open;
            streams.add(stream);
            return streams;
        });
    }

    /** A stream ended. */
    void remove(IpAddress client, AnswerStream stream) {
        streamsByClient.computeIfPresent(client, (key, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }

    /** The pace that one stream to {@code client} should keep now. */
    Pace pace(IpAddress client) {
        return Pace.of(hints.current(client));
    }

    /** The addresses with an open stream. */
    Set<IpAddress> addresses() {
        return streamsByClient.keySet();
    }

    /** Open streams. */
    int streams() {
        return streamsByClient.values().stream().mapToInt(Set::size).sum();
    }

    /** Tokens generated and not yet written, of all streams. */
    long pendingTokens(long nowNs) {
        long pending = 0;
        for (Set<AnswerStream> open : streamsByClient.values()) {
            for (AnswerStream stream : open) {
                pending += stream.pendingTokens(nowNs);
            }
        }
        return pending;
    }

    private void paceChanged(IpAddress client) {
        Set<AnswerStream> open = streamsByClient.get(client);
        if (open != null) {
            open.forEach(AnswerStream::paceChanged);
        }
    }
}
