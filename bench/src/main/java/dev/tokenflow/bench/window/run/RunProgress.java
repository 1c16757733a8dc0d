package dev.tokenflow.bench.window.run;

/**
 * How far a job has come.
 *
 * @param events sent by its sources since it started
 * @param eventMs when the last batch closed, ms since 1970
 * @param rows that reached its sinks
 * @param atNs when the sinks had seen everything, {@link System#nanoTime}
 */
public record RunProgress(long events, long eventMs, long rows, long atNs) {}
