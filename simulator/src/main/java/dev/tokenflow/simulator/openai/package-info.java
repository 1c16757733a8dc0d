/**
 * OpenAI's chat completions as text: what a request asks for, and the chunks, answers and errors that are sent back.
 *
 * <p>Connections, timing and hints never belong here; they are in {@link dev.tokenflow.simulator.server}.
 */
@NullMarked
package dev.tokenflow.simulator.openai;

import org.jspecify.annotations.NullMarked;
