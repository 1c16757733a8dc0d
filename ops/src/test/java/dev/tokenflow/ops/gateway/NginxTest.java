package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.gateway.Gateway;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx with default settings, before the gateway and behind it. */
class NginxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final StreamFixture ENGLISH = ChatFixtures.english();
    private static final int STEPS = 12;

    @TempDir
    private Path folder;

    private ReplayEngine engine;

    @BeforeEach
    void start() throws Exception {
        Installed.require("nginx");
        Installed.require("curl");
        engine = new ReplayEngine();
    }

    @AfterEach
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    /** Each event is only written when the reader has the one before. */
    @Test
    void beforeTheGatewayItPassesEventsOneByOne() throws Exception {
        Gateway gateway = Gateways.start(engine.uri());
        try (Nginx nginx = new Nginx(folder, Gateways.uri(gateway));
                CurlStream curl = asks(nginx.uri(), "steps")) {
            for (int i = 1; i <= STEPS; i++) {
                int expected = i;
                engine.allow(1);
                await("event " + i).atMost(PATIENCE).until(() -> curl.events() == expected);
            }
            engine.allow(1_000);
            assertThat(curl.ended()).isZero();
            assertThat(Answer.of(curl.received()))
                    .hasToString(Answer.of(ENGLISH.body()).toString());
        } finally {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"events", "whole", "random-6"})
    void beforeTheGatewayItPassesWhatIsCompressed(String cut) throws Exception {
        Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=4");
        try (Nginx nginx = new Nginx(folder, Gateways.uri(gateway));
                CurlStream curl = asks(nginx.uri(), cut, "--compressed")) {
            assertThat(curl.ended()).isZero();
            assertThat(Answer.of(curl.received()))
                    .hasToString(Answer.of(ENGLISH.body()).toString());
        } finally {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, events", "1, whole", "4, random-6"})
    void betweenGatewayAndEngineItChangesNothing(int deltas, String cut) throws Exception {
        try (Nginx nginx = new Nginx(folder, engine.uri())) {
            Gateway gateway = Gateways.start(nginx.uri(), "--min-deltas=" + deltas);
            try (CurlStream curl = asks(Gateways.uri(gateway), cut)) {
                assertThat(curl.ended()).isZero();
                assertThat(Answer.of(curl.received()))
                        .hasToString(Answer.of(ENGLISH.body()).toString());
            } finally {
                gateway.close();
            }
        }
    }

    private static CurlStream asks(URI base, String cut, String... options) throws Exception {
        return new CurlStream(base, "{\"model\":\"" + ENGLISH.name() + "@" + cut + "\",\"stream\":true}", options);
    }
}
