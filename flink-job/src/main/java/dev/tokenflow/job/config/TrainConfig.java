package dev.tokenflow.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How models are trained.
 *
 * @param bootstrapServers brokers
 * @param kafkaProperties further settings of the Kafka clients, such as those for TLS and passwords
 * @param features topic of path features
 * @param models compacted topic of models
 * @param once whether a process of its own trains once and ends; a job on a cluster always does
 * @param every time between the starts of two trainings of a process of its own; null: not given
 * @param history how far back rows are read
 * @param heldShare newest share that is held out to judge by
 * @param maxRows most rows a model is trained on
 * @param maxModelBytes largest model that is published: a broker refuses larger records
 * @param keptVersions versions of each model that are kept for a way back, the newest among them
 * @param trees of the forest
 * @param subsample rows each of these is grown from
 * @param maxTrees of a forecast
 * @param maxLeaves of each of these
 * @param version of the models; "now" = the time of the training
 * @param seed the same seed and rows give the same models
 */
public record TrainConfig(
        String bootstrapServers,
        Map<String, String> kafkaProperties,
        String features,
        String models,
        boolean once,
        @Nullable Duration every,
        Duration history,
        double heldShare,
        int maxRows,
        int maxModelBytes,
        int keptVersions,
        int trees,
        int subsample,
        int maxTrees,
        int maxLeaves,
        String version,
        long seed)
        implements Serializable {

    private static final String ONCE = "--once";
    private static final Duration EVERY = Duration.ofMinutes(10);

    public TrainConfig {
        kafkaProperties = Map.copyOf(kafkaProperties);
        if (every != null && every.toMillis() < 1_000) {
            throw new IllegalArgumentException("every is " + every + ", expected 1 s or more");
        }
        if (!(heldShare > 0 && heldShare < 1)) {
            throw new IllegalArgumentException("held-share is " + heldShare + ", expected between 0 and 1");
        }
        if (history.isZero()) {
            throw new IllegalArgumentException("history is 0, expected more");
        }
    }

    /** Time between the starts of two trainings of a process of its own. */
    public Duration interval() {
        return every == null ? EVERY : every;
    }

    /** @throws ConfigException when trainings should be repeated by a job on a cluster */
    public void requireNoInterval() {
        if (every != null && !once) {
            throw new ConfigException("--every is for a training in a process of its own, here it is a job on a Flink"
                    + " cluster, which trains once: leave --every out, and submit the job again and again, as with cron"
                    + " or a CronJob of Kubernetes");
        }
    }

    /** {@link #kafkaProperties} as the connector takes them. */
    public Properties clientProperties() {
        return ClientProperties.of(kafkaProperties);
    }

    /** The same with a version for its models. */
    public TrainConfig withVersion(String other) {
        return new TrainConfig(
                bootstrapServers,
                kafkaProperties,
                features,
                models,
                once,
                every,
                history,
                heldShare,
                maxRows,
                maxModelBytes,
                keptVersions,
                trees,
                subsample,
                maxTrees,
                maxLeaves,
                other,
                seed);
    }

    /**
     * Reads {@code --key value} pairs and {@code --once}; what is not given comes from {@code TOKENFLOW_KEY} in the
     * environment or is the default.
     *
     * @throws ConfigException with the key, its value and what was expected
     */
    public static TrainConfig parse(String[] args, Map<String, String> environment) {
        String[] pairs = Arrays.stream(args).filter(word -> !word.equals(ONCE)).toArray(String[]::new);
        boolean once = pairs.length < args.length;
        Settings settings = new Settings(pairs, environment);
        try {
            TrainConfig config = read(settings, once);
            settings.requireAllKnown();
            return config;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** Every key that can be set, in the order of the help. */
    public static List<ConfigKey> keys() {
        Settings settings = new Settings(new String[0], Map.of());
        read(settings, false);
        return settings.keys();
    }

    /** Every key with its meaning and default, one a line. */
    public static String help() {
        Settings settings = new Settings(new String[0], Map.of());
        read(settings, false);
        return "  --once                     train once and end\n" + settings.help();
    }

    /**
     * Every key with the value that {@link #parse} gives it, as it was written, to be shown while the job runs. Of a
     * file of Kafka's settings only the name is among them: it may have passwords.
     *
     * @throws ConfigException as {@link #parse}
     */
    public static Map<String, String> texts(String[] args, Map<String, String> environment) {
        Settings settings = new Settings(
                Arrays.stream(args).filter(word -> !word.equals(ONCE)).toArray(String[]::new), environment);
        read(settings, true);
        Map<String, String> texts = new LinkedHashMap<>(settings.texts());
        texts.remove("every"); // a job trains once
        return texts;
    }

    private static TrainConfig read(Settings s, boolean once) {
        Duration every = s.durationIfGiven("every", EVERY, "time between the starts of two trainings of this process");
        return new TrainConfig(
                s.text("bootstrap-servers", "127.0.0.1:9092", "Kafka brokers, host:port[,host:port]"),
                s.properties("kafka-properties", "file with more settings of the Kafka clients, such as passwords"),
                s.text("features-topic", "path-features", "path features"),
                s.text("models-topic", "models", "models, compacted"),
                once,
                every,
                s.duration("history", Duration.ofHours(1), "how far back rows are read"),
                s.number("held-share", 0.25, "newest share of the rows, held out to judge by"),
                s.whole("max-rows", 200_000, 100, "rows a model is trained on; beyond, rows are left out evenly"),
                s.whole("max-model-bytes", 900_000, 1, "largest model that is published"),
                s.whole("kept-versions", 5, 1, "versions of each model that are kept to go back to"),
                s.whole("forest-trees", 100, 1, "trees of the isolation forest"),
                s.whole("forest-subsample", 256, 2, "rows each of these is grown from"),
                s.whole("forecast-trees", 30, 1, "most trees of a forecast"),
                s.whole("forecast-leaves", 15, 2, "most leaves of each of these"),
                s.text("model-version", "now", "version of the models; now: the time of the training"),
                s.whole("seed", 1, 0, "the same seed and rows give the same models"));
    }
}
