package dev.tokenflow.simulator.server;

import dev.tokenflow.simulator.sender.SendPolicy;

/**
 * How one token server behaves.
 *
 * @param host address or name to listen on
 * @param port TCP port; 0 = any free one
 * @param tokensPerSecond at which every answer is generated, &gt; 0
 * @param policy how tokens are sent
 * @param seed of the answers' text where a request names none
 * @param model name of the model served
 */
public record TokenServerConfig(
        String host, int port, double tokensPerSecond, SendPolicy policy, long seed, String model) {
    /**
     * Fastest generation: no model streams one answer faster, and beyond it a timer would wake for many tokens at once.
     */
    private static final double MAX_TOKENS_PER_SECOND = 10_000;

    public TokenServerConfig {
        if (!(tokensPerSecond > 0 && tokensPerSecond <= MAX_TOKENS_PER_SECOND)) {
            throw new IllegalArgumentException("tokens per second is " + tokensPerSecond
                    + ", expected more than 0 and at most " + (long) MAX_TOKENS_PER_SECOND);
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException("the model's name is empty");
        }
    }
}
