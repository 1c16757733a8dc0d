package dev.tokenflow.job.record;

import dev.tokenflow.protocol.hint.Hint;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code pacing-hints}.
 *
 * @param key {@link Hint#kafkaKey()}
 * @param hint the hint; null when it expired
 */
public record HintUpdate(String key, @Nullable Hint hint) {}
