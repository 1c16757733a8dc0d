package dev.tokenflow.report.chart;

import java.util.Locale;

/**
 * The colours of pictures and page, on light and on dark ground. Data colours are those of Okabe and Ito (2008), which
 * stay apart for colour-blind readers, lightened a little on dark ground.
 */
public enum Ink {
    PAGE("#ffffff", "#14171c"),
    TEXT("#1a1d21", "#e8eaed"),
    MUTED("#5a626c", "#a3abb5"),
    GRID("#e3e6ea", "#2c323a"),
    FRAME("#aab1ba", "#555e69"),
    BAND("#6b7a90", "#8fa3c0"),
    VERMILLION("#d55e00", "#f0843c"),
    BLUE("#0072b2", "#4fb0ea"),
    GREEN("#00845f", "#2fc79a"),
    PURPLE("#b3538a", "#df94c0"),
    AMBER("#a87400", "#e6b040"),
    BLACK("#1a1d21", "#e8eaed"),
    GREY("#7d8590", "#8d96a1");

    private final String light;
    private final String dark;

    Ink(String light, String dark) {
        this.light = light;
        this.dark = dark;
    }

    /** {@code #rrggbb} on light ground. */
    public String light() {
        return light;
    }

    /** {@code #rrggbb} on dark ground. */
    public String dark() {
        return dark;
    }

    /** Name of the CSS variable that holds this ink. */
    public String variable() {
        return "--" + name().toLowerCase(Locale.ROOT);
    }
}
