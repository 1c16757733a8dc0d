package dev.tokenflow.lab.experiment.result;

import dev.tokenflow.lab.experiment.plan.Experiment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One link at one demand, all arms and seeds.
 *
 * @param experiment what they had in common
 * @param runs figures of every seed, by arm in the order of the command
 * @param series of the first seed, by arm; empty when nothing is to be drawn
 */
public record CellResult(Experiment experiment, Map<String, List<RunFigures>> runs, Map<String, ArmSeries> series) {
    public CellResult {
        runs = new LinkedHashMap<>(runs);
        series = new LinkedHashMap<>(series);
    }

    /** Names of the arms. */
    public List<String> arms() {
        return List.copyOf(runs.keySet());
    }

    /** A figure over the seeds. */
    public MedianRange range(String arm, Figure figure) {
        return MedianRange.of(runs.getOrDefault(arm, List.of()).stream()
                .map(run -> run.get(figure))
                .toList());
    }

    /** Median over the seeds; NaN when unknown. */
    public double median(String arm, Figure figure) {
        return range(arm, figure).median();
    }

    /** The median of one arm over that of another, both at least the figure's floor. */
    double ratio(String arm, String other, Figure figure) {
        return figure.ratio(median(arm, figure), median(other, figure));
    }
}
