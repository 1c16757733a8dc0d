package dev.tokenflow.report.run;

import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.text.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the token delays of one arm and network are distributed: enough of the curve to draw it, whatever the number of
 * tokens.
 *
 * @param arm name of the arm
 * @param network whose readers
 * @param tokens tokens measured
 * @param points shares and delays, both rising
 */
public record DelayCurve(String arm, ClientNetwork network, long tokens, List<Point> points) {
    private static final int STEPS = 200;

    /**
     * A share of all tokens had at most this delay.
     *
     * @param share 0 to 1
     * @param delayMs ms
     */
    public record Point(double share, double delayMs) {}

    public DelayCurve {
        points = List.copyOf(points);
    }

    /** The curve of these delays in ms, in any order. */
    public static DelayCurve of(String arm, ClientNetwork network, double[] delaysMs) {
        double[] sorted = delaysMs.clone();
        Arrays.sort(sorted);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i <= STEPS && sorted.length > 0; i++) {
            double share = (double) i / STEPS;
            points.add(new Point(share, Quantiles.nearestRank(sorted, share)));
        }
        return new DelayCurve(arm, network, sorted.length, points);
    }
}
