package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.route.Upstream;

/** One request's place among those that a server of an engine answers now; given back once. */
final class ServerLease {
    private final Upstream.Server server;
    private boolean over;

    ServerLease(Upstream.Server server) {
        this.server = server;
        server.begin();
    }

    /** The server could not be reached: others are chosen first from now on. */
    void notReached() {
        if (!over) {
            server.healthy(false);
        }
    }

    void end() {
        if (!over) {
            over = true;
            server.end();
        }
    }
}
