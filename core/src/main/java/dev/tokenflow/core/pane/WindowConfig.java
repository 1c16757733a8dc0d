package dev.tokenflow.core.pane;

import java.io.Serializable;
import java.time.Duration;

/**
 * The time spans of a path's features. All are whole multiples of the pane.
 *
 * @param pane slice of time in which events are summed up; default 25 ms
 * @param summary time in which what is known of prefixes and sites is summed up and told once, and within which it is
 *     told that a connection without events is active no more: nobody paces by either; default 1 s
 * @param pace least time between two decisions on a path that is busy, in whole panes; one that was quiet is decided on
 *     as soon as its pane is finished; default 100 ms
 * @param window the time that features are about; default 10 s
 * @param slide how often a busy path is evaluated: window ends are its multiples; divides the window; default 200 ms
 * @param longWindow the time that the slow mean and quantiles are about; default 60 s
 * @param baseline memory of the smallest round trip, to a sixtieth of itself; default 10 min
 * @param shortWindow the newest time, which the pacing law looks at: the window would react seconds too late; default
 *     300 ms
 * @param stagger time after the end of a slide in which the partitions of paths take turns, so that the work does not
 *     come all at once; shorter than a pane; default 5 ms
 * @param lossSpan time over which the law counts segments and retransmits: thin streams send few; default 5 s
 */
public record WindowConfig(
        Duration pane,
        Duration summary,
        Duration pace,
        Duration window,
        Duration slide,
        Duration longWindow,
        Duration baseline,
        Duration shortWindow,
        Duration lossSpan,
        Duration stagger)
        implements Serializable {

    public static final WindowConfig DEFAULT = new WindowConfig(
            Duration.ofMillis(25),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofMillis(5));

    public WindowConfig {
        requirePositive("pane", pane);
        requireDivides("pane", pane, "summary", summary);
        requireDivides("pane", pane, "pace", pace);
        requireDivides("pane", pane, "slide", slide);
        requireDivides("slide", slide, "window", window);
        requireDivides("pane", pane, "short window", shortWindow);
        requireDivides("pane", pane, "loss span", lossSpan);
        requireDivides("window", window, "long window", longWindow);
        requireDivides("long window", longWindow, "baseline", baseline);
        if (stagger.isNegative() || stagger.compareTo(pane) >= 0) {
            throw new IllegalArgumentException(
                    "stagger is " + stagger + ", expected at least 0 and less than the pane, " + pane);
        }
        if (shortWindow.compareTo(window) > 0 || lossSpan.compareTo(window) > 0) {
            throw new IllegalArgumentException("short window is " + shortWindow + " and loss span " + lossSpan
                    + ", expected neither above the window, " + window);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 1 ms");
        }
    }

    private static void requireDivides(String partName, Duration part, String name, Duration whole) {
        if (whole.toMillis() <= 0 || whole.toMillis() % part.toMillis() != 0) {
            throw new IllegalArgumentException(
                    name + " is " + whole + ", expected a whole multiple of the " + partName + ", " + part);
        }
    }
}
