package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathReading;

/** Forecasts the round trip of a path from a reading. */
@FunctionalInterface
public interface Forecaster {
    /** Without forecasts. */
    Forecaster NONE = reading -> PathForecast.NONE;

    PathForecast forecast(PathReading reading);
}
