/**
 * What OpenAI's chat completions and completions share: members of requests, token counts, log probabilities, errors.
 *
 * <p>What an answer is made of is in {@link dev.tokenflow.simulator.answer}. Connections, timing and hints never belong
 * here; they are in {@link dev.tokenflow.simulator.server}.
 */
@NullMarked
package dev.tokenflow.simulator.openai;

import org.jspecify.annotations.NullMarked;
