package dev.tokenflow.lab.arm;

import java.util.Locale;

/** What the law is told about the round trips to come. */
public enum Forecasts {
    /** Nothing, as before the first model is trained. */
    NONE,
    /**
     * The forecast of boosted trees that learned from other runs over the same link, while it is better than the last
     * value.
     */
    LEARNT,
    /** That every queue will stay: no forecast can make the law act sooner. */
    EVERY_QUEUE_STANDS,
    /** That every queue will be gone: no forecast can make the law act later. */
    NO_QUEUE_STANDS;

    /** Its name in a table. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
