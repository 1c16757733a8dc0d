package dev.tokenflow.lab.arm;

import java.util.Locale;

/** What the law is told about the round trips to come. */
public enum Forecasts {
    /** Nothing, as before the first model is trained. */
    NONE,
    /** What boosted trees say that learnt from other runs over the same link, while they beat the last value. */
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
