package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.TcpEventView;
import dev.tokenflow.core.pacing.Scope;

/** The slot of one source that is still being filled: its clients' sums and the newest word of its sockets. */
final class OpenPane {
    final long endMs;
    final PathTable<PaneAccumulator> clients;
    final CookieTable<SocketUpdate> sockets;

    OpenPane(long endMs, int expectedClients, int expectedSockets) {
        this.endMs = endMs;
        clients = new PathTable<>(expectedClients);
        sockets = new CookieTable<>(expectedSockets);
    }

    /** Adds an event; returns the sums of its client. */
    PaneAccumulator add(TcpEventView event, long wallNs, SourceState source, AlarmConfig alarm) {
        long cookie = event.sockCookie();
        SocketUpdate socket = sockets.get(cookie);
        if (socket == null) {
            socket = new SocketUpdate(cookie, client(event, source, alarm));
            sockets.put(socket);
        }
        PaneAccumulator client = socket.client;
        if (client.name.lo() != event.remoteLo() || client.name.hi() != event.remoteHi()) {
            client = client(event, source, alarm); // no kernel does this; each event still counts for its own address
        }
        socket.add(event, wallNs);
        client.add(event, wallNs);
        return client;
    }

    private PaneAccumulator client(TcpEventView event, SourceState source, AlarmConfig alarm) {
        long hi = event.remoteHi();
        long lo = event.remoteLo();
        PaneAccumulator client = clients.get(Scope.CLIENT, hi, lo, "");
        if (client == null) {
            PathGauges known = source.paths.get(Scope.CLIENT, hi, lo, "");
            client = new PaneAccumulator(known == null ? PathName.client(hi, lo) : known.name);
            if (known != null && endMs - known.usualEndMs <= AlarmConfig.USUAL_MS) {
                client.watchAbove(alarm.jumpUs(known.usualUs));
            }
            clients.put(client);
        }
        return client;
    }
}
