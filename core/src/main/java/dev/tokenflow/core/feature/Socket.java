package dev.tokenflow.core.feature;

import org.jspecify.annotations.Nullable;

/** What is remembered of an open socket between slots. A socket counts as open from its first event, whatever that is: the agent may have started after it. */
final class Socket extends CookieEntry {
    final PathGauges client;

    /** End of the slot of its newest event, ms. */
    long eventEndMs;

    /** End of the slot in which bytes were last acknowledged, ms. */
    long ackedEndMs = PathWindow.NEVER;

    long unsentBytes;
    long inFlight;
    boolean active;
    boolean gone;

    /** Neighbours in the order of activity. */
    @Nullable
    Socket older;

    @Nullable
    Socket newer;

    Socket(long cookie, PathGauges client) {
        super(cookie);
        this.client = client;
    }
}
