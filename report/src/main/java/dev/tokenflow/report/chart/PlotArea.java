package dev.tokenflow.report.chart;

import dev.tokenflow.report.chart.Surface.Align;
import dev.tokenflow.report.network.PhaseFacts;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A rectangle with two axes.
 *
 * @param surface where it is drawn
 * @param left pixels
 * @param top pixels
 * @param width pixels
 * @param height pixels
 * @param across scale of x
 * @param up scale of y
 * @param font size of labels, pixels
 */
public record PlotArea(
        Surface surface, double left, double top, double width, double height, Scale across, Scale up, double font) {
    private static final Stroke GRID = Stroke.solid(Ink.GRID, 1);
    private static final Stroke FRAME = Stroke.solid(Ink.FRAME, 1);
    private static final double BAND_OPACITY = 0.10;

    double bottom() {
        return top + height;
    }

    double right() {
        return left + width;
    }

    public double x(double value) {
        return left + width * across.place(value);
    }

    public double y(double value) {
        return top + height * (1 - up.place(value));
    }

    /** Horizontal lines and labels at the round values, the quantity's name beside them. */
    public void verticalAxis(String title, DoubleFunction<String> label, boolean labelled) {
        for (double tick : up.ticks((int) Math.max(2, height / (font * 1.6)))) {
            surface.line(left, y(tick), right(), y(tick), GRID);
            if (labelled) {
                surface.text(label.apply(tick), left - 8, y(tick) + font * 0.35, Align.RIGHT, Ink.MUTED, font, false);
            }
        }
        if (labelled) {
            surface.uprightText(title, left - font * 4.6, top + height / 2, Ink.TEXT, font);
        }
    }

    /** Vertical lines at the round values and, where asked for, labels and the quantity's name below. */
    public void horizontalAxis(String title, DoubleFunction<String> label, boolean labelled) {
        for (double tick : across.ticks((int) Math.max(2, width / (font * 4)))) {
            surface.line(x(tick), top, x(tick), bottom(), GRID);
            if (labelled) {
                String text = label.apply(tick);
                double half = surface.textWidth(text, font, false) / 2;
                double middle = Math.clamp(x(tick), left + half, right() - half);
                surface.text(text, middle, bottom() + font * 1.4, Align.CENTRE, Ink.MUTED, font, false);
            }
        }
        if (labelled) {
            surface.text(title, left + width / 2, bottom() + font * 2.9, Align.CENTRE, Ink.TEXT, font, false);
        }
    }

    public void frame() {
        surface.line(
                new double[] {left, left, right(), right(), left},
                new double[] {top, bottom(), bottom(), top, top},
                5,
                FRAME);
    }

    /** Shades every other phase. */
    public void bands(List<PhaseFacts> phases) {
        for (int i = 1; i < phases.size(); i += 2) {
            double from = x(phases.get(i).startS());
            surface.rect(from, top, x(phases.get(i).endS()) - from, height, Ink.BAND, BAND_OPACITY);
        }
    }

    /** A line through all points whose y is known; it breaks where one is not. */
    public void curve(double[] xs, double[] ys, Stroke stroke) {
        surface.clip(left, top - 2, width, height + 4);
        double[] px = new double[xs.length];
        double[] py = new double[xs.length];
        int points = 0;
        for (int i = 0; i <= xs.length; i++) {
            if (i < xs.length && Double.isFinite(ys[i])) {
                px[points] = x(xs[i]);
                py[points++] = y(ys[i]);
            } else {
                if (points > 0) {
                    surface.line(px, py, points, stroke);
                }
                points = 0;
            }
        }
        surface.unclip();
    }

    /** Says so instead of leaving the area empty. */
    public void noData() {
        surface.text(
                "no data", left + width / 2, top + height / 2 + font / 3, Align.CENTRE, Ink.MUTED, font * 1.2, false);
    }
}
