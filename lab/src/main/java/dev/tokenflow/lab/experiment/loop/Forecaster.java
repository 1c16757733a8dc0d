package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathReading;

/** Says of a reading where its path is going. */
@FunctionalInterface
public interface Forecaster {
    PathForecast forecast(PathReading reading);
}
