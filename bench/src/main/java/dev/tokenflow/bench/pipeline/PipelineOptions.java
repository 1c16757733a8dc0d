package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Load;
import dev.tokenflow.bench.pipeline.measure.RateSearch;
import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.JobConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What is measured.
 *
 * @param load what is not said by the others
 * @param rate events a second of all agents; 0 = look for the highest, and {@link Load#RATE} for all else
 * @param seconds length of a round, s; 2 to 60
 * @param clients 1 to 100,000
 * @param agents 1 to 64
 * @param rounds 1 to 20
 * @param slide the job's, as it takes it
 * @param parallelism the job's; 1 to 16
 * @param alarms how many are raised; 1 to 5,000
 * @param warmUpS load before anything is measured, s; 0 to 600
 */
record PipelineOptions(
        Load load,
        int rate,
        int seconds,
        int clients,
        int agents,
        int rounds,
        String slide,
        int parallelism,
        int alarms,
        int warmUpS) {
    /** Clients whose hints are fetched. */
    static final int MAX_WATCHED = 200;

    private static final int MAX_RATE = 4_000_000;
    private static final String NOBODY = "127.0.0.1:1";

    PipelineOptions {
        require(rate == 0 || (rate >= RateSearch.LEAST && rate <= MAX_RATE), "--rate", rate, "1000 to " + MAX_RATE);
        require(seconds >= 2 && seconds <= 60, "--seconds", seconds, "2 to 60");
        require(clients >= 1 && clients <= 100_000, "--keys", clients, "1 to 100000");
        require(agents >= 1 && agents <= 64, "--agents", agents, "1 to 64");
        require(agents <= clients, "--agents", agents, "no more than --keys, " + clients);
        require(rounds >= 1 && rounds <= 20, "--rounds", rounds, "1 to 20");
        require(parallelism >= 1 && parallelism <= 16, "--parallelism", parallelism, "1 to 16");
        require(warmUpS >= 0 && warmUpS <= 600, "--warm-up", warmUpS, "0 to 600");
        require(alarms >= 1 && alarms <= 5_000, "--alarms", alarms, "1 to 5000");
        jobConfig(NOBODY, slide, parallelism);
    }

    /** The job's settings: defaults but for slide and parallelism. */
    JobConfig jobConfig(String bootstrapServers) {
        return jobConfig(bootstrapServers, slide, parallelism);
    }

    /** What a client's features speak of. */
    Duration window() {
        return jobConfig(NOBODY).window().window();
    }

    int watched() {
        return Math.min(MAX_WATCHED, clients);
    }

    /** Events a second wherever the highest rate is not looked for. */
    double loadRate() {
        return rate > 0 ? rate : Load.RATE;
    }

    /** The same with other subtasks. */
    PipelineOptions withParallelism(int other) {
        return new PipelineOptions(load, rate, seconds, clients, agents, rounds, slide, other, alarms, warmUpS);
    }

    /** For people. */
    String words() {
        return String.format(
                Locale.ROOT,
                "load %s, %,d clients, %d agents, slide %s, %s",
                load.word(),
                clients,
                agents,
                slide,
                load.hasModels() ? "models on" : "no models");
    }

    private static JobConfig jobConfig(String bootstrapServers, String slide, int parallelism) {
        try {
            return JobConfig.parse(
                    new String[] {
                        "--bootstrap-servers", bootstrapServers,
                        "--slide", slide,
                        "--parallelism", Integer.toString(parallelism)
                    },
                    Map.of());
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String option, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + ", expected " + expected);
        }
    }
}
