package dev.tokenflow.lab.experiment.result;

import java.util.ArrayList;
import java.util.List;

/**
 * How far the simulated network is from the kernel's: medians over the seeds of the same arm over the same link.
 *
 * @param kernel on the kernel, the whole loop real
 * @param simulated in virtual time
 */
public record Agreement(String link, double demand, String arm, Figure figure, double kernel, double simulated) {
    /** Within this share of each other the two media count as agreeing. */
    static final double WITHIN = 0.25;

    private static final List<Figure> COMPARED = List.of(Figure.DELAY_P95, Figure.TOKENS_DELIVERED);

    /** Every arm that both media ran, in the order of the kernel's cells. */
    public static List<Agreement> of(List<CellResult> kernel, List<CellResult> simulated) {
        List<Agreement> rows = new ArrayList<>();
        for (CellResult real : kernel) {
            for (CellResult virtual : simulated) {
                if (virtual.experiment().equals(real.experiment())) {
                    real.arms().stream()
                            .filter(virtual.arms()::contains)
                            .forEach(arm -> COMPARED.forEach(figure -> rows.add(new Agreement(
                                    real.experiment().link().name(),
                                    real.experiment().demand(),
                                    arm,
                                    figure,
                                    real.median(arm, figure),
                                    virtual.median(arm, figure)))));
                }
            }
        }
        return rows;
    }

    /** Simulated over real, both at least the figure's floor. */
    public double ratio() {
        return figure.ratio(simulated, kernel);
    }

    /** Whether the larger is at most a quarter above the smaller. */
    public boolean holds() {
        return Math.max(ratio(), 1 / ratio()) <= 1 + WITHIN;
    }
}
