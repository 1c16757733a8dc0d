package dev.tokenflow.client.pacer;

/**
 * An arm and the pace its streams start with.
 *
 * @param arm how streams are sent
 * @param initialPace the pace until a hint says otherwise
 */
public record SendPolicy(Arm arm, Pace initialPace) {
    public SendPolicy {
        if (arm != Arm.FIXED && !initialPace.equals(Pace.UNLIMITED)) {
            throw new IllegalArgumentException("a rate or a chunk was given, but only the arm fixed takes them");
        }
    }

    public static SendPolicy unpaced() {
        return new SendPolicy(Arm.UNPACED, Pace.UNLIMITED);
    }

    public static SendPolicy selfclocked() {
        return new SendPolicy(Arm.SELFCLOCKED, Pace.UNLIMITED);
    }

    /** At most {@code tokensPerSecond} (NaN = no limit) in chunks of {@code tokensPerChunk}. */
    public static SendPolicy fixed(double tokensPerSecond, double tokensPerChunk) {
        return new SendPolicy(Arm.FIXED, new Pace(tokensPerSecond, tokensPerChunk));
    }

    public static SendPolicy paced() {
        return new SendPolicy(Arm.PACED, Pace.UNLIMITED);
    }
}
