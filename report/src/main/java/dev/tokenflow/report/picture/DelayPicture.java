package dev.tokenflow.report.picture;

import dev.tokenflow.report.chart.Extent;
import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.chart.PlotArea;
import dev.tokenflow.report.chart.Scale;
import dev.tokenflow.report.chart.Stroke;
import dev.tokenflow.report.chart.Surface;
import dev.tokenflow.report.chart.Surface.Align;
import dev.tokenflow.report.chart.SvgSurface;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.DelayCurve;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.text.Figures;
import java.util.List;

/** The distribution of token delays as an SVG: which share of the tokens came within which delay. */
public final class DelayPicture {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 380;
    private static final double FONT = 15;

    private final RunRecord run;
    private final ClientNetwork network;

    public DelayPicture(RunRecord run, ClientNetwork network) {
        this.run = run;
        this.network = network;
    }

    public String toSvg() {
        List<DelayCurve> curves = run.delayCurves().stream()
                .filter(curve -> curve.network() == network && !curve.points().isEmpty())
                .toList();
        String id = "delay-" + network.word();
        SvgSurface surface = new SvgSurface(id, WIDTH, HEIGHT, "Token delay, " + network.title(), description(curves));
        legend(surface, curves);
        Extent extent = Extent.of(curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(DelayCurve.Point::delayMs)
                .toArray());
        Scale across = Scale.logarithmic(Math.max(1, extent.leastPositive()), Math.max(10, extent.most()));
        PlotArea area =
                new PlotArea(surface, 88, 46, WIDTH - 110, HEIGHT - 104, across, new Scale(0, 100, false), FONT);
        area.verticalAxis("share of tokens, %", Figures::number, true);
        area.horizontalAxis("token delay, ms", Figures::number, true);
        for (DelayCurve curve : curves) {
            area.curve(
                    curve.points().stream()
                            .mapToDouble(DelayCurve.Point::delayMs)
                            .toArray(),
                    curve.points().stream()
                            .mapToDouble(point -> point.share() * 100)
                            .toArray(),
                    style(curve));
        }
        if (curves.isEmpty()) {
            area.noData();
        }
        area.frame();
        return surface.toSvg();
    }

    private void legend(Surface surface, List<DelayCurve> curves) {
        double x = 88;
        for (DelayCurve curve : curves) {
            surface.line(x, 20, x + 44, 20, style(curve));
            surface.text(curve.arm(), x + 52, 25, Align.LEFT, Ink.TEXT, FONT, false);
            x += 52 + surface.textWidth(curve.arm(), FONT, false) + 34;
        }
    }

    private Stroke style(DelayCurve curve) {
        return ArmStyle.of(curve.arm(), run.arms().indexOf(curve.arm()));
    }

    private static String description(List<DelayCurve> curves) {
        StringBuilder text = new StringBuilder("Share of tokens that came within a delay.");
        for (DelayCurve curve : curves) {
            DelayCurve.Point middle = curve.points().get(curve.points().size() / 2);
            text.append(' ')
                    .append(curve.arm())
                    .append(": half within ")
                    .append(Figures.delay(middle.delayMs()))
                    .append('.');
        }
        return text.toString();
    }
}
