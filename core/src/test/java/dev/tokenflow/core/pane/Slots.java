package dev.tokenflow.core.pane;

import java.time.Duration;

/** Spans of time for tests that count in slots. */
public final class Slots {
    /** The defaults with panes of 100 ms, which make numbers that are easy to follow. */
    public static final WindowConfig OF_100_MS = of(100);

    private Slots() {}

    /** The defaults with panes of this length. */
    public static WindowConfig of(long paneMs) {
        return with(paneMs, WindowConfig.DEFAULT.pace().toMillis());
    }

    /** The defaults with panes and a pace of these lengths; everything is told in the pane in which it happens. */
    public static WindowConfig with(long paneMs, long paceMs) {
        WindowConfig d = WindowConfig.DEFAULT;
        return new WindowConfig(
                Duration.ofMillis(paneMs),
                Duration.ofMillis(paneMs),
                Duration.ofMillis(paceMs),
                d.window(),
                d.slide(),
                d.longWindow(),
                d.baseline(),
                d.shortWindow(),
                d.lossSpan(),
                d.stagger());
    }
}
