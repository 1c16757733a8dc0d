package dev.tokenflow.lab.experiment;

import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.simulator.link.LinkTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What streams over every link: how many streams, what they carry and for how long.
 *
 * @param streams of each client; null = as many as the demand needs
 * @param demands need of all streams at one token a chunk, in multiples of the link's mean rate; empty =
 *     {@value #DEFAULT_DEMAND} on a recorded link and {@value #DEFAULT_STREAMS} streams on any other
 * @param clients addresses behind the link
 * @param neighbours more clients of the same prefix behind a good link
 * @param tokensPerSecond the model's full rate, per stream
 * @param answerTokens length of an answer
 * @param duration of a run; null = {@value #RECORDED_S} s on a recorded link, the length of any other
 */
public record Load(
        @Nullable Integer streams,
        List<Double> demands,
        int clients,
        int neighbours,
        double tokensPerSecond,
        int answerTokens,
        @Nullable Duration duration) {
    private static final double DEFAULT_DEMAND = 2;
    private static final int DEFAULT_STREAMS = 30;
    private static final int RECORDED_S = 120;
    private static final int MOST_STREAMS = 20_000;
    private static final int MOST_ADDRESSES = 250;

    public Load {
        demands = List.copyOf(demands);
        require(streams == null || demands.isEmpty(), "--streams and --demand say the same thing: give one of them");
        require(streams == null || streams >= 1, "--streams is " + streams + ", expected at least 1");
        require(
                demands.stream().allMatch(d -> d > 0 && d <= 1000),
                "--demand is " + demands + ", expected more than 0 and at most 1000");
        require(clients >= 1 && clients <= 1000, "--clients is " + clients + ", expected 1 to 1000");
        require(
                neighbours == 0 || (neighbours > 0 && clients + neighbours <= MOST_ADDRESSES),
                "--neighbours is " + neighbours + ", expected 0 to " + (MOST_ADDRESSES - clients)
                        + ": a /24 holds no more");
        require(
                tokensPerSecond > 0 && tokensPerSecond <= 10_000,
                "--tokens-per-second is " + tokensPerSecond + ", expected more than 0 and at most 10000");
        require(
                answerTokens >= 1 && answerTokens <= 1_000_000,
                "--answer-tokens is " + answerTokens + ", expected 1 to 1000000");
        require(
                duration == null || (duration.toMillis() >= 1000 && duration.toHours() < 24),
                "--duration: expected 1s to a day");
    }

    /**
     * The experiments over one link, one for each demand.
     *
     * @throws IllegalArgumentException when the link cannot have that demand, or it would need too many streams
     */
    public List<Experiment> over(ExperimentLink link) {
        if (streams != null) {
            return List.of(withStreams(link, streams));
        }
        if (demands.isEmpty() && !isRecorded(link)) {
            return List.of(withStreams(link, DEFAULT_STREAMS));
        }
        List<Experiment> experiments = new ArrayList<>();
        for (double demand : demands.isEmpty() ? List.of(DEFAULT_DEMAND) : demands) {
            experiments.add(withDemand(link, demand));
        }
        return experiments;
    }

    private Experiment withStreams(ExperimentLink link, int ofEach) {
        double need = clients * ofEach * Experiment.streamBitsPerSecond(tokensPerSecond);
        boolean limited = Double.isFinite(link.meanBitsPerSecond());
        return experiment(link, limited ? need / link.meanBitsPerSecond() : Double.NaN, ofEach);
    }

    private Experiment withDemand(ExperimentLink link, double demand) {
        if (!Double.isFinite(link.meanBitsPerSecond())) {
            throw new IllegalArgumentException(
                    "--demand: link '" + link.name() + "' has no limit to be a multiple of, give --streams");
        }
        double exact = demand * link.meanBitsPerSecond() / Experiment.streamBitsPerSecond(tokensPerSecond) / clients;
        return experiment(link, demand, (int) Math.max(1, Math.round(exact)));
    }

    private Experiment experiment(ExperimentLink link, double demand, int ofEach) {
        if ((long) ofEach * clients > MOST_STREAMS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "link '%s' would need %,d streams, at most %,d can be run: lower --demand or --streams",
                    link.name(),
                    (long) ofEach * clients,
                    MOST_STREAMS));
        }
        return new Experiment(link, demand, clients, ofEach, neighbours, tokensPerSecond, answerTokens, length(link));
    }

    private Duration length(ExperimentLink link) {
        if (duration != null) {
            return duration;
        }
        return isRecorded(link) ? Duration.ofSeconds(RECORDED_S) : Duration.ofNanos(link.lengthNs());
    }

    private static boolean isRecorded(ExperimentLink link) {
        return link.timeline() instanceof LinkTrace;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
