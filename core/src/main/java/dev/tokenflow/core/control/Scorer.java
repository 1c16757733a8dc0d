package dev.tokenflow.core.control;

import dev.tokenflow.core.diagnosis.UsualRange;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.path.PathReading;

/** Says what models make of a reading. */
@FunctionalInterface
public interface Scorer {
    /** Without models. */
    Scorer NONE = reading -> PathScore.NONE;

    /** The scores of a reading of a client, prefix or site. */
    PathScore score(PathReading reading);

    /** What the models have learnt to be usual. */
    default UsualRange usual() {
        return UsualRange.UNKNOWN;
    }
}
