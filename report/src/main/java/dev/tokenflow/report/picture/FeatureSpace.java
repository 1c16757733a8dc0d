package dev.tokenflow.report.picture;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.report.chart.Extent;
import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.chart.Marker;
import dev.tokenflow.report.chart.PixelSurface;
import dev.tokenflow.report.chart.PlotArea;
import dev.tokenflow.report.chart.Scale;
import dev.tokenflow.report.chart.Surface;
import dev.tokenflow.report.chart.Surface.Align;
import dev.tokenflow.report.chart.SvgSurface;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.timeline.TimelineRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The features as a scatter, mean round trip against retransmit rate: one panel an arm with common axes, the law's
 * state or the models' diagnosis by shape and colour. Drawn into {@code feature-space.png}, {@code diagnosis.png} and
 * the report.
 */
public final class FeatureSpace {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final double RADIUS = 5.5;

    /** Whose word shape and colour tell. */
    public enum By {
        /** The law's. */
        STATE("Feature space: round trips against retransmits") {
            @Override
            List<Group> groups() {
                return Arrays.stream(PathCondition.values())
                        .map(state -> new Group(
                                state.word(),
                                Marker.of(state),
                                row -> row.hint().state() == state))
                        .toList();
            }
        },
        /** What the path was called: ordinary at the origin, congestion along one axis, loss along the other. */
        DIAGNOSIS("What the path was called: round trips against retransmits") {
            @Override
            List<Group> groups() {
                return Arrays.stream(Diagnosis.values())
                        .map(diagnosis -> new Group(
                                diagnosis.text(),
                                Marker.of(diagnosis),
                                row -> row.hint().diagnosis() == diagnosis))
                        .toList();
            }
        };

        private final String title;

        By(String title) {
            this.title = title;
        }

        abstract List<Group> groups();
    }

    /** Points with one word. */
    record Group(String word, Marker marker, Predicate<TimelineRow> members) {}

    private final RunRecord run;
    private final By by;
    private final List<Group> groups;
    private final List<TimelineRow> points;
    private final Scale rtt;
    private final Scale retransmits;

    public FeatureSpace(RunRecord run, By by) {
        this.run = run;
        this.by = by;
        points = run.timeline().stream()
                .filter(row -> row.path().rttMeanMs() > 0 && Double.isFinite(percent(row)))
                .toList();
        groups = by.groups().stream()
                .filter(group -> points.stream().anyMatch(group.members()))
                .toList();
        Extent times = Extent.of(
                points.stream().mapToDouble(row -> row.path().rttMeanMs()).toArray());
        Extent rates =
                Extent.of(points.stream().mapToDouble(FeatureSpace::percent).toArray());
        rtt = Scale.logarithmic(times.leastPositive(), times.most());
        Scale fromZero = Scale.fromZero(rates.most());
        retransmits = new Scale(-0.03 * fromZero.to(), fromZero.to() * 1.03, false);
    }

    /** Draws and writes the picture, 1600 x 1000 pixels, replacing what was there. */
    public void write(Path file) throws IOException {
        PixelSurface surface = new PixelSurface(WIDTH, HEIGHT);
        surface.text(by.title, 110, 46, Align.LEFT, Ink.TEXT, 27, true);
        surface.text(
                "one point a step and client network; small points: the clean link",
                110,
                78,
                Align.LEFT,
                Ink.MUTED,
                18,
                false);
        draw(surface, WIDTH, 96, HEIGHT - 96, 19, 3);
        surface.write(file);
    }

    /** The same picture for a page; panels side by side. */
    public String toSvg() {
        SvgSurface surface = new SvgSurface(
                "feature-space-" + by.name().toLowerCase(Locale.ROOT), 1100, 440, "Feature space", description());
        draw(surface, 1100, 0, 440, 15, 3);
        return surface.toSvg();
    }

    private String description() {
        StringBuilder text = new StringBuilder("Mean round trip against retransmit rate, one panel an arm.");
        for (String arm : run.arms()) {
            text.append(' ').append(arm).append(':');
            for (Group group : groups) {
                long count = points.stream()
                        .filter(row -> row.arm().equals(arm))
                        .filter(group.members())
                        .count();
                if (count > 0) {
                    text.append(' ').append(count).append(' ').append(group.word());
                }
            }
            text.append('.');
        }
        return text.toString();
    }

    private void draw(Surface surface, double width, double top, double height, double font, int columns) {
        legend(surface, 110 * font / 19, top + font * 1.7, font);
        List<String> arms = run.arms();
        int across = Math.clamp(arms.size(), 1, columns);
        int rows = Math.max(1, (arms.size() + across - 1) / across);
        double left = font * 5.8;
        double gap = font * 1.2;
        double panelWidth = (width - left - font * 1.5 - gap * (across - 1)) / across;
        double panelTop = top + font * 4.6;
        double rowHeight = (height - font * 4.6 - font * 3.4) / rows;
        for (int i = 0; i < Math.max(1, arms.size()); i++) {
            double x = left + (i % across) * (panelWidth + gap);
            int row = i / across;
            double y = panelTop + row * rowHeight;
            boolean lowest = i + across >= arms.size();
            PlotArea area = new PlotArea(
                    surface, x, y, panelWidth, rowHeight - (rows > 1 ? font * 2.4 : 0), rtt, retransmits, font);
            panel(area, arms.isEmpty() ? "" : arms.get(i), i % across == 0, lowest);
        }
    }

    private void panel(PlotArea area, String arm, boolean first, boolean lowest) {
        area.verticalAxis("retransmitted segments, %", Figures::number, first);
        area.horizontalAxis("mean RTT, ms", Figures::number, lowest);
        area.surface()
                .text(arm, area.left(), area.top() - area.font() * 0.6, Align.LEFT, Ink.TEXT, area.font() * 1.1, true);
        boolean empty = true;
        for (ClientNetwork network : ClientNetwork.values()) {
            for (Group group : groups) {
                List<TimelineRow> rows = points.stream()
                        .filter(row -> row.arm().equals(arm) && row.network() == network)
                        .filter(group.members())
                        .toList();
                empty &= rows.isEmpty();
                area.surface()
                        .markers(
                                rows.stream()
                                        .mapToDouble(row -> area.x(row.path().rttMeanMs()))
                                        .toArray(),
                                rows.stream()
                                        .mapToDouble(row -> area.y(percent(row)))
                                        .toArray(),
                                rows.size(),
                                group.marker(),
                                radius(area, network),
                                0.6);
            }
        }
        if (empty) {
            area.noData();
        }
        area.frame();
    }

    private static double radius(PlotArea area, ClientNetwork network) {
        double radius = RADIUS * area.font() / 19;
        return network == ClientNetwork.FAR ? radius : radius * 0.6;
    }

    private void legend(Surface surface, double left, double y, double font) {
        double x = left;
        for (Group group : groups) {
            surface.markers(
                    new double[] {x + font * 0.4}, new double[] {y - font * 0.35}, 1, group.marker(), font * 0.42, 1);
            surface.text(group.word(), x + font * 1.2, y, Align.LEFT, Ink.TEXT, font, false);
            x += font * 1.2 + surface.textWidth(group.word(), font, false) + font * 1.8;
        }
    }

    private static double percent(TimelineRow row) {
        return row.path().retransmitRate() * 100;
    }
}
