package dev.tokenflow.ops.stack;

import dev.tokenflow.ops.machine.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The configuration of Prometheus: where it gets metrics, and the alert rules.
 *
 * @param ports of the stack
 * @param rules file of alert rules, left out when it is not there
 * @param withAgent whether the stack has an agent
 * @param withGateway whether it has a gateway
 */
record PrometheusConfig(Ports ports, Path rules, boolean withAgent, boolean withGateway) {
    /** The text of {@code prometheus.yml}. */
    String text() {
        StringBuilder text = new StringBuilder("global:\n  scrape_interval: 5s\n  evaluation_interval: 5s\n");
        if (Files.exists(rules)) {
            text.append("rule_files: ['").append(rules).append("']\n");
        }
        text.append("scrape_configs:\n")
                .append(scrape(
                        "flink",
                        Ports.Use.JOBMANAGER_METRICS,
                        Ports.Use.TASKMANAGER_1_METRICS,
                        Ports.Use.TASKMANAGER_2_METRICS))
                .append(scrape("hints", Ports.Use.HINTS))
                .append(scrape("simulator", Ports.Use.SIMULATOR_METRICS));
        if (withAgent) {
            text.append(scrape("agent", Ports.Use.AGENT_METRICS));
        }
        if (withGateway) {
            text.append(scrape("gateway", Ports.Use.GATEWAY_ADMIN));
        }
        return text.toString();
    }

    private String scrape(String job, Ports.Use... targets) {
        return Arrays.stream(targets)
                .map(use -> "'127.0.0.1:" + ports.of(use) + "'")
                .collect(Collectors.joining(
                        ", ", "  - job_name: " + job + "\n    static_configs:\n      - targets: [", "]\n"));
    }
}
