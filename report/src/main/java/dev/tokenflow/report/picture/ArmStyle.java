package dev.tokenflow.report.picture;

import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.chart.Stroke;
import dev.tokenflow.report.run.ArmResult;
import java.util.List;
import java.util.Map;

/** The line of an arm: its own colour and its own dashes, so that no meaning hangs on colour alone. */
public final class ArmStyle {
    private static final Stroke UNPACED = Stroke.solid(Ink.VERMILLION, 2.2);
    private static final Stroke SELFCLOCKED = Stroke.dashed(Ink.BLUE, 2.2, 9, 5);
    private static final Stroke TOKENFLOW_PLAIN = Stroke.dashed(Ink.GREEN, 2.6, 12, 4);
    private static final Stroke TOKENFLOW = Stroke.solid(Ink.GREEN, 3.4);
    /** A compressed arm has the colour of its plain twin, and thinner and shorter dashes. */
    private static final Map<String, Stroke> RIVALS = Map.ofEntries(
            Map.entry("timer50", Stroke.dashed(Ink.AMBER, 1.6, 2, 3)),
            Map.entry("chunk4", Stroke.dashed(Ink.GREY, 2.2, 5, 3)),
            Map.entry("sigmoid", Stroke.dashed(Ink.BLACK, 1.6, 2, 3)),
            Map.entry("aimd", Stroke.dashed(Ink.PURPLE, 2.2, 3, 4)),
            Map.entry("gradient2", Stroke.dashed(Ink.AMBER, 2.2, 12, 4, 3, 4)),
            Map.entry("pid", Stroke.dashed(Ink.BLUE, 1.6, 2, 4)),
            Map.entry("oracle", Stroke.solid(Ink.BLACK, 1.4)),
            Map.entry(ArmResult.GZIP, Stroke.dashed(Ink.VERMILLION, 1.8, 4, 3)),
            Map.entry(ArmResult.GZIP_SELFCLOCKED, Stroke.dashed(Ink.BLUE, 1.8, 4, 3)),
            Map.entry("gzip-chunk4", Stroke.dashed(Ink.GREY, 1.8, 2, 2)),
            Map.entry("oracle-gzip", Stroke.dashed(Ink.BLACK, 1.4, 6, 2)));

    private static final List<Stroke> OTHERS = List.of(
            Stroke.dashed(Ink.PURPLE, 2.2, 3, 4),
            Stroke.dashed(Ink.AMBER, 2.2, 12, 4, 3, 4),
            Stroke.dashed(Ink.GREY, 2.2, 5, 3),
            Stroke.dashed(Ink.BLACK, 1.6, 2, 3));

    private ArmStyle() {}

    /** The stroke of the arm at {@code index} of a run. */
    public static Stroke of(String arm, int index) {
        return switch (arm) {
            case ArmResult.UNPACED -> UNPACED;
            case ArmResult.SELFCLOCKED -> SELFCLOCKED;
            case ArmResult.TOKENFLOW_PLAIN -> TOKENFLOW_PLAIN;
            case ArmResult.TOKENFLOW -> TOKENFLOW;
            default -> RIVALS.getOrDefault(arm, OTHERS.get(index % OTHERS.size()));
        };
    }
}
