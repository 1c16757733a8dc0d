package dev.tokenflow.core.shard;

import java.util.ArrayList;
import java.util.List;

/** One slice of time of one shard that is still being filled: what its events say of clients and of sockets. */
final class OpenPane {
    final long endMs;
    final List<PaneAccumulator> clients;
    final List<SocketUpdate> sockets;

    OpenPane(long endMs, int expectedClients, int expectedSockets) {
        this.endMs = endMs;
        clients = new ArrayList<>(expectedClients);
        sockets = new ArrayList<>(expectedSockets);
    }
}
