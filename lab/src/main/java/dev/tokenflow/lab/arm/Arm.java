package dev.tokenflow.lab.arm;

import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.sender.Sender;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One way of sending that is compared with others over the same link: how the streams leave the server, and what the
 * sender is advised.
 *
 * @param name in options, tables, files, pictures and metrics
 * @param sender how its streams leave the server
 * @param advice where the advice comes from
 * @param law what decides the advice; null exactly when no law does
 * @param loop how the advice travels, and which parts of it count
 */
public record Arm(
        String name, Sender sender, Advice advice, @Nullable PacingAlgorithm law, LoopSettings loop) {
    public Arm {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of an arm is blank, expected one word");
        }
        boolean lawful = advice == Advice.HINTS || advice == Advice.CONSTANT;
        if (lawful != (law != null)) {
            throw new IllegalArgumentException("arm '" + name + "' has advice " + advice + " and law " + law
                    + ", expected a law exactly with HINTS and CONSTANT");
        }
        if (lawful != sender.obeysHints()) {
            throw new IllegalArgumentException("arm '" + name + "' has advice " + advice + " and sender '"
                    + sender.word() + "', expected the sender 'hinted' exactly with a law");
        }
    }

    static Arm without(String name, Sender sender, Advice advice) {
        return new Arm(name, sender, advice, null, LoopSettings.WHOLE);
    }

    static Arm hinted(String name, PacingAlgorithm law) {
        return new Arm(name, Sender.HINTED, Advice.HINTS, law, LoopSettings.WHOLE);
    }

    /** The same arm under another name and with another loop. */
    Arm variant(String variantName, LoopSettings other) {
        return new Arm(variantName, sender, advice, law, other);
    }

    /** The same arm with another loop. */
    public Arm with(LoopSettings other) {
        return variant(name, other);
    }

    /** Whether its sender asks the hint server. */
    public boolean obeysHints() {
        return sender.obeysHints();
    }

    /** The law, of an arm that has one. */
    public PacingAlgorithm requireLaw() {
        return Objects.requireNonNull(law, () -> "arm '" + name + "' has no law");
    }

    /** How its streams are sent before the first hint. */
    public SendPolicy policy() {
        return new SendPolicy(sender, Pace.UNLIMITED);
    }
}
