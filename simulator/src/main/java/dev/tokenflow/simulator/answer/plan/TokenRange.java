package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.text.SeededNumbers;

/**
 * A number of tokens, fixed or between two bounds.
 *
 * @param least smallest, &ge; 1
 * @param most largest, &ge; {@code least}
 */
public record TokenRange(int least, int most) {
    private static final int LIMIT = 1_000_000;

    public TokenRange {
        if (least < 1 || most < least || most > LIMIT) {
            throw new IllegalArgumentException("the number of tokens is %d-%d, expected N or A-B with 1 to %d tokens"
                    .formatted(least, most, LIMIT));
        }
    }

    /**
     * Reads {@code 400} or {@code 50-80}.
     *
     * @throws IllegalArgumentException when {@code text} is neither; says what was expected
     */
    public static TokenRange of(String text) {
        int dash = text.indexOf('-', 1);
        try {
            return dash < 0
                    ? new TokenRange(Integer.parseInt(text), Integer.parseInt(text))
                    : new TokenRange(
                            Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no number of tokens, expected one such as 400 or a range such as 50-80", e);
        }
    }

    /** A number drawn by a seed, equally likely on a logarithmic scale: short ones are more frequent than long ones. */
    public int draw(long seed) {
        double unit = SeededNumbers.unit(seed, 0);
        return Math.clamp(Math.round(least * Math.pow((double) most / least, unit)), least, most);
    }
}
