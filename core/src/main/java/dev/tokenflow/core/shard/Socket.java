package dev.tokenflow.core.shard;

import dev.tokenflow.core.pane.PaneTimes;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a socket from pane to pane. It counts as open from the end of the pane of its first event,
 * whatever that event is: the agent may have started after the connection was opened.
 */
final class Socket extends CookieEntry {
    final PathGauges client;

    /** The client's address. */
    final long hi;

    final long lo;

    /** End of the pane of its newest event, ms. */
    long eventEndMs;

    /** End of the pane in which bytes were last acknowledged, ms. */
    long ackedEndMs = PaneTimes.NEVER;

    long unsentBytes;
    long inFlight;
    boolean open;
    boolean active;

    /**
     * What open panes say of it: the last one, which most events belong to, and the first one, from which the others
     * follow.
     */
    @Nullable
    SocketUpdate lastPending;

    @Nullable
    SocketUpdate firstPending;

    /** Neighbours in the order of activity, while it is open. */
    @Nullable
    Socket older;

    @Nullable
    Socket newer;

    Socket(long cookie, PathGauges client) {
        super(cookie);
        this.client = client;
        hi = client.name.hi();
        lo = client.name.lo();
    }

    /** What an open pane says of it; made when there is nothing yet. */
    SocketUpdate update(OpenPane openPane) {
        SocketUpdate before = null;
        SocketUpdate update = firstPending;
        while (update != null && update.endMs < openPane.endMs) {
            before = update;
            update = update.later;
        }
        if (update != null && update.endMs == openPane.endMs) {
            return update;
        }
        SocketUpdate made = new SocketUpdate(this, client.pane(openPane.endMs, openPane.clients));
        made.later = update;
        if (before == null) {
            firstPending = made;
        } else {
            before.later = made;
        }
        lastPending = update == null ? made : lastPending;
        openPane.sockets.add(made);
        return made;
    }

    /** Forgets what the first open pane says of it: that pane was closed. */
    void dropFirst(SocketUpdate closed) {
        firstPending = closed.later;
        lastPending = firstPending == null ? null : lastPending;
    }
}
