package dev.tokenflow.client;

/** One way to learn of hints. All methods are called on the client's one thread. */
interface Asking {
    /** Some address is new or gone. */
    void addressesChanged();

    /** Called every second. */
    void tick();

    /** Ends requests under way. */
    void stop();
}
