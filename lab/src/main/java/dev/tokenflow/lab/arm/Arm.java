package dev.tokenflow.lab.experiment.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * One column of the comparison.
 *
 * @param name in tables and files
 * @param arm how it sends
 * @param loop what is changed of the loop
 */
public record ArmSpec(String name, ExperimentArm arm, LoopSettings loop) {
    public static ArmSpec of(ExperimentArm arm, LoopSettings loop) {
        return new ArmSpec(arm.word(), arm, loop);
    }

    /** Ours with one part taken away, or with a slower loop. */
    public static List<ArmSpec> ablations(LoopSettings whole) {
        List<ArmSpec> specs = new ArrayList<>();
        specs.add(ours(
                "no-chunks", new LoopSettings(whole.delay(), false, true, whole.forecasts(), whole.silentAfterS())));
        specs.add(
                ours("no-rate", new LoopSettings(whole.delay(), true, false, whole.forecasts(), whole.silentAfterS())));
        for (Forecasts forecasts : List.of(Forecasts.LEARNT, Forecasts.EVERY_QUEUE_STANDS, Forecasts.NO_QUEUE_STANDS)) {
            specs.add(ours("forecast-" + forecasts.word(), whole.with(forecasts)));
        }
        for (int delayMs : new int[] {0, 100, 300, 1000}) {
            specs.add(ours("delay-" + delayMs, whole.with(LoopDelay.constant(delayMs))));
        }
        specs.add(ours("silent-10s", new LoopSettings(whole.delay(), true, true, whole.forecasts(), 10)));
        return specs;
    }

    private static ArmSpec ours(String name, LoopSettings loop) {
        return new ArmSpec(name, ExperimentArm.OURS, loop);
    }
}
