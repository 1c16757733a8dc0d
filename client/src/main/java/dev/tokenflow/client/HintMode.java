package dev.tokenflow.client;

/** How a client learns of new hints. */
public enum HintMode {
    /** Asks for all addresses in one request every {@link HintClient.Builder#pollInterval}. The simplest way. */
    POLL,
    /** Keeps one waiting request open for each address: a new hint comes at once, at the price of most connections. */
    LONG_POLL,
    /**
     * Keeps one server-sent event stream open for every 250 addresses: a new hint comes at once, with fewest requests.
     */
    SSE
}
