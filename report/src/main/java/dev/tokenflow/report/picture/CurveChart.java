package dev.tokenflow.report.picture;

import dev.tokenflow.report.chart.Extent;
import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.chart.PlotArea;
import dev.tokenflow.report.chart.Scale;
import dev.tokenflow.report.chart.Stroke;
import dev.tokenflow.report.chart.Surface.Align;
import dev.tokenflow.report.chart.SvgSurface;
import dev.tokenflow.report.text.Figures;
import java.util.List;

/** Curves over a common axis as an SVG element for a static page. */
public final class CurveChart {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 330;
    private static final double FONT = 15;
    private static final double LEFT = 88;
    private static final double LEGEND_ROW = 22;

    /**
     * A line.
     *
     * @param arm what it belongs to
     * @param index of the arm, for arms without a colour of their own
     * @param xs rising
     * @param ys NaN = unknown: the line breaks
     */
    @SuppressWarnings("ArrayRecordComponent") // drawn once, never compared
    public record Curve(String arm, int index, double[] xs, double[] ys) {}

    private CurveChart() {}

    /**
     * Draws.
     *
     * @param id unique in the page
     * @param across name of the x axis with its unit
     * @param up name of the y axis with its unit
     * @param logAcross whether x is logarithmic
     * @param logUp whether y is logarithmic
     * @param description what is to be seen, for readers who do not see it
     */
    public static String svg(
            String id,
            String title,
            String across,
            String up,
            boolean logAcross,
            boolean logUp,
            List<Curve> curves,
            String description) {
        SvgSurface surface = new SvgSurface(id, WIDTH, HEIGHT, title, description);
        double x = LEFT;
        double y = 16;
        for (Curve curve : curves) {
            Stroke stroke = stroke(curve);
            double width = 40 + surface.textWidth(curve.arm(), FONT, false);
            if (x + width > WIDTH) {
                x = LEFT;
                y += LEGEND_ROW;
            }
            surface.line(x, y, x + 34, y, stroke);
            surface.text(curve.arm(), x + 40, y + 5, Align.LEFT, Ink.TEXT, FONT, false);
            x += width + 24;
        }
        Scale xScale = scale(logAcross, curves.stream().map(Curve::xs).toList());
        Scale yScale = scale(logUp, curves.stream().map(Curve::ys).toList());
        PlotArea area = new PlotArea(surface, LEFT, y + 24, WIDTH - 110, HEIGHT - 84 - y, xScale, yScale, FONT);
        area.verticalAxis(up, Figures::number, true);
        area.horizontalAxis(across, Figures::number, true);
        curves.forEach(curve -> area.curve(curve.xs(), curve.ys(), stroke(curve)));
        if (curves.isEmpty()) {
            area.noData();
        }
        area.frame();
        return surface.toSvg();
    }

    private static Stroke stroke(Curve curve) {
        return switch (curve.arm()) {
            case "capacity", "demand" -> Stroke.dashed(Ink.MUTED, 1.6, 4, 4);
            default -> ArmStyle.of(curve.arm(), curve.index());
        };
    }

    private static Scale scale(boolean logarithmic, List<double[]> values) {
        Extent extent = Extent.of(values.stream()
                .flatMapToDouble(java.util.Arrays::stream)
                .filter(Double::isFinite)
                .toArray());
        if (extent.isEmpty()) {
            return Scale.fromZero(1);
        }
        return logarithmic
                ? Scale.logarithmic(Math.max(1, extent.leastPositive()), Math.max(10, extent.most()))
                : Scale.fromZero(extent.most());
    }
}
