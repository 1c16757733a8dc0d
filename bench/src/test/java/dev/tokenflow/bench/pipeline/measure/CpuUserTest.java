package dev.tokenflow.bench.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuUserTest {
    @ParameterizedTest
    @CsvSource({
        "bench-agents, GENERATOR",
        "kafka-producer-network-thread | bench-agents, GENERATOR_SENDER",
        "kafka-producer-network-thread | producer-2, PRODUCERS",
        "Source: tcp-events -> check-batches (1/1)#0, SOURCE",
        "Source Data Fetcher for Source: tcp-events -> check-batches (1/1)#0, FETCH",
        "fold-panes (1/1)#0, FOLD",
        "'pace-paths -> Sink: Writer (1/1)#0', PATHS",
        "'pace-sites -> Sink: Writer (1/1)#0', SITES",
        "OutputFlusher for fold-panes (1/1)#0, FLUSH",
        "Sink: Writer -> Sink: Committer (1/1)#0, SINKS",
        "hints-1-2, HINT_HTTP",
        "main, OTHER"
    })
    void threadsAreToldByTheirNames(String thread, CpuUser user) {
        assertThat(CpuUser.ofThread(thread)).isEqualTo(user);
    }
}
