/** OpenAI's completions: what a request asks for, and the events and answers sent back. */
@NullMarked
package dev.tokenflow.simulator.openai.completion;

import org.jspecify.annotations.NullMarked;
