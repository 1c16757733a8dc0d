package dev.tokenflow.report.picture;

import dev.tokenflow.report.chart.Extent;
import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.chart.PixelSurface;
import dev.tokenflow.report.chart.PlotArea;
import dev.tokenflow.report.chart.Scale;
import dev.tokenflow.report.chart.Stroke;
import dev.tokenflow.report.chart.Surface.Align;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.network.PhaseText;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.text.Known;
import dev.tokenflow.report.timeline.TimelineRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** {@code rtt-vs-token-rate.png}: the faulty link's capacity, and what every arm made of it, over time. */
public final class TimelinePicture {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final double FONT = 17;
    private static final double LEFT = 118;
    private static final double RIGHT = 28;

    private final RunRecord run;
    private final List<PhaseFacts> phases;
    private final PixelSurface surface = new PixelSurface(WIDTH, HEIGHT);

    private TimelinePicture(RunRecord run) {
        this.run = run;
        phases = run.summary().linkPhases();
    }

    /** Draws and writes the picture, 1600 x 1000 pixels, replacing what was there. */
    public static void write(RunRecord run, Path file) throws IOException {
        TimelinePicture picture = new TimelinePicture(run);
        picture.draw();
        picture.surface.write(file);
    }

    private void draw() {
        surface.text("Round trips and token rate on the faulty link", LEFT, 42, Align.LEFT, Ink.TEXT, 27, true);
        legend(76);
        double top = 128;
        capacity(top);
        phaseNames(top - 10);
        panel(top + 112, 224, "RTT p95, ms", row -> row.path().rttP95Ms(), true, false);
        panel(top + 360, 204, "delivered, tokens/s", row -> row.readers().tokensPerSecond(), false, false);
        panel(top + 588, 204, "token delay p95, ms", row -> row.readers().tokenDelayP95Ms(), true, true);
    }

    private void legend(double y) {
        double x = LEFT;
        List<String> arms = run.arms();
        for (int i = 0; i < arms.size(); i++) {
            surface.line(x, y - 6, x + 54, y - 6, ArmStyle.of(arms.get(i), i));
            surface.text(arms.get(i), x + 64, y, Align.LEFT, Ink.TEXT, 20, false);
            x += 64 + surface.textWidth(arms.get(i), 20, false) + 44;
        }
    }

    private void phaseNames(double y) {
        Scale time = time();
        double width = WIDTH - LEFT - RIGHT;
        for (PhaseFacts phase : phases) {
            double room = width * (time.place(phase.endS()) - time.place(phase.startS()));
            double middle = LEFT + width * (time.place(phase.startS()) + time.place(phase.endS())) / 2;
            String text = phase.name();
            for (String part : PhaseText.parts(phase)) {
                if (surface.textWidth(text + ", " + part, FONT, true) < room) {
                    text += ", " + part;
                }
            }
            if (surface.textWidth(text, FONT, true) < room) {
                surface.text(text, middle, y, Align.CENTRE, Ink.TEXT, FONT, true);
            }
        }
    }

    private void capacity(double top) {
        List<double[]> points = new ArrayList<>();
        for (PhaseFacts phase : phases) {
            double mbit = Known.orNaN(phase.capacityBitsPerSecond()) / 1e6;
            points.add(new double[] {phase.startS(), mbit});
            points.add(new double[] {phase.endS(), mbit});
        }
        double[] xs = points.stream().mapToDouble(point -> point[0]).toArray();
        double[] ys = points.stream().mapToDouble(point -> point[1]).toArray();
        Extent extent = Extent.of(ys);
        Scale up = Scale.logarithmic(extent.leastPositive() / 1.2, extent.most() * 1.2);
        PlotArea area = area(top, 84, up);
        area.bands(phases);
        area.verticalAxis("Mbit/s", Figures::number, true);
        area.horizontalAxis("", Figures::number, false);
        if (extent.isEmpty()) {
            area.noData();
        } else {
            area.curve(xs, ys, Stroke.solid(Ink.TEXT, 2.4));
        }
        area.frame();
    }

    private void panel(
            double top,
            double height,
            String title,
            ToDoubleFunction<TimelineRow> value,
            boolean logarithmic,
            boolean last) {
        Extent extent = Extent.of(run.timeline().stream()
                .filter(row -> row.network() == ClientNetwork.FAR)
                .mapToDouble(value)
                .toArray());
        PlotArea area = area(
                top,
                height,
                logarithmic ? Scale.logarithmic(extent.leastPositive(), extent.most()) : Scale.fromZero(extent.most()));
        area.bands(phases);
        area.verticalAxis(title, Figures::number, true);
        area.horizontalAxis("seconds since the arm's start", Figures::number, last);
        List<String> arms = run.arms();
        for (int i = 0; i < arms.size(); i++) {
            List<TimelineRow> rows = run.rows(arms.get(i), ClientNetwork.FAR);
            area.curve(
                    rows.stream().mapToDouble(TimelineRow::seconds).toArray(),
                    rows.stream().mapToDouble(value).toArray(),
                    ArmStyle.of(arms.get(i), i));
        }
        if (extent.isEmpty()) {
            area.noData();
        }
        area.frame();
    }

    private PlotArea area(double top, double height, Scale up) {
        return new PlotArea(surface, LEFT, top, WIDTH - LEFT - RIGHT, height, time(), up, FONT);
    }

    private Scale time() {
        double end = phases.stream().mapToDouble(PhaseFacts::endS).max().orElse(0);
        double last =
                run.timeline().stream().mapToDouble(TimelineRow::seconds).max().orElse(0);
        double seconds = Math.max(end, last);
        return new Scale(0, seconds > 0 ? seconds : 1, false);
    }
}
