package dev.tokenflow.lab.network;

import dev.tokenflow.report.run.AgentFigures;
import java.io.IOException;

/** A medium the arms run on: real kernel TCP between namespaces, or simulated TCP over the same link model. */
public interface Network extends AutoCloseable {
    /** Its name in {@code --network}. */
    String word();

    /**
     * Runs one arm in real time, from its readers' first request to their last token.
     *
     * @param progress takes the state of the arm while it runs
     */
    ArmLog run(ArmPlan plan, ArmProgress progress) throws IOException, InterruptedException;

    /** Counters of what feeds the job with events. */
    AgentFigures agent();

    @Override
    void close();
}
