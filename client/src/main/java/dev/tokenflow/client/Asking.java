package dev.tokenflow.client;

/** One way to learn of new hints. All methods are called on the client's one thread. */
interface Asking {
    /** An address was added or forgotten. */
    void addressesChanged();

    /** Called every second. */
    void tick();

    /** Ends the requests that are open. */
    void stop();
}
