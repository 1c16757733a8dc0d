package dev.tokenflow.lab.arm;

import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.sender.Sender;
import dev.tokenflow.simulator.wire.GzipAnswerBytes;
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
 * @param coding what its streams are encoded in: identity or gzip
 */
public record Arm(
        String name,
        Sender sender,
        Advice advice,
        @Nullable PacingAlgorithm law,
        LoopSettings loop,
        ContentCoding coding) {
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

    /** An arm whose streams are not compressed. */
    public Arm(String name, Sender sender, Advice advice, @Nullable PacingAlgorithm law, LoopSettings loop) {
        this(name, sender, advice, law, loop, ContentCoding.IDENTITY);
    }

    static Arm without(String name, Sender sender, Advice advice) {
        return new Arm(name, sender, advice, null, LoopSettings.WHOLE);
    }

    static Arm hinted(String name, PacingAlgorithm law) {
        return new Arm(name, Sender.HINTED, Advice.HINTS, law, LoopSettings.WHOLE);
    }

    /** The same arm under another name and with another loop. */
    Arm variant(String variantName, LoopSettings other) {
        return new Arm(variantName, sender, advice, law, other, coding);
    }

    /** The same arm under another name, with compressed streams. */
    Arm gzipped(String gzippedName) {
        return new Arm(gzippedName, sender, advice, law, loop, ContentCoding.GZIP);
    }

    /** The same arm with another loop. */
    public Arm with(LoopSettings other) {
        return variant(name, other);
    }

    /** Whether its sender asks the hint server. */
    public boolean obeysHints() {
        return sender.obeysHints();
    }

    /** Whether its streams are compressed. */
    public boolean isCompressed() {
        return coding != ContentCoding.IDENTITY;
    }

    /** About what its events cost, for those who plan. */
    public WireCost wireCost() {
        return isCompressed() ? GzipAnswerBytes.MEAN : WireCost.DEFAULT;
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
