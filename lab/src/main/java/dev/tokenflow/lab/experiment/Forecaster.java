package dev.tokenflow.lab.experiment;

import dev.tokenflow.core.feature.PathReading;
import dev.tokenflow.core.pacing.PathForecast;

/** Says of a reading where its path is going. */
@FunctionalInterface
interface Forecaster {
    PathForecast forecast(PathReading reading);
}
