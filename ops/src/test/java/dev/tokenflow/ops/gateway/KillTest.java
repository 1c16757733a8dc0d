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
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader sees when the gateway, or the engine behind it, ends in the middle of an answer. */
class KillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final StreamFixture ENGLISH = ChatFixtures.english();
    private static final int REFUSED = 7;
    private static final int PARTIAL = 18;
    private static final int RESET = 56;
    private static final int MANY = 1_000;

    @TempDir
    private Path logs;

    private ReplayEngine engine;

    @BeforeEach
    void start() throws Exception {
        Installed.require("curl");
        engine = new ReplayEngine();
    }

    @AfterEach
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    /** SIGTERM. */
    @Test
    void aGatewayThatIsStoppedEndsItsStreamsAndTakesNoOther() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(logs, engine.uri());
                CurlStream curl = asks(gateway.uri())) {
            engine.allow(3);
            await().atMost(PATIENCE).until(() -> curl.events() == 3);
            gateway.stop();
            await("no new connection").atMost(PATIENCE).until(() -> asksInVain(gateway.uri()) == REFUSED);
            assertThat(gateway.isAlive()).isTrue();
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
            assertThat(Answer.of(curl.received()))
                    .hasToString(Answer.of(ENGLISH.body()).toString());
            await("the gateway ends when its last stream has").atMost(PATIENCE).until(() -> !gateway.isAlive());
        }
    }

    /** SIGKILL: a reader can tell that the answer is not whole. */
    @Test
    void aGatewayThatIsKilledLeavesAnAnswerThatIsSeenToBeCut() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(logs, engine.uri());
                CurlStream curl = asks(gateway.uri())) {
            engine.allow(3);
            await().atMost(PATIENCE).until(() -> curl.events() == 3);
            gateway.kill();
            assertThat(curl.ended()).isIn(PARTIAL, RESET);
            assertThat(ENGLISH.body()).startsWith(curl.received());
            assertThat(curl.received()).doesNotContain("[DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void anEngineThatDiesLeavesItsTextAndAnErrorAndNoMadeUpEnd(int deltas) throws Exception {
        Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=" + deltas);
        try (CurlStream curl = asks(Gateways.uri(gateway))) {
            engine.allow(8);
            await("the engine has written 8 events and the reader has the first two")
                    .atMost(PATIENCE)
                    .until(() -> engine.allowed() == 0 && curl.events() >= 2);
            engine.reset();
            assertThat(curl.ended())
                    .as("the stream is closed well, after the error")
                    .isZero();
            Answer answer = Answer.of(curl.received());
            assertThat(answer.text("content")).isNotEmpty();
            assertThat(Texts.ENGLISH).startsWith(answer.text("content"));
            assertThat(answer.has("error")).as(curl.received()).isTrue();
            assertThat(answer.has("[DONE]")).isFalse();
            assertThat(answer.has("finish")).isFalse();
        } finally {
            gateway.close();
        }
    }

    @Test
    void aReaderOfMessagesGetsTheErrorOfItsProtocol() throws Exception {
        Gateway gateway = Gateways.start(engine.uri());
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), "{\"model\":\"messages-english@steps\",\"stream\":true}")) {
            engine.allow(6);
            await().atMost(PATIENCE).until(() -> curl.events() == 6);
            engine.reset();
            assertThat(curl.ended()).isZero();
            assertThat(curl.received())
                    .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"")
                    .doesNotContain("message_stop");
        } finally {
            gateway.close();
        }
    }

    @Test
    void anEngineThatIsNotThereIsAnErrorOfTheApi() throws Exception {
        URI gone = engine.uri();
        engine.close();
        Gateway gateway = Gateways.start(gone);
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), "{\"model\":\"m\"}", "--write-out", "\n%{http_code}")) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received())
                    .endsWith("502")
                    .contains("\"error\":{\"message\":\"The engine cannot be " + "reached");
        } finally {
            gateway.close();
        }
    }

    private static CurlStream asks(URI base) throws Exception {
        return new CurlStream(base, "{\"model\":\"" + ENGLISH.name() + "@steps\",\"stream\":true}");
    }

    private static int asksInVain(URI base) throws Exception {
        try (CurlStream curl = new CurlStream(base, "{\"model\":\"none\"}", "--max-time", "5")) {
            return curl.ended();
        }
    }
}
