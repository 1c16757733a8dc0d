package dev.tokenflow.http;

import io.netty.channel.EventLoop;

/**
 * The event loop of one connection: the one thread on which everything that concerns the connection happens.
 *
 * @param executor for timers, and to return to from other threads
 */
record ConnectionLoop(EventLoop executor) {
    /**
     * Makes sure that this is the loop's thread.
     *
     * @throws IllegalStateException on any other thread
     */
    void require() {
        if (!executor.inEventLoop()) {
            throw new IllegalStateException("this belongs on the event loop of the connection");
        }
    }

    /** Runs the action now when this is the loop's thread, else soon. */
    void run(Runnable action) {
        if (executor.inEventLoop()) {
            action.run();
        } else {
            executor.execute(action);
        }
    }
}
