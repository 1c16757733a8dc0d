package dev.tokenflow.lab.experiment.plan;

import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.simulator.sender.SendPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ways of sending that can be compared. Those with a law are all sent by the same self-clocked sender: only the
 * advice differs.
 */
public enum ExperimentArm {
    /** As today's servers. */
    UNPACED(null, "every token at once, as today's servers"),
    /** Merges what is due while the socket takes no more. */
    SELFCLOCKED(null, "knows its socket, not the network"),
    FIXED(PacingAlgorithm.FIXED, "chunks of 4 for everybody, always"),
    SEED(PacingAlgorithm.SIGMOID, "the prototype's sigmoid of the round trip"),
    AIMD(PacingAlgorithm.AIMD, "additive increase, multiplicative decrease of the rate"),
    GRADIENT2(PacingAlgorithm.GRADIENT2, "Netflix' gradient of the round trip, on the rate"),
    PID(PacingAlgorithm.PID, "a controller of the queueing delay, on the rate"),
    /** Sees the link itself. */
    ORACLE(null, "sees the link: the bound nobody can reach"),
    OURS(PacingAlgorithm.COALESCE_FIRST, "TokenFlow: coalesce first, slow down last");

    private final @Nullable PacingAlgorithm algorithm;
    private final String description;

    ExperimentArm(@Nullable PacingAlgorithm algorithm, String description) {
        this.algorithm = algorithm;
        this.description = description;
    }

    /** The law whose hints are obeyed; null = none. */
    @Nullable
    public PacingAlgorithm algorithm() {
        return algorithm;
    }

    /** What it is, in a few words. */
    String description() {
        return description;
    }

    /** How its streams are sent. */
    public SendPolicy policy() {
        return switch (this) {
            case UNPACED, ORACLE -> SendPolicy.unpaced();
            case SELFCLOCKED -> SendPolicy.selfClocked();
            default -> SendPolicy.hinted();
        };
    }

    /** The word used on the command line and in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The arm of a word.
     *
     * @throws IllegalArgumentException when there is none; names all
     */
    public static ExperimentArm ofWord(String word) {
        for (ExperimentArm arm : values()) {
            if (arm.word().equals(word.strip().toLowerCase(Locale.ROOT))) {
                return arm;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no arm, expected one of "
                + Arrays.stream(values()).map(ExperimentArm::word).collect(Collectors.joining(", ")));
    }
}
