package dev.tokenflow.lab.experiment.result;

import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.sender.Generation;
import java.util.Arrays;

/**
 * One run over time, a value a second, and the distribution of its token delays.
 *
 * @param rttP95Ms round trip p95; NaN where none was seen
 * @param tokens delivered in the second
 * @param chunk hinted at its end, the first client's; NaN without hints
 * @param rate hinted at its end, tokens/s; NaN without hints
 * @param delaysMs token delays at the percentiles 0.5, 1.5 … 99.5
 */
@SuppressWarnings("ArrayRecordComponent") // drawn once, never compared
public record ArmSeries(double[] rttP95Ms, double[] tokens, double[] chunk, double[] rate, double[] delaysMs) {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SHARES = 100;

    /** Tokens that arrived in each of so many seconds of a run. */
    public static double[] tokens(ReaderLog log, int seconds) {
        double[] tokens = new double[seconds];
        for (AnswerLog answer : log.answers()) {
            int before = 0;
            for (int i = 0; i < answer.arrivals(); i++) {
                int second = (int) ((answer.atNs(i) - log.startNs()) / SECOND_NS);
                if (second >= 0 && second < seconds) {
                    tokens[second] += answer.tokensSoFar(i) - before;
                }
                before = answer.tokensSoFar(i);
            }
        }
        return tokens;
    }

    /** Token delays of a run at the percentiles of {@link #delaysMs}, ms. */
    public static double[] delays(ReaderLog log) {
        double[] all = new double
                [log.answers().stream().mapToInt(AnswerLog::tokensAsked).sum()];
        int size = 0;
        for (AnswerLog answer : log.answers()) {
            Generation due = new Generation(answer.requestNs(), log.tokensPerSecond(), answer.tokensAsked());
            int token = 1;
            for (int i = 0; i < answer.arrivals(); i++) {
                for (; token <= answer.tokensSoFar(i); token++) {
                    all[size++] = (answer.atNs(i) - due.dueNs(token)) / 1e6;
                }
            }
            for (; token <= answer.tokensAsked(); token++) {
                all[size++] = (log.endNs() - due.dueNs(token)) / 1e6;
            }
        }
        Arrays.sort(all, 0, size);
        double[] shares = new double[size == 0 ? 0 : SHARES];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = all[(int) ((i + 0.5) / SHARES * size)];
        }
        return shares;
    }
}
