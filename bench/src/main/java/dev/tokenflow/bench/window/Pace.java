package dev.tokenflow.bench.window;

import java.time.Duration;

/**
 * What a Flink job is given before the clock starts: the windows of a job that runs for long are full.
 *
 * @param fill     event time
 * @param fillWall but no more wall time than this
 */
record Pace(Duration fill, Duration fillWall) {}
