package dev.tokenflow.lab.experiment.plan;

import java.util.Locale;

/** What the law is told about where round trips are going. */
public enum Forecasts {
    /** Nothing: as before the first model is trained. */
    NONE,
    /** What trees say that were trained on other runs over the same link, while they do better than the last value. */
    LEARNT,
    /** That every queue will stand: no forecast can make the law quicker. */
    EVERY_QUEUE_STANDS,
    /** That every queue will be gone: none can make it slower. */
    NO_QUEUE_STANDS;

    /** Its name in a table. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
