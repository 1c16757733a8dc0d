package dev.tokenflow.simulator.server;

import dev.tokenflow.simulator.sender.Pace;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is being sent to: the open streams of each client address, and the hints they obey. All methods from any thread. */
final class Clients {
    private final ConcurrentHashMap<String, Set<AnswerStream>> streamsByClient = new ConcurrentHashMap<>();
    private final HintSource hints;

    Clients(HintSource hints) {
        this.hints = hints;
    }

    /** A stream to {@code client} begins; from here on it is told of every change of pace. */
    void add(String client, AnswerStream stream) {
        // Within compute, so that the last stream's end and a new one's beginning cannot leave a client that nobody
        // follows.
        streamsByClient.compute(client, (key, streams) -> {
            Set<AnswerStream> open = streams;
            if (open == null) {
                open = ConcurrentHashMap.newKeySet();
                hints.follow(client, () -> paceChanged(client));
            }
            open.add(stream);
            return open;
        });
    }

    /** A stream ended. */
    void remove(String client, AnswerStream stream) {
        streamsByClient.computeIfPresent(client, (key, open) -> {
            open.remove(stream);
            if (!open.isEmpty()) {
                return open;
            }
            hints.unfollow(client);
            return null;
        });
    }

    /** The pace that one stream to {@code client} should keep now. */
    Pace pace(String client) {
        return Pace.of(hints.current(client));
    }

    /** The addresses with an open stream. */
    Set<String> addresses() {
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

    private void paceChanged(String client) {
        Set<AnswerStream> open = streamsByClient.get(client);
        if (open != null) {
            open.forEach(AnswerStream::paceChanged);
        }
    }
}
