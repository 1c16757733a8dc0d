package dev.tokenflow.job.train;

import dev.tokenflow.job.config.TrainConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks for broker and topics before a job is started that would only fail a minute later. */
public final class TopicCheck {
    private static final int PATIENCE_MS = 10_000;

    private TopicCheck() {}

    /** @throws IOException in one line, when the broker does not answer or a topic is not there */
    public static void require(TrainConfig config) throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(config.kafkaProperties());
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        for (String topic : List.of(config.features(), config.models())) {
            try (Admin admin = Admin.create(settings)) {
                admin.describeTopics(List.of(topic)).allTopicNames().get(2L * PATIENCE_MS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    throw new IOException("topic '" + topic + "' does not exist at " + config.bootstrapServers(), e);
                }
                throw new IOException("no broker answers at " + config.bootstrapServers(), e);
            } catch (TimeoutException e) {
                throw new IOException("no broker answers at " + config.bootstrapServers(), e);
            }
        }
    }
}
