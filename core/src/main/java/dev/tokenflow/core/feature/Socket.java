package dev.tokenflow.core.feature;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a socket between slots. It counts as open from the end of the slot of its first event, whatever that is: the agent may have started after it.
 */
final class Socket extends CookieEntry {
    final PathGauges client;

    /** End of the slot of its newest event, ms. */
    long eventEndMs;

    /** End of the slot in which bytes were last acknowledged, ms. */
    long ackedEndMs = PathWindow.NEVER;

    long unsentBytes;
    long inFlight;
    boolean open;
    boolean active;

    /** What slots that are not closed say of it, newest slot first. */
    @Nullable
    SocketUpdate pending;

    /** Neighbours in the order of activity, while it is open. */
    @Nullable
    Socket older;

    @Nullable
    Socket newer;

    Socket(long cookie, PathGauges client) {
        super(cookie);
        this.client = client;
    }

    /** Its update of a slot, made when there is none. */
    SocketUpdate update(OpenPane slot) {
        SocketUpdate after = null;
        SocketUpdate update = pending;
        while (update != null && update.endMs > slot.endMs) {
            after = update;
            update = update.older;
        }
        if (update != null && update.endMs == slot.endMs) {
            return update;
        }
        SocketUpdate made = new SocketUpdate(this, slot.endMs);
        made.older = update;
        if (after == null) {
            pending = made;
        } else {
            after.older = made;
        }
        slot.sockets.add(made);
        return made;
    }

    /** Forgets the oldest pending update, whose slot is closed. */
    void dropOldest() {
        SocketUpdate first = pending;
        if (first == null || first.older == null) {
            pending = null;
            return;
        }
        SocketUpdate before = first;
        for (SocketUpdate next = first.older; next.older != null; next = next.older) {
            before = next;
        }
        before.older = null;
    }
}
