package dev.tokenflow.simulator.qoe;

import dev.tokenflow.simulator.sender.Generation;
import java.util.function.LongPredicate;

/**
 * How well readers were served in a run or in one phase of it. A token belongs to the phase that its due time g =
 * request + i/R falls into, and an answer's time to first token to the phase of its first token. With a the arrival and
 * T the end of the run:
 *
 * <ul>
 *   <li>token delay = a − g; T − g for a token that did not arrive;
 *   <li>TTFT = arrival of the first token − request; T − request when none arrived;
 *   <li>gap, for each token from the second on: a<sub>i</sub> − a<sub>i−1</sub>, 0 within a chunk; the first token that
 *       did not arrive has the open gap T − a<sub>i−1</sub>, those after it none;
 *   <li>stall ratio at reading speed v: t<sub>1</sub> = a<sub>1</sub>, t<sub>i</sub> = max(a<sub>i</sub>,
 *       t<sub>i−1</sub> + 1/v), stalls a<sub>i</sub> − t<sub>i−1</sub> − 1/v where positive; sum of all stalls divided
 *       by the sum of all reading times t<sub>N</sub> − t<sub>1</sub>. A stall that lasts at T counts until T. An
 *       answer without a token has no reading time; it shows in TTFT.
 * </ul>
 *
 * Percentiles are nearest-rank. NaN = nothing to measure.
 *
 * @param tokensDue tokens of the phase
 * @param tokensDelivered those of them that arrived by T
 * @param answers answers whose first token was due in the phase
 * @param delayP50Ms token delay, median
 * @param delayP95Ms token delay, 95th percentile
 * @param delayP99Ms token delay, 99th percentile
 * @param ttftP50Ms time to first token, median
 * @param ttftP95Ms time to first token, 95th percentile
 * @param gapP99Ms gap before a token, 99th percentile
 * @param stallRatio stall ratio of a reader as fast as the model (v = R), 0 to 1
 * @param stallRatioSlowReader stall ratio of a reader of {@value #SLOW_READER_TOKENS_PER_SECOND} tokens/s, 0 to 1
 */
public record QoeMetrics(
        long tokensDue,
        long tokensDelivered,
        long answers,
        double delayP50Ms,
        double delayP95Ms,
        double delayP99Ms,
        double ttftP50Ms,
        double ttftP95Ms,
        double gapP99Ms,
        double stallRatio,
        double stallRatioSlowReader) {

    /** A person who reads fast, tokens a second. */
    public static final double SLOW_READER_TOKENS_PER_SECOND = 10;

    /** Of the whole run. */
    public static QoeMetrics of(ReaderLog log) {
        return of(log, dueNs -> true);
    }

    /** Of the tokens due in [{@code fromNs}, {@code toNs}). */
    public static QoeMetrics of(ReaderLog log, long fromNs, long toNs) {
        return of(log, dueNs -> dueNs >= fromNs && dueNs < toNs);
    }

    /** Of the tokens whose due time is in question. */
    public static QoeMetrics of(ReaderLog log, LongPredicate dueNs) {
        Tally tally = new Tally(log, dueNs);
        log.answers().forEach(tally::add);
        return tally.metrics();
    }

    /** Collects the figures in one pass over the answers. */
    private static final class Tally {
        private final ReaderLog log;
        private final LongPredicate asked;
        private final Sample delays = new Sample();
        private final Sample firstTokens = new Sample();
        private final Sample gaps = new Sample();
        private final Playout keenReader;
        private final Playout slowReader;
        private long delivered;

        Tally(ReaderLog log, LongPredicate asked) {
            this.log = log;
            this.asked = asked;
            this.keenReader = new Playout(log.tokensPerSecond(), log.endNs());
            this.slowReader = new Playout(SLOW_READER_TOKENS_PER_SECOND, log.endNs());
        }

        void add(AnswerLog answer) {
            Generation generation = new Generation(answer.requestNs(), log.tokensPerSecond(), answer.tokensAsked());
            keenReader.begin();
            slowReader.begin();
            long previousNs = Playout.NOT_ARRIVED;
            int arrival = 0;
            for (int token = 1; token <= answer.tokensAsked(); token++) {
                while (arrival < answer.arrivals() && answer.tokensSoFar(arrival) < token) {
                    arrival++;
                }
                boolean arrived = arrival < answer.arrivals() && answer.atNs(arrival) <= log.endNs();
                long atNs = arrived ? answer.atNs(arrival) : Playout.NOT_ARRIVED;
                long dueNs = generation.dueNs(token);
                boolean counts = asked.test(dueNs);
                keenReader.token(atNs, counts);
                slowReader.token(atNs, counts);
                if (counts) {
                    count(token, answer.requestNs(), dueNs, atNs, previousNs);
                }
                previousNs = atNs;
            }
        }

        private void count(int token, long requestNs, long dueNs, long atNs, long previousNs) {
            boolean arrived = atNs != Playout.NOT_ARRIVED;
            long seenNs = arrived ? atNs : log.endNs();
            delays.add(seenNs - dueNs);
            delivered += arrived ? 1 : 0;
            if (token == 1) {
                firstTokens.add(seenNs - requestNs);
            } else if (previousNs != Playout.NOT_ARRIVED) {
                gaps.add(seenNs - previousNs);
            }
        }

        QoeMetrics metrics() {
            return new QoeMetrics(
                    delays.size(),
                    delivered,
                    firstTokens.size(),
                    delays.percentileMs(50),
                    delays.percentileMs(95),
                    delays.percentileMs(99),
                    firstTokens.percentileMs(50),
                    firstTokens.percentileMs(95),
                    gaps.percentileMs(99),
                    keenReader.stallRatio(),
                    slowReader.stallRatio());
        }
    }
}
