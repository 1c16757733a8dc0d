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
    private static final Stroke TOKENFLOW_PLAIN = Stroke.solid(Ink.GREEN, 3.4);
    private static final Map<String, Stroke> RIVALS = Map.of(
            "chunk4", Stroke.dashed(Ink.GREY, 2.2, 5, 3),
            "sigmoid", Stroke.dashed(Ink.BLACK, 1.6, 2, 3),
            "aimd", Stroke.dashed(Ink.PURPLE, 2.2, 3, 4),
            "gradient2", Stroke.dashed(Ink.AMBER, 2.2, 12, 4, 3, 4),
            "pid", Stroke.dashed(Ink.BLUE, 1.6, 2, 4),
            "oracle", Stroke.solid(Ink.BLACK, 1.4));
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
            default -> RIVALS.getOrDefault(arm, OTHERS.get(index % OTHERS.size()));
        };
    }
}
