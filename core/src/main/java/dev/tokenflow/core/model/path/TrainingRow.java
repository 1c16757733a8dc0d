package dev.tokenflow.core.model.path;

/**
 * One row to learn from.
 *
 * @param horizonMs how far ahead its label lies; 0 for the anomaly forest, which has no label
 * @param held whether it is held out, to judge by
 * @param inputs of the model
 * @param label logarithm of the round trip that came over the recent one; 0 without a horizon
 * @param ewma what an average that fades by an eighth a sample (RFC 6298) would have said
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TrainingRow(long horizonMs, boolean held, double[] inputs, double label, double ewma) {}
