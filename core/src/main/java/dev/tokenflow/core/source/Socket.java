package dev.tokenflow.core.source;

import dev.tokenflow.core.pane.PaneTimes;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a socket between slots. It counts as open from the end of the slot of its first event, whatever
 * that is: the agent may have started after it.
 */
public final class Socket extends CookieEntry {
    final PathGauges client;

    /** The client's address. */
    final long hi;

    final long lo;

    /** End of the slot of its newest event, ms. */
    long eventEndMs;

    /** End of the slot in which bytes were last acknowledged, ms. */
    long ackedEndMs = PaneTimes.NEVER;

    long unsentBytes;
    long inFlight;
    boolean open;
    boolean active;

    /**
     * What slots that are not closed say of it: the last of them, which most events belong to, and the first, from
     * which the others follow.
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

    /** Its update of a slot, made when there is none. */
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

    /** Forgets the update of the first pending slot, which is closed. */
    void dropFirst(SocketUpdate closed) {
        firstPending = closed.later;
        lastPending = firstPending == null ? null : lastPending;
    }
}
