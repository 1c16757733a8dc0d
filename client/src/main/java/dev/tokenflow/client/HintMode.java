package dev.tokenflow.client;

/** How a client learns of new hints. */
public enum HintMode {
    /** Asks for all clients in one request every {@link HintClientConfig#pollInterval}. */
    POLL,
    /** One waiting request per client: news at once, most connections. */
    LONG_POLL,
    /** One stream for all clients: news at once, fewest requests. */
    SSE
}
