/** OpenAI's chat completions: what a request asks for, and the events and answers sent back. */
@NullMarked
package dev.tokenflow.simulator.openai.chat;

import org.jspecify.annotations.NullMarked;
