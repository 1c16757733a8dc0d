package dev.tokenflow.core.pacing.law;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.coalesce.CoalesceFirstLaw;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The laws there are, by name. */
public enum PacingAlgorithm {
    /** {@link CoalesceFirstLaw}: what TokenFlow recommends. */
    COALESCE_FIRST(CoalesceFirstLaw.NAME),
    /** {@link AimdLaw}. */
    AIMD("aimd"),
    /** {@link Gradient2Law}. */
    GRADIENT2("gradient2"),
    /** {@link PidLaw}. */
    PID("pid"),
    /** {@link SigmoidLaw}: the prototype's. */
    SIGMOID("sigmoid"),
    /** {@link ConstantLaw#fixed}: full rate in chunks of {@value #FIXED_CHUNK} tokens. */
    FIXED("fixed"),
    /** {@link ConstantLaw#unpaced}. */
    UNPACED("unpaced");

    /** Measured to keep 30 streams of 50 tokens/s fluent over 2 Mbit/s. */
    private static final double FIXED_CHUNK = 4;

    private final String word;

    PacingAlgorithm(String word) {
        this.word = word;
    }

    /** The word used on command lines and in reports. */
    public String word() {
        return word;
    }

    /**
     * The algorithm of a word.
     *
     * @throws IllegalArgumentException when there is none; names all
     */
    public static PacingAlgorithm ofWord(String word) {
        for (PacingAlgorithm algorithm : values()) {
            if (algorithm.word.equals(word)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("law '" + word + "' is unknown, expected one of "
                + Arrays.stream(values()).map(PacingAlgorithm::word).collect(Collectors.joining(", ")));
    }

    /** The law. */
    public PacingLaw law(PacingConfig config, WireCost wire) {
        return switch (this) {
            case COALESCE_FIRST -> new CoalesceFirstLaw(config, wire);
            case AIMD -> new AimdLaw(config);
            case GRADIENT2 -> new Gradient2Law(config);
            case PID -> new PidLaw(config);
            case SIGMOID -> new SigmoidLaw(config);
            case FIXED -> ConstantLaw.fixed(config.rateCap(), FIXED_CHUNK);
            case UNPACED -> ConstantLaw.unpaced();
        };
    }
}
