package dev.tokenflow.lab.demo;

import dev.tokenflow.job.TrainJob;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.train.TrainingReport;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Trains the models of paths with the training job itself, on what the streaming job wrote down so far; the running job
 * takes them into use.
 */
final class ModelTraining {
    private static final Configuration CLUSTER = Configuration.fromMap(Map.of(
            "rest.port", "0",
            "rest.bind-port", "0",
            "taskmanager.memory.network.min", "16m",
            "taskmanager.memory.network.max", "16m",
            "taskmanager.memory.managed.size", "16m"));

    private final String bootstrapServers;
    private final Consumer<String> lines;
    private int version;

    /** @param lines takes a line for people about each training and model */
    ModelTraining(String bootstrapServers, Consumer<String> lines) {
        this.bootstrapServers = bootstrapServers;
        this.lines = lines;
    }

    /**
     * Trains the next version.
     *
     * @throws IOException when the training job fails
     */
    void train() throws IOException, InterruptedException {
        version++;
        TrainConfig config = TrainConfig.parse(
                new String[] {
                    "--once",
                    "--bootstrap-servers",
                    bootstrapServers,
                    "--held-share",
                    "0.3",
                    "--model-version",
                    Integer.toString(version)
                },
                Map.of());
        try {
            TrainingReport report =
                    TrainJob.train(StreamExecutionEnvironment.createLocalEnvironment(1, CLUSTER), config);
            lines.accept("Models, version " + version + ": " + report.lines().get(0));
            report.lines().stream().skip(1).forEach(lines);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) { // execute declares no less
            throw new IOException("the training job failed: " + e.getMessage(), e);
        }
    }
}
