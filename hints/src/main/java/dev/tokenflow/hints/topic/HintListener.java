package dev.tokenflow.hints.topic;

import dev.tokenflow.protocol.hint.Hint;

/** Told of each hint right after it became visible by GET: what the latency of the whole loop is measured with. */
@FunctionalInterface
public interface HintListener {
    /**
     * Called on the thread that reads the topic; must not block or throw.
     *
     * @param hint as issued
     * @param nanos {@link System#nanoTime} at which GET answers it
     */
    void visible(Hint hint, long nanos);
}
