package dev.tokenflow.simulator.answer;

/**
 * What names an answer.
 *
 * @param number counts the server's answers
 * @param model the model that gives it, as the request named it
 * @param createdSeconds when, seconds since 1970
 */
public record AnswerIdentity(long number, String model, long createdSeconds) {
    /** The number with a prefix and as many zeros as other services' ids have signs. */
    public String id(String prefix) {
        return prefix + "%029d".formatted(number);
    }
}
