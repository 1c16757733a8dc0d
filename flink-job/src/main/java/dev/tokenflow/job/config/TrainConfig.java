package dev.tokenflow.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
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
 * @param every pause between the starts of two trainings; null = train once and end
 * @param history how far back rows are read
 * @param heldShare newest share that is held out to judge by
 * @param maxRows most rows a model is trained on
 * @param maxModelBytes largest model that is published: a broker refuses larger records
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
        @Nullable Duration every,
        Duration history,
        double heldShare,
        int maxRows,
        int maxModelBytes,
        int trees,
        int subsample,
        int maxTrees,
        int maxLeaves,
        String version,
        long seed)
        implements Serializable {

    private static final String ONCE = "--once";

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
                every,
                history,
                heldShare,
                maxRows,
                maxModelBytes,
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

    private static TrainConfig read(Settings s, boolean once) {
        Duration every = s.duration("every", Duration.ofMinutes(10), "time between the starts of two trainings");
        return new TrainConfig(
                s.text("bootstrap-servers", "127.0.0.1:9092", "Kafka brokers, host:port[,host:port]"),
                s.properties("kafka-properties", "file with more settings of the Kafka clients, such as passwords"),
                s.text("features-topic", "path-features", "path features"),
                s.text("models-topic", "models", "models, compacted"),
                once ? null : every,
                s.duration("history", Duration.ofHours(1), "how far back rows are read"),
                s.number("held-share", 0.25, "newest share of the rows, held out to judge by"),
                s.whole("max-rows", 200_000, 100, "rows a model is trained on; beyond, rows are left out evenly"),
                s.whole("max-model-bytes", 900_000, 1, "largest model that is published"),
                s.whole("forest-trees", 100, 1, "trees of the isolation forest"),
                s.whole("forest-subsample", 256, 2, "rows each of these is grown from"),
                s.whole("forecast-trees", 30, 1, "most trees of a forecast"),
                s.whole("forecast-leaves", 15, 2, "most leaves of each of these"),
                s.text("model-version", "now", "version of the models; now: the time of the training"),
                s.whole("seed", 1, 0, "the same seed and rows give the same models"));
    }
}
