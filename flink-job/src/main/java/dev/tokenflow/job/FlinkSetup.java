package dev.tokenflow.job;

import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.config.RunConfig;
import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.operator.PathGroupKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackendFactory;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * What the job asks of Flink. An option of the job counts first, when it was given; then what Flink's command line or
 * configuration says; then the job's default.
 */
final class FlinkSetup {
    private static final String HEAP = "hashmap";
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);
    private static final Duration FORGET_AFTER = Duration.ofMinutes(1);

    private FlinkSetup() {}

    /** @throws ConfigException when Flink is set to something the job cannot run with */
    static void apply(StreamExecutionEnvironment env, JobConfig config) {
        ReadableConfig flink = env.getConfiguration();
        requireHeap(flink);
        RunConfig run = config.run();
        Configuration own = new Configuration();
        choose(own, flink, PipelineOptions.GENERIC_TYPES, null, false);
        choose(own, flink, PipelineOptions.AUTO_GENERATE_UIDS, null, false);
        choose(own, flink, PipelineOptions.OBJECT_REUSE, null, true);
        choose(own, flink, PipelineOptions.MAX_PARALLELISM, null, PathGroupKeys.KEY_GROUPS);
        choose(
                own,
                flink,
                PipelineOptions.AUTO_WATERMARK_INTERVAL,
                config.time().watermarkInterval(),
                TimeConfig.WATERMARK_INTERVAL);
        choose(
                own,
                flink,
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                run.checkpointInterval(),
                RunConfig.CHECKPOINT_INTERVAL);
        // Without a new checkpoint more is read again after a failure. To restart the job for it would only cost hints.
        choose(own, flink, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, null, Integer.MAX_VALUE);
        chooseRestarts(own, flink);
        choose(own, flink, ExecutionOptions.BUFFER_TIMEOUT, run.bufferTimeout(), RunConfig.BUFFER_TIMEOUT);
        if (run.bufferTimeout() != null) {
            own.set(ExecutionOptions.BUFFER_TIMEOUT_ENABLED, true);
        }
        // Said by the job, so that a TaskManager whose own configuration says something else does not decide.
        choose(own, flink, StateBackendOptions.STATE_BACKEND, null, HEAP);
        choose(own, flink, StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, null, false);
        env.configure(own);
        // The default of a local environment is the number of cores, which nobody has asked for.
        if (run.parallelism() != null || env instanceof LocalStreamEnvironment) {
            env.setParallelism(run.subtasks());
        }
        try {
            config.limits().requireWorkFor(env.getParallelism());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** Shows settings among the job's parameters, next to those that Flink was given. */
    static void show(StreamExecutionEnvironment env, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(env.getConfiguration()
                .getOptional(PipelineOptions.GLOBAL_JOB_PARAMETERS)
                .orElse(Map.of()));
        all.putAll(settings);
        env.configure(new Configuration().set(PipelineOptions.GLOBAL_JOB_PARAMETERS, all));
    }

    /**
     * While the job waits before it starts again, nobody gets hints. Flink's own way waits longer after each failure, a
     * minute in the end, and forgets the failures after an hour: ten lost TaskManagers on one day are no reason for
     * that.
     */
    private static void chooseRestarts(Configuration own, ReadableConfig flink) {
        if (flink.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
            own.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
            own.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_BACKOFF);
            own.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LONGEST_BACKOFF);
            own.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, FORGET_AFTER);
        }
    }

    private static <T> void choose(
            Configuration own, ReadableConfig flink, ConfigOption<T> option, @Nullable T given, T standard) {
        if (given != null) {
            own.set(option, given);
        } else if (flink.getOptional(option).isEmpty()) {
            own.set(option, standard);
        }
    }

    /**
     * The state is one large value for each shard and each group of paths. The heap keeps such a value as it is; any
     * other place would write it whole, and most read it whole, with every block of panes.
     */
    private static void requireHeap(ReadableConfig flink) {
        flink.getOptional(StateBackendOptions.STATE_BACKEND)
                .filter(backend -> !backend.toLowerCase(Locale.ROOT).equals(HEAP)
                        && !backend.equals(HashMapStateBackendFactory.class.getName()))
                .ifPresent(backend -> {
                    throw refused(StateBackendOptions.STATE_BACKEND, backend, HEAP);
                });
        if (flink.get(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG)) {
            throw refused(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, "true", "false");
        }
    }

    private static ConfigException refused(ConfigOption<?> option, String value, String expected) {
        return new ConfigException("Flink's " + option.key() + " is '" + value + "', expected " + expected
                + ": the state is few large values, which only the heap keeps without writing them anew at every"
                + " change; submit the job with -D " + option.key() + "=" + expected);
    }
}
